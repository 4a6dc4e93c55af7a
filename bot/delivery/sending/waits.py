"""How long a message waits: between tries, and through the night."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Optional
from zoneinfo import ZoneInfo

FIRST_RETRY = timedelta(seconds=10)
LONGEST_RETRY = timedelta(minutes=10)
SHORTEST_ASKED, LONGEST_ASKED = timedelta(seconds=1), timedelta(hours=6)  # of what a provider asks for

_UK = ZoneInfo("Europe/London")
_SPAN = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")


def retry_after(attempts: int, asked: Optional[float] = None) -> timedelta:
    """How long to wait after so many tries in a row: what the provider asked for, else longer and longer; both to a limit."""
    if asked is None:
        return min(doubled(FIRST_RETRY, attempts), LONGEST_RETRY)
    return min(
        max(timedelta(seconds=min(asked, LONGEST_ASKED.total_seconds())), SHORTEST_ASKED), LONGEST_ASKED
    )


def doubled(first: timedelta, times: int) -> timedelta:
    """`first`, doubled with each time after the first."""
    longer = 1 << min(max(times, 1) - 1, 16)  # more would not change what comes out, and overflow
    return first * longer


def london_day(now: datetime) -> date:
    """The day in London at a moment in naive UTC."""
    return now.replace(tzinfo=timezone.utc).astimezone(_UK).date()


@dataclass(frozen=True)
class Night:
    """The hours of the clock in London in which no text is sent that can wait."""

    begins: time
    ends: time

    def over_at(self, now: datetime) -> Optional[datetime]:
        """When the night is over, in naive UTC as `now`; None by day. Clocks may change in between."""
        local = now.replace(tzinfo=timezone.utc).astimezone(_UK)
        if not self._has(local.time()):
            return None
        day = local.date() if local.time() < self.ends else local.date() + timedelta(days=1)
        morning = datetime.combine(day, self.ends, tzinfo=_UK)
        return morning.astimezone(timezone.utc).replace(tzinfo=None)

    def _has(self, moment: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= moment < self.ends
        return moment >= self.begins or moment < self.ends


def night_of(words: str) -> Optional[Night]:
    """The night of a setting such as 21:00-08:00; None for no words. Raises ValueError for other words."""
    if not words.strip():
        return None
    found = _SPAN.fullmatch(words.strip())
    try:
        begins, ends = map(time.fromisoformat, found.groups() if found else ("", ""))
    except ValueError:
        begins = ends = time()
    if begins == ends:
        raise ValueError(f"{words!r} is no time from and to; write it as 21:00-08:00, or leave it empty")
    return Night(begins, ends)
