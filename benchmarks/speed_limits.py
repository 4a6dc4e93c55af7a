"""What a run of `benchmarks.turns` must reach, and what it missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator, List, Optional

from benchmarks.load import CHATS, EARLY, LATE, Numbers

MOST_GROWTH = 1.3  # of a turn at the end of a long talk, against one at its beginning
SHARE_OF_A_TURN = 1 / 3  # of the stock project's time
TIMES_THE_TURNS = 4.0
MOST_START_S = 40.0
MOST_MIB = 900.0


@dataclass(frozen=True)
class Limit:
    """One number, what it must be, and whether it is."""

    name: str
    value: float
    limit: float
    is_least: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether the number is on the right side of its limit, or on it."""
        return self.value >= self.limit if self.is_least else self.value <= self.limit

    def __str__(self) -> str:
        """As the report has it."""
        what = "at least" if self.is_least else "at most"
        return f"{self.name}: {self.value:.2f} ({what} {self.limit:.2f})"


def limits(ours: Numbers, stock: Optional[Numbers]) -> List[Limit]:
    """Every limit. Without the stock project those that need no other number."""
    return [*_of_ours(ours), *(_beside(ours, stock) if stock else ())]


def _of_ours(ours: Numbers) -> Iterator[Limit]:
    yield Limit("start to first answer, s", ours.start_s, MOST_START_S)
    yield Limit("resident memory, MiB", ours.memory_mb, MOST_MIB)
    if ours.long_talk:
        yield Limit(f"turn {LATE} to turn {EARLY}, times", ours.long_talk.growth, MOST_GROWTH)


def _beside(ours: Numbers, stock: Numbers) -> Iterator[Limit]:
    yield Limit("turn p50, of stock's", ours.p50_ms / stock.p50_ms, SHARE_OF_A_TURN)
    yield Limit("turn p95, of stock's", ours.p95_ms / stock.p95_ms, SHARE_OF_A_TURN)
    faster = ours.turns_per_second / stock.turns_per_second
    yield Limit(f"turns a second with {CHATS} chats, times stock's", faster, TIMES_THE_TURNS, is_least=True)
