"""Days ahead that need preparing: 18th birthdays, reviews and Staying Put meetings.

Unchecked, as `bot.casework.queries`. Somebody born on 29 February has a birthday
on 28 February where there is no 29th, so that nothing is prepared a day late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Iterator, Mapping, Optional

from dateutil.relativedelta import relativedelta
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.casework.checked import whole
from bot.casework.current import current_plan
from bot.casework.plans.plan_dates import SIGNED, due_day
from bot.casework.scope import Listed, in_scope
from bot.casework.tables import PathwayPlan, StayingPut, YoungPerson
from bot.entitlements.parameters import Parameters

BIRTHDAY = "18th birthday"
REVIEW = "pathway plan review due"
STAYING_PUT_REVIEW = "Staying Put: first review of the agreement"

# What a council's policy names: the age, how long before that birthday (none: on it), and what is then. The figures are parameters.
_SP = "rotherham_staying_put_"
_MEETINGS: Mapping[str, tuple[tuple[str, Optional[str], str], ...]] = {
    "rotherham": (
        (f"{_SP}first_meeting_age", None, "Staying Put: meeting with the young person"),
        (
            f"{_SP}assessment_before_age",
            f"{_SP}meeting_lead_months",
            "Staying Put: professionals' meeting and needs assessment",
        ),
        (f"{_SP}carer_meeting_age", None, "Staying Put: meeting with the foster carer"),
        (f"{_SP}second_meeting_age", None, "Staying Put: second professionals' meeting"),
        (
            f"{_SP}last_meeting_before_age",
            f"{_SP}meeting_lead_months",
            "Staying Put: review meeting before 18",
        ),
    )
}
_AFTER_START = f"{_SP}agreement_review_months"


@dataclass(frozen=True)
class KeyDate:
    """Something that falls on a day for one young person."""

    day: date
    what: str
    young_person_id: int
    reference: str
    preferred_name: str


def key_dates(session: Session, scope: Listed, parameters: Parameters, on: date, days: int) -> list[KeyDate]:
    """What falls on `on` or in the so many days after it, soonest first; two may fall on one day.

    Raises ValueError if `days` is negative. Reviews that are late already are in `queries.plans_overdue`.
    """
    if days < 0:
        raise ValueError(f"days is {days}; give 0 or more")
    until = on + timedelta(days=days)
    found = {
        KeyDate(day, what, row.young_person_id, row.reference, row.preferred_name)
        for row in session.execute(_statement(scope, on))
        for day, what in _dates(row, parameters, on)
        if on <= day <= until
    }
    return sorted(found, key=lambda key: (key.day, key.reference, key.what))


def _statement(scope: Listed, on: date) -> Any:
    person, plan = YoungPerson, PathwayPlan
    arrangement = and_(
        StayingPut.young_person_id == person.id, or_(StayingPut.ended_on.is_(None), StayingPut.ended_on >= on)
    )
    columns = (
        person.id.label("young_person_id"),
        person.reference,
        person.preferred_name,
        person.council,
        person.birth_date,
        plan.state,
        plan.authorised_on,
        plan.last_review_on,
        plan.next_review_on,
        StayingPut.started_on,
    )
    joined = (
        select(*columns)
        .select_from(person)
        .outerjoin(plan, current_plan())
        .outerjoin(StayingPut, arrangement)
    )
    return joined.where(in_scope(scope))


def _dates(row: Any, parameters: Parameters, on: date) -> Iterator[tuple[date, str]]:
    yield row.birth_date + relativedelta(years=18), BIRTHDAY
    yield from _meetings(row, parameters, on)
    months = whole(_AFTER_START, parameters, on)
    if row.started_on and months is not None:
        yield row.started_on + relativedelta(months=months), STAYING_PUT_REVIEW
    if row.state in SIGNED:
        due_on = due_day(row.birth_date, row, (), parameters, on)
        if due_on:
            yield due_on, REVIEW


def _meetings(row: Any, parameters: Parameters, on: date) -> Iterator[tuple[date, str]]:
    """Those whose figures are known on the day; of the others there is no day to tell."""
    for age, before, what in _MEETINGS.get(row.council, ()):
        years, months = whole(age, parameters, on), whole(before, parameters, on) if before else 0
        if years is not None and months is not None:
            yield row.birth_date + relativedelta(years=years, months=-months), what
