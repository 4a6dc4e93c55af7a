"""What hand-overs go by: the hours in which advisers may be asked, and how long somebody waits for theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from bot.delivery.handing_over.bank_holidays import is_working_day, working_day_after
from bot.delivery.reminding.reminder_facts import UK, london

EVERY = 1  # minutes between two looks whether nobody took one, or it went silent
SILENCE = timedelta(minutes=15)  # after which a talk has ended

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? (\d\d:\d\d)-(\d\d:\d\d)")


@dataclass(frozen=True)
class WorkingHours:
    """The days of the week from 0 for Monday, and the times in London from and to which somebody may be asked."""

    days: frozenset[int]
    begins: time
    ends: time

    def hold(self, now: datetime) -> bool:
        """Whether it is within them, and no bank holiday; `now` is naive UTC."""
        local = london(now)
        return self._works(local.date()) and self.begins <= local.time() < self.ends

    def end_of_next_day(self, now: datetime) -> datetime:
        """When the next working day that is among theirs ends, in naive UTC."""
        day = working_day_after(london(now).date())
        while not self._works(day):
            day = working_day_after(day)
        ends = datetime.combine(day, self.ends, tzinfo=UK)
        return ends.astimezone(timezone.utc).replace(tzinfo=None)

    def _works(self, on: date) -> bool:
        return on.weekday() in self.days and is_working_day(on)


@dataclass(frozen=True)
class HandOverRules:
    """`hours` are when a talk is offered, `minutes` how long an adviser has to take it."""

    hours: WorkingHours
    minutes: int

    @property
    def wait(self) -> timedelta:
        """How long somebody waits until it becomes a request for a call."""
        return timedelta(minutes=self.minutes)


def told_by(until: datetime) -> datetime:
    """By which minute a young person surely hears that nobody took it, where that had time until then: a look later."""
    later = until + timedelta(minutes=EVERY)
    return later if later == later.replace(second=0, microsecond=0) else later + timedelta(minutes=1)


def working_hours(words: str) -> WorkingHours:
    """The hours of a setting such as `Mon-Fri 09:00-17:00`. Raises ValueError for other words, or for hours without a working day."""
    found = _HOURS.fullmatch(words.strip().lower())
    try:
        first, last, begins, ends = found.groups() if found else ("", "", "", "")
        days = range(_DAYS.index(first), _DAYS.index(last or first) + 1)
        hours = WorkingHours(frozenset(days), time.fromisoformat(begins), time.fromisoformat(ends))
    except ValueError:
        raise _wrong(words) from None
    if hours.begins >= hours.ends or not hours.days & set(range(5)):
        raise _wrong(words)
    return hours


def _wrong(words: str) -> ValueError:
    return ValueError(
        f"{words!r} are no days and hours with a working day; write them as Mon-Fri 09:00-17:00"
    )
