"""What a look at a message can find: danger of now, a sign that is worth asking about, or danger that is over."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Level(Enum):
    """What follows from a finding."""

    URGENT = "danger of now: the urgent reply, before anything else"
    CHECK_IN = "a weak or ambiguous sign: the answer as usual, below one line that asks whether they are OK"
    OVER = "it was danger, and is over: a kind word, then the answer"


@dataclass(frozen=True)
class Danger:
    """What was noticed: the topic id of the danger, whether it is about somebody else, and how clear it is.

    `rest` is what else was said, as far as it shows no danger: a question behind it must not be lost. `is_outright` says that the
    message says it in so many words by itself, without those before it.
    """

    kind: str
    is_about_other: bool = False
    level: Level = Level.URGENT
    rest: str = field(default="", compare=False)
    is_outright: bool = field(default=False, compare=False)

    @property
    def is_urgent(self) -> bool:
        """Whether the urgent reply is due."""
        return self.level is Level.URGENT

    @property
    def is_check_in(self) -> bool:
        """Whether to ask if they are OK."""
        return self.level is Level.CHECK_IN

    @property
    def is_over(self) -> bool:
        """Whether it is past."""
        return self.level is Level.OVER
