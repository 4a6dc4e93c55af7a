"""What holds for a person on a day: their newest live plan, accommodation, activity and contact.

Each is a piece of one statement, so that a list costs one statement whatever its length.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Type

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from bot.casework.codes import PlanState
from bot.casework.plans.periods import in_touch_since
from bot.casework.tables import ContactRecord, PathwayPlan, YoungPerson

_REPLACED = PlanState.SUPERSEDED.value


def current_plan() -> Any:
    """The join condition of `PathwayPlan` to `YoungPerson`: the newest plan that is not superseded."""
    newer = aliased(PathwayPlan)
    has_newer = (
        exists()
        .where(
            newer.young_person_id == PathwayPlan.young_person_id,
            newer.id > PathwayPlan.id,
            newer.state != _REPLACED,
        )
        .correlate(PathwayPlan)
    )
    return and_(PathwayPlan.young_person_id == YoungPerson.id, PathwayPlan.state != _REPLACED, ~has_newer)


def last_meaningful_contact(on: date) -> Any:
    """The day of the last meaningful contact up to `on`, or NULL."""
    return (
        select(func.max(ContactRecord.happened_on))
        .where(*_meaningful(on))
        .correlate(YoungPerson)
        .scalar_subquery()
    )


def is_in_touch(on: date, weeks: int) -> Any:
    """Whether there was meaningful contact in the so many weeks up to `on`."""
    return (
        exists()
        .where(*_meaningful(on), ContactRecord.happened_on >= in_touch_since(on, weeks))
        .correlate(YoungPerson)
    )


def has_contact(on: date) -> Any:
    """Whether any contact up to `on` is on record, meaningful or not."""
    of_person = ContactRecord.young_person_id == YoungPerson.id
    return exists().where(of_person, ContactRecord.happened_on <= on).correlate(YoungPerson)


def code_on(table: Type[Any], column: str, on: date) -> Any:
    """The code of `Accommodation` or `Activity` that was last confirmed and still held on a day, or NULL."""
    held = (
        table.young_person_id == YoungPerson.id,
        table.since <= on,
        or_(table.ended_on.is_(None), table.ended_on > on),
    )
    newest = (table.since.desc(), table.id.desc())
    return (
        select(getattr(table, column))
        .where(*held)
        .order_by(*newest)
        .limit(1)
        .correlate(YoungPerson)
        .scalar_subquery()
    )


def _meaningful(on: date) -> tuple[Any, ...]:
    return (
        ContactRecord.young_person_id == YoungPerson.id,
        ContactRecord.is_meaningful.is_(True),  # never a text or an email: the database refuses those
        ContactRecord.happened_on <= on,
    )
