"""Where a pathway plan stands, derived from its dates on a given day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.codes import PlanState
from bot.casework.plans.plan_dates import due_day, periods_of
from bot.casework.tables import PathwayPlan, PersonalAdviser, YoungPerson
from bot.entitlements.parameters import Parameters


@dataclass(frozen=True)
class Adviser:
    """The personal adviser as the young person may see them."""

    name: str
    phone: Optional[str]
    email: Optional[str]
    team_manager: str


@dataclass(frozen=True)
class PlanStatus:
    """The state of one person's current plan on a day; None if no plan is on record, of which nothing is known then.

    `due_on` is the next legal date.
    """

    reference: str
    preferred_name: str
    council: str
    state: Optional[PlanState]
    since: Optional[date]
    authorised_on: Optional[date]
    last_review_on: Optional[date]
    due_on: Optional[date]
    is_overdue: bool
    adviser: Optional[Adviser]


def status_of(session: Session, young_person_id: int, parameters: Parameters, on: date) -> PlanStatus:
    """The status of the newest plan that is not superseded. Raises KeyError for an unknown id."""
    person = session.get(YoungPerson, young_person_id)
    if person is None:
        raise KeyError(young_person_id)
    plan = _current(person)
    periods = periods_of(session, YoungPerson.id == person.id).get(person.id, [])
    due_on = due_day(person.birth_date, plan, periods, parameters, on)
    return PlanStatus(
        reference=person.reference,
        preferred_name=person.preferred_name,
        council=person.council,
        state=PlanState(plan.state) if plan else None,
        since=plan.state_since if plan else None,
        authorised_on=plan.authorised_on if plan else None,
        last_review_on=plan.last_review_on if plan else None,
        due_on=due_on,
        is_overdue=due_on is not None and due_on < on,
        adviser=_adviser(person.personal_adviser),
    )


def find_by_reference(session: Session, reference: str, council: Optional[str] = None) -> Optional[int]:
    """The young person's id for a reference, or None.

    Raises LookupError if several councils use this reference and none is named.
    """
    wanted = select(YoungPerson.id, YoungPerson.council).where(YoungPerson.reference == reference)
    found = [row for row in session.execute(wanted) if council in (None, row.council)]
    if len(found) > 1:
        councils = ", ".join(sorted(row.council for row in found))
        raise LookupError(f"{reference} is used by several councils ({councils}); name one with --council")
    return int(found[0].id) if found else None


def require_by_reference(session: Session, reference: str, council: Optional[str] = None) -> int:
    """The young person's id for a reference. Raises LookupError with what to check if there is none or several."""
    found = find_by_reference(session, reference, council)
    if found is None:
        where = f" in {council}" if council else ""
        raise LookupError(f"nobody has the reference {reference!r}{where}; check the spelling and --council")
    return found


def _current(person: YoungPerson) -> Optional[PathwayPlan]:
    live = [plan for plan in person.plans if plan.state != PlanState.SUPERSEDED.value]
    return live[-1] if live else None


def _adviser(found: Optional[PersonalAdviser]) -> Optional[Adviser]:
    if found is None:
        return None
    return Adviser(found.name, found.phone, found.email, found.team.manager_name or "the team manager")
