"""The terminal as a place to talk: the whole assistant in this process, and who speaks to it."""

from __future__ import annotations

import sys
import uuid
from typing import Optional

from bot.assistant import Assistant, build
from bot.dialogue.lean import keep_out
from bot.dialogue.trained_models import ensure_model
from bot.front_door import Incoming
from bot.settings import Settings


async def assistant_of(settings: Settings) -> Assistant:
    """The assistant with the model for the current data, trained first if there is none; nothing said is kept."""
    # The terminal is one operator, not a crowd.
    alone = settings.copy(update={"messages_per_minute": 1_000_000, "log_level": "WARNING"})
    model = ensure_model(alone, lambda line: print(line, file=sys.stderr, flush=True))
    keep_out()
    return await build(alone, str(model), is_kept=False)


def incoming(text: str, channel: str, council: Optional[str], conversation: Optional[str]) -> Incoming:
    """A message on a channel; without a conversation it is one of its own."""
    key = f"terminal-{conversation if conversation is not None else uuid.uuid4().hex}"
    return Incoming(
        channel=channel, conversation=key, message_id=uuid.uuid4().hex, text=text, council=council
    )


def known_council(assistant: Assistant, council: Optional[str]) -> Optional[str]:
    """The council named, or none: any of England, as `leeds`. Raises RuntimeError that lists those with content if there is no such council."""
    places = assistant.services.offer.places
    if council is None or council in places or assistant.services.councils.get(council):
        return council
    known = ", ".join(sorted(places))
    raise RuntimeError(f"there is no council {council!r}; choose one of: {known}")
