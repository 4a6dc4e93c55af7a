"""What is coming for one person, from what is on record: plain facts and figures in, days out.

Only what follows from the record counts: a review of a plan that is signed, Staying Put where an arrangement is there, the end of
care where a time in care goes on. Where a figure of the law is not known for the day, there is no day to tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Iterator, Optional, Sequence

from dateutil.relativedelta import relativedelta

from bot.casework.checked import whole
from bot.casework.codes import PlanState
from bot.casework.plans.plan_dates import due_day
from bot.delivery.reminding.reminder_tables import What
from bot.entitlements.parameters import Parameters

EARLY, LATE = 14, 2  # days before a review
BIRTHDAY = 28  # days before one that ends something
ADULT = 18
CALL_KEPT = 30  # days after which nobody is told any more that a wish for a call was kept
OLDEST = "personal_adviser_until_age"  # from that birthday on nobody is reminded


@dataclass(frozen=True)
class Facts:
    """What is known of a person. `calls` are wishes for a call that nobody has ticked off: number and day; `surveys` are rows."""

    person: int
    reference: str
    council: str
    birth_date: date
    number: Optional[str]
    lookup: Optional[str]
    plan: Any
    has_adviser: bool
    is_in_care: bool
    stays_put: bool
    has_died: bool
    stopped_at: Optional[datetime]
    last_heard_at: Optional[datetime]
    calls: Sequence[tuple[int, date]] = ()
    surveys: Sequence[Any] = ()


@dataclass(frozen=True)
class Coming:
    """Something to be told of: it falls on `day`, and is told from so many days `ahead` until `last`, both included."""

    what: What
    day: date
    ahead: int
    last: date
    about: int = 0

    @property
    def first(self) -> date:
        """The first day on which it is told."""
        return self.day - timedelta(days=self.ahead)

    def is_due(self, on: date) -> bool:
        """Whether it may be told on a day."""
        return self.first <= on <= self.last


def coming(facts: Facts, parameters: Parameters, on: date) -> list[Coming]:
    """Everything that is on record, whenever it is told, the nearest first."""
    found = [*_review(facts, parameters, on), *_birthdays(facts, parameters, on), *_asked(facts)]
    return sorted(found, key=lambda one: (one.day, one.what.value, one.ahead))


def is_too_old(facts: Facts, parameters: Parameters, on: date) -> bool:
    """Whether somebody has reached the age until which there is a PA, or it is not known what that is."""
    age = whole(OLDEST, parameters, on)
    return age is None or on >= birthday(facts, age)


def birthday(facts: Facts, age: int) -> date:
    """Of somebody born on 29 February the 28th, where there is no 29th."""
    return facts.birth_date + relativedelta(years=age)


def _review(facts: Facts, parameters: Parameters, on: date) -> Iterator[Coming]:
    """Of a plan that is signed, as long as its review has not begun."""
    if facts.plan.state != PlanState.AUTHORISED.value:
        return
    day = due_day(facts.birth_date, facts.plan, (), parameters, on)
    if day is not None:
        yield Coming(What.REVIEW, day, EARLY, day - timedelta(days=LATE + 1))
        yield Coming(What.REVIEW, day, LATE, day)


def _birthdays(facts: Facts, parameters: Parameters, on: date) -> Iterator[Coming]:
    ends = (
        (What.EIGHTEEN, facts.is_in_care, ADULT),
        (What.STAYING_PUT, facts.stays_put, whole("staying_put_until_age", parameters, on)),
        (What.ADVISER, facts.has_adviser, whole(OLDEST, parameters, on)),
    )
    for what, holds, age in ends:
        if holds and age is not None:
            day = birthday(facts, age)
            yield Coming(what, day, BIRTHDAY, day - timedelta(days=1))


def _asked(facts: Facts) -> Iterator[Coming]:
    if facts.has_adviser:  # without one nobody sees the wish
        for number, day in facts.calls:
            yield Coming(What.CALL_BACK, day, 0, day + timedelta(days=CALL_KEPT), number)
    for survey in facts.surveys:
        days = (survey.ends_on - survey.asked_on).days
        yield Coming(What.SURVEY, survey.ends_on, days, survey.ends_on, survey.id)
