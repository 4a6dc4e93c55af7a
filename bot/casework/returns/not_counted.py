"""Who of those that an indicator looks at is not counted as in. Unchecked, as `bot.casework.queries`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Optional

from sqlalchemy import not_, or_, select
from sqlalchemy.orm import Session

from bot.casework.current import current_plan
from bot.casework.returns.indicators import (
    EET,
    IN_TOUCH,
    SUITABLE_ACCOMMODATION,
    UP_TO_DATE_PLANS,
    Definition,
    counting,
)
from bot.casework.scope import Scope, in_scope
from bot.casework.tables import PathwayPlan, YoungPerson
from bot.entitlements.parameters import Parameters


@dataclass(frozen=True)
class NotCounted:
    """One young person. `known_as` is what is on record: a code, a plan's state or the day of the last meaningful contact.

    Where it is None, nothing is on record of it.
    """

    young_person_id: int
    reference: str
    preferred_name: str
    personal_adviser_id: Optional[int]
    known_as: Optional[str]
    is_unknown: bool


def definition_of(key: str) -> Definition:
    """The indicator with this key. Raises LookupError for a key that none has."""
    known = {one.key: one for one in (UP_TO_DATE_PLANS, SUITABLE_ACCOMMODATION, EET, IN_TOUCH)}
    if key not in known:
        raise LookupError(f"no indicator is called {key!r}")
    return known[key]


def not_counted(
    session: Session, scope: Scope, key: str, parameters: Parameters, on: date
) -> list[NotCounted]:
    """Those of an indicator, by its key, whom nothing is known of first; then by reference.

    Raises LookupError for a key that no indicator has, or as `indicators` does.
    """
    definition = definition_of(key)
    [one] = [one for one in counting(parameters, on) if one.definition is definition]
    person = YoungPerson
    columns = (
        person.id.label("young_person_id"),
        person.reference,
        person.preferred_name,
        person.personal_adviser_id,
        one.known_as.label("known_as"),
        one.unknown.label("is_unknown"),
    )
    joined = select(*columns).select_from(person).outerjoin(PathwayPlan, current_plan())
    wanted = joined.where(in_scope(scope), one.among, or_(one.unknown, not_(one.yes)))
    rows = session.execute(wanted).all()
    return sorted(map(_row, rows), key=lambda row: (not row.is_unknown, row.reference))


def _row(row: Any) -> NotCounted:
    return NotCounted(
        young_person_id=row.young_person_id,
        reference=row.reference,
        preferred_name=row.preferred_name,
        personal_adviser_id=row.personal_adviser_id,
        known_as=None if row.known_as is None else str(row.known_as),
        is_unknown=bool(row.is_unknown),
    )
