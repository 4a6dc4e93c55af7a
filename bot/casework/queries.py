"""Lists of young people for those who work with them. Unchecked: only `bot.caseload.casework_reads` calls these.

Each is two statements, whatever the length of the list. Days are days in the
United Kingdom. Lists are of an adviser or a team, never of everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Optional, Sequence

from dateutil.relativedelta import relativedelta
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.casework.checked import known
from bot.casework.codes import PlanState
from bot.casework.current import current_plan, is_in_touch, last_meaningful_contact
from bot.casework.plans.plan_dates import due_by, due_day, periods_of
from bot.casework.scope import Listed, ListScope, in_scope
from bot.casework.tables import PathwayPlan, YoungPerson
from bot.entitlements.parameters import Parameters


@dataclass(frozen=True)
class CaseloadRow:
    """One young person at a glance. `due_on` is the next legal day of the plan; `age` in whole years.

    `state` is None where no plan is on record. `has_views` says that the young person's views of the plan are on record, or why there are
    none.
    """

    young_person_id: int
    reference: str
    preferred_name: str
    council: str
    personal_adviser_id: int
    age: int
    state: Optional[PlanState]
    since: Optional[date]
    due_on: Optional[date]
    is_overdue: bool
    last_meaningful_contact_on: Optional[date]
    has_views: bool = True


def caseload(session: Session, scope: Listed, parameters: Parameters, on: date) -> list[CaseloadRow]:
    """Everybody of an adviser or a team: plans with the earliest due day first, those without one last."""
    return _rows(session, scope, parameters, on)


def plans_due(
    session: Session, scope: ListScope, parameters: Parameters, on: date, days: int
) -> list[CaseloadRow]:
    """Plans that are overdue, or due within so many days from `on` (0: due today counts).

    Raises ValueError if `days` is negative.
    """
    if days < 0:
        raise ValueError(f"days is {days}; give 0 or more")
    return _due_by(session, scope, parameters, on, on + timedelta(days=days))


def plans_overdue(session: Session, scope: ListScope, parameters: Parameters, on: date) -> list[CaseloadRow]:
    """Plans whose legal day has passed. Due today is not overdue."""
    return _due_by(session, scope, parameters, on, on - timedelta(days=1))


def without_contact(
    session: Session, scope: ListScope, parameters: Parameters, on: date
) -> list[CaseloadRow]:
    """People without meaningful contact in the weeks up to `on` that `in_touch_weeks` names. Texts and emails don't count.

    No law names such an interval (SI 2010/2571 regulation 8(2) binds only some accommodation). Raises LookupError for a
    day without a checked figure.
    """
    return _rows(session, scope, parameters, on, ~is_in_touch(on, known("in_touch_weeks", parameters, on)))


def whole_years(birth_date: date, on: date) -> int:
    """Age in whole years. Born on 29 February, a year is full on 28 February where there is no 29th."""
    return relativedelta(on, birth_date).years


def _due_by(
    session: Session, scope: ListScope, parameters: Parameters, on: date, until: date
) -> list[CaseloadRow]:
    rows = _rows(session, scope, parameters, on, due_by(until, parameters, on))
    return [row for row in rows if row.due_on and row.due_on <= until]


def _rows(session: Session, scope: Listed, parameters: Parameters, on: date, *only: Any) -> list[CaseloadRow]:
    found = session.execute(_statement(scope, on).where(*only)).all()
    periods = periods_of(session, in_scope(scope))
    rows = [_row(row, periods.get(row.young_person_id, []), parameters, on) for row in found]
    return sorted(rows, key=lambda row: (row.due_on or date.max, row.reference))


def _statement(scope: Listed, on: date) -> Any:
    person, plan = YoungPerson, PathwayPlan
    columns = (
        person.id.label("young_person_id"),
        person.reference,
        person.preferred_name,
        person.council,
        person.personal_adviser_id,
        person.birth_date,
        plan.state,
        plan.state_since,
        plan.authorised_on,
        plan.last_review_on,
        plan.next_review_on,
        or_(plan.young_person_views.is_not(None), plan.no_views_reason.is_not(None)).label("has_views"),
        last_meaningful_contact(on).label("last_contact"),
    )
    return select(*columns).select_from(person).outerjoin(plan, current_plan()).where(in_scope(scope))


def _row(row: Any, periods: Sequence[Any], parameters: Parameters, on: date) -> CaseloadRow:
    due_on = due_day(row.birth_date, row, periods, parameters, on)
    return CaseloadRow(
        young_person_id=row.young_person_id,
        reference=row.reference,
        preferred_name=row.preferred_name,
        council=row.council,
        personal_adviser_id=row.personal_adviser_id,
        age=whole_years(row.birth_date, on),
        state=PlanState(row.state) if row.state else None,
        since=row.state_since,
        due_on=due_on,
        is_overdue=due_on is not None and due_on < on,
        last_meaningful_contact_on=row.last_contact,
        has_views=row.has_views,
    )
