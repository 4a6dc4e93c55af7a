"""The assistant with records of its own, which are gone at the end, and what keeps what it would send.

What the phone and the adviser on the terminal share: no message leaves, and nothing of the installation is changed.
"""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, AsyncIterator, List, Mapping

from bot.assistant import Assistant, build, seed_demo
from bot.carrier_setup import make_carrier
from bot.delivery.sending.carrying import Carrier
from bot.delivery.sending.outgoing import Outgoing, Provider
from bot.dialogue.lean import keep_out
from bot.dialogue.trained_models import ensure_model
from bot.settings import Settings


@dataclass
class Shown:
    """A `Provider` that keeps what it is given."""

    name: str
    sent: List[Outgoing] = field(default_factory=list)

    def send(self, outgoing: Outgoing) -> str:
        """See Provider."""
        self.sent.append(outgoing)
        return str(len(self.sent))


@asynccontextmanager
async def assistant_apart(settings: Settings, **changes: Any) -> AsyncIterator[Assistant]:
    """The same assistant with the demo's people, and with these settings changed. The model is trained first if there is none."""
    with TemporaryDirectory(prefix="localoffer-apart-") as folder:
        own = settings.copy(update={**_alone(Path(folder)), **changes})
        keep_out()
        model = ensure_model(settings, lambda line: print(line, file=sys.stderr, flush=True))
        assistant = await build(own, str(model))
        seed_demo(own, assistant.services)
        yield assistant


def carrying(assistant: Assistant, providers: Mapping[str, Provider]) -> Carrier:
    """What sends for it, with these providers instead of those that the settings name."""
    carrier = make_carrier(assistant.settings, assistant.services.database)
    return replace(carrier, providers={**carrier.providers, **providers})


def _alone(state: Path) -> Mapping[str, Any]:
    return {
        "state": state,
        "database_url": None,
        "migration_url": None,
        "conversations_url": None,
        "demo": True,
        "messages_per_minute": 1_000_000,
        "log_level": "ERROR",
    }
