"""When a review or an assessment is due, and how near that day is. Plain dates in, plain dates out.

Months are counted as the calendar has them: a day that a month lacks becomes its last.
So a birthday on 29 February falls on 28 February in other years, which never costs
the young person a day.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum
from typing import Iterable, Optional

from dateutil.relativedelta import relativedelta

from bot.casework.tables import LookedAfterPeriod

_COUNTS_FROM = 14
_ELIGIBLE_FROM = 16
_ADULT_FROM = 18
_DAY = timedelta(days=1)

Span = tuple[date, date]  # first and last day, both included


class DueStatus(str, Enum):
    """How near a due day is."""

    NOT_DUE = "not_due"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


def due_status(due_on: Optional[date], on: date, soon_days: int) -> DueStatus:
    """Overdue from the day after, due soon within `soon_days` days (0: today alone), else not due.

    Without a due day nothing is due. Raises ValueError for a negative `soon_days`.
    """
    if soon_days < 0:
        raise ValueError(f"soon_days is {soon_days}; give 0 or more days")
    if due_on is None:
        return DueStatus.NOT_DUE
    if due_on < on:
        return DueStatus.OVERDUE
    return DueStatus.DUE_SOON if (due_on - on).days <= soon_days else DueStatus.NOT_DUE


def review_due(last_review_on: date, interval_months: int) -> date:
    """The last day for the next review. 31 August plus six months is the end of February."""
    return last_review_on + relativedelta(months=interval_months)


def still_agreed(
    agreed_on: Optional[date], last_review_on: Optional[date], authorised_on: Optional[date]
) -> Optional[date]:
    """The day that was agreed for the next review; None if one was held on it or since, or the plan was signed since.

    No new day is on record then. Case systems leave the old one there, and nobody is late for a review that they had.
    """
    if (
        agreed_on is None
        or agreed_on <= (last_review_on or date.min)
        or agreed_on < (authorised_on or date.min)
    ):
        return None
    return agreed_on


def next_review_due(
    last_review_on: date, interval_months: Optional[int], asked_for_on: Optional[date]
) -> Optional[date]:
    """The day the next review is due (SI 2010/2571 regulation 7).

    A review that somebody asked for is due as asked, but never later than the law
    allows. None where neither a checked interval nor a wish is known.
    """
    legal = None if interval_months is None else review_due(last_review_on, interval_months)
    return min((day for day in (asked_for_on, legal) if day), default=None)


def assessment_due_when_eligible(
    birth_date: date, periods: Iterable[LookedAfterPeriod], care_weeks: int, within_months: int, on: date
) -> Optional[date]:
    """The last day for the needs assessment, or None for who is not (yet) eligible by `on`.

    `within_months` run from the 16th birthday or from becoming eligible later (SI 2010/959 regulation 42(1)).
    """
    since = eligible_since(birth_date, periods, care_weeks, on)
    return None if since is None else since + relativedelta(months=within_months)


def eligible_since(
    birth_date: date, periods: Iterable[LookedAfterPeriod], care_weeks: int, on: date
) -> Optional[date]:
    """The first day somebody was an eligible child, from what has happened up to `on`; None if they never were.

    Eligible at 16 or 17, on a day of being looked after, once the days since the 14th
    birthday make up `care_weeks` weeks in all (Children Act 1989 Schedule 2 paragraph 19B,
    SI 2010/959 regulation 40). Days need not run on from each other, the first and last day of a period
    count, a day of two periods counts once, and planned short breaks (regulation 48) never do.
    """
    sixteen = _birthday(birth_date, _ELIGIBLE_FROM)
    missing = care_weeks * 7
    for first, last in _days_that_count(birth_date, periods, on):
        reached = max(first + max(missing - 1, 0) * _DAY, sixteen)
        if reached <= last:
            return reached
        missing -= (last - first).days + 1
    return None


def _days_that_count(birth_date: date, periods: Iterable[LookedAfterPeriod], on: date) -> list[Span]:
    """The days looked after from 14 up to 17, no later than `on`, as spans that don't touch, oldest first."""
    earliest = _birthday(birth_date, _COUNTS_FROM)
    latest = min(on, _birthday(birth_date, _ADULT_FROM) - _DAY)
    spans = (
        (max(p.started_on, earliest), min(p.ended_on or latest, latest))
        for p in periods
        if not p.is_short_break
    )
    return _joined(sorted(span for span in spans if span[0] <= span[1]))


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for first, last in spans:
        if joined and first <= joined[-1][1] + _DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _birthday(birth_date: date, age: int) -> date:
    return birth_date + relativedelta(years=age)
