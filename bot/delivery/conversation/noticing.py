"""The first step: danger in a message, by itself and in its talk. It needs no database, model or network."""

from __future__ import annotations

from typing import Awaitable, Callable, List, Optional

from bot.answer import Answer
from bot.delivery.conversation.lately import Lately
from bot.delivery.one_message import Incoming, Turn
from bot.safeguarding.detector import Detector
from bot.safeguarding.finding import Danger
from bot.safeguarding.going_on import raised
from bot.safeguarding.looker import Looker
from bot.safeguarding.replies import urgent_reply

LookAt = Callable[[str, str], Awaitable[Optional[Danger]]]
NO_TALK = ""  # a conversation in which nothing was said


async def danger_in(incoming: Incoming, look: LookAt) -> Optional[Danger]:
    """The first danger of now in all that somebody wrote, in a message or on a form beside it, or else the first sign."""
    texts = dict.fromkeys((*incoming.parts, incoming.text))
    found: List[Optional[Danger]] = [await look(text, incoming.conversation) for text in texts if text]
    found += [await look(text, NO_TALK) for text in incoming.filled_in]
    shown = [each for each in found if each]
    return next((each for each in shown if each.is_urgent), shown[0] if shown else None)


class Noticing:
    """Looks at each message once. What it finds travels with the turn."""

    def __init__(self, detector: Detector, lately: Lately) -> None:
        self._looker, self._lately = Looker(detector), lately

    async def notice(self, turn: Turn) -> None:
        """Look, unless the channel had to look before it could tell who is calling. Of several messages, at each and at all together."""
        looked = turn.incoming.looked
        turn.finds(looked.found if looked else await danger_in(turn.incoming, self.look))

    async def look(self, text: str, conversation: str, lately: Optional[Lately] = None) -> Optional[Danger]:
        """What a message shows in its conversation: by itself, and with what was said just before it. `lately` remembers that, if not we."""
        if not text:
            return None
        memory = lately or self._lately
        shown = memory.shown(conversation)
        found = await self._looker.look(text, memory.before(conversation), shown.text if shown else "")
        return raised(found, text, shown.danger) if shown else found

    async def urgent_in(self, raw: bytes) -> Optional[Answer]:
        """The urgent reply to what could not be read as a message, if it says danger outright. Nothing of it is kept."""
        found = await self._looker.outright_in(raw)
        return urgent_reply(found) if found else None
