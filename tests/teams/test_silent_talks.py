"""What is remembered of a talk in Teams goes when it is silent."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from types import SimpleNamespace

from teams_world import Echo

from bot.delivery.conversation.journal import MemoryJournal
from bot.delivery.staffing.teams_sweep import TALK
from bot.front_door import FrontDoor, Incoming
from bot.own_work import forget_silent_staff


@dataclass
class Remembering(Echo):
    """A dialogue that remembers when it heard somebody last, in seconds since 1970."""

    last: dict[str, float] = field(default_factory=dict)

    def silent_since(self, moment: float, beginning: str) -> list[str]:
        """Those that begin so, and are silent since then."""
        return [talk for talk, at in self.last.items() if talk.startswith(beginning) and at < moment]

    def forget(self, conversation: str) -> None:
        """Delete it."""
        del self.last[conversation]


async def test_a_talk_of_staff_that_is_silent_for_eight_hours_is_forgotten() -> None:
    """By the dialogue and in the server's memory; a younger one, and those of other channels, are left alone."""
    now, hours = time.time(), TALK.total_seconds()
    dialogue = Remembering(
        last={"teams-old": now - hours - 1, "teams-young": now - hours + 60, "web-old": 0.0}
    )
    door = FrontDoor(dialogue, MemoryJournal())
    for talk in ("teams-old", "teams-young"):
        await door.handle(Incoming("teams", talk, f"message of {talk}", "What is a pathway plan?"))
    forget_silent_staff(SimpleNamespace(dialogue=dialogue, front_door=door))
    assert sorted(dialogue.last) == ["teams-young", "web-old"]
    assert door.remembered() == ["teams-young"]
