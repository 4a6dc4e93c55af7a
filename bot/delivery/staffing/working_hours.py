"""When members of staff are told what can wait: on a working day in England, from eight in the morning."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import Iterator, Optional
from zoneinfo import ZoneInfo

from bot.delivery.handing_over.bank_holidays import is_working_day
from bot.delivery.sending.waits import Night

MORNING, EVENING = time(8), time(18)
_UK = ZoneInfo("Europe/London")


def local(now: datetime) -> datetime:
    """The time of day in London; `now` is naive UTC."""
    return now.replace(tzinfo=timezone.utc).astimezone(_UK)


def utc_of(day: date, at: time) -> datetime:
    """A time of the clock in London as naive UTC."""
    return datetime.combine(day, at, tzinfo=_UK).astimezone(timezone.utc).replace(tzinfo=None)


def working_day_before(day: date) -> date:
    """The newest working day before a day."""
    before = day - timedelta(days=1)
    return before if is_working_day(before) else working_day_before(before)


def begins_week(day: date) -> bool:
    """Whether a working day is the first of its week: Monday, or the day after a bank holiday."""
    return working_day_before(day).isocalendar()[:2] != day.isocalendar()[:2]


def first_moment(day: date, now: datetime, night: Optional[Night] = None) -> Optional[datetime]:
    """When, from now on, somebody may be told on a working day, in naive UTC; None if not on that day any more.

    Where quiet hours reach into the day, it begins when they are over.
    """
    if not is_working_day(day):
        return None
    moment = max(now, utc_of(day, MORNING))
    moment = (night.over_at(moment) if night else None) or moment
    return moment if local(moment).date() == day and local(moment).time() < EVENING else None


def next_moment(now: datetime, night: Optional[Night] = None) -> datetime:
    """When, from now on, somebody may be told at the soonest: now in working hours, else at the next morning of a working day."""
    found = (first_moment(day, now, night) for day in _days_from(local(now).date()))
    return next((moment for moment in found if moment is not None), now)


def _days_from(day: date) -> Iterator[date]:
    """Two weeks of days, for Christmas: a night that leaves no working hour free is obeyed by nobody."""
    return (day + timedelta(days=ahead) for ahead in range(15))
