"""Days ahead that need preparing: 18th birthdays, reviews and Staying Put meetings.

Unchecked, as `bot.casework.queries`. Somebody born on 29 February has a birthday
on 28 February where there is no 29th, so that nothing is prepared a day late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Iterator, Mapping

from dateutil.relativedelta import relativedelta
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.casework.current import current_plan
from bot.casework.plans.plan_dates import SIGNED, due_day
from bot.casework.scope import ListScope, in_scope
from bot.casework.tables import PathwayPlan, StayingPut, YoungPerson
from bot.entitlements.parameters import Parameters

BIRTHDAY = "18th birthday"
REVIEW = "pathway plan review due"
STAYING_PUT_REVIEW = "Staying Put: review of the agreement (three months after it began)"

# Rotherham's Staying Put policy of April 2017, by age; line of the pack. No other council's times are known to us.
_MEETINGS: Mapping[str, tuple[tuple[relativedelta, str], ...]] = {
    "rotherham": (
        (relativedelta(years=15), "Staying Put: meeting with the young person"),  # line 2492
        (
            relativedelta(years=15, months=9),
            "Staying Put: professionals' meeting and needs assessment",
        ),  # line 2474
        (relativedelta(years=16), "Staying Put: meeting with the foster carer"),  # line 2482
        (relativedelta(years=17), "Staying Put: second professionals' meeting"),  # line 2476
        (relativedelta(years=17, months=9), "Staying Put: review meeting before 18"),  # line 2476
    )
}
_AFTER_START = relativedelta(months=3)  # line 2566


@dataclass(frozen=True)
class KeyDate:
    """Something that falls on a day for one young person."""

    day: date
    what: str
    young_person_id: int
    reference: str
    preferred_name: str


def key_dates(
    session: Session, scope: ListScope, parameters: Parameters, on: date, days: int
) -> list[KeyDate]:
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


def _statement(scope: ListScope, on: date) -> Any:
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
    for age, what in _MEETINGS.get(row.council, ()):
        yield row.birth_date + age, what
    if row.started_on:
        yield row.started_on + _AFTER_START, STAYING_PUT_REVIEW
    if row.state in SIGNED:
        due_on = due_day(row.birth_date, row, (), parameters, on)
        if due_on:
            yield due_on, REVIEW
