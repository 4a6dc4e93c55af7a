"""Where a pathway plan stands, derived from its dates on a given day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.codes import PlanState
from bot.casework.due_dates import assessment_due, assessment_due_when_eligible, next_review_due, review_due
from bot.casework.models import LookedAfterPeriod, PathwayPlan, PersonalAdviser, YoungPerson
from bot.entitlements.parameters import Figure, Parameters

__all__ = ["Adviser", "PlanStatus", "assessment_due", "find_by_reference", "review_due", "status_of"]

_BEFORE_PLAN = (PlanState.NOT_STARTED, PlanState.ASSESSMENT)
_FINISHED = (PlanState.AUTHORISED, PlanState.IN_REVIEW)


@dataclass(frozen=True)
class Adviser:
    """The personal adviser as the young person may see them."""

    name: str
    phone: Optional[str]
    email: Optional[str]
    team_manager: str


@dataclass(frozen=True)
class PlanStatus:
    """The state of one person's current plan on a day. `due_on` is the next legal date."""

    reference: str
    preferred_name: str
    council: str
    state: PlanState
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
    state = PlanState(plan.state) if plan else PlanState.NOT_STARTED
    due_on = _due(session, person, plan, parameters, on)
    return PlanStatus(
        reference=person.reference,
        preferred_name=person.preferred_name,
        council=person.council,
        state=state,
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


def _current(person: YoungPerson) -> Optional[PathwayPlan]:
    live = [plan for plan in person.plans if plan.state != PlanState.SUPERSEDED.value]
    return live[-1] if live else None


def _due(session: Session, person: YoungPerson, plan: Optional[PathwayPlan], parameters: Parameters, on: date) -> Optional[date]:
    state = PlanState(plan.state) if plan else PlanState.NOT_STARTED
    if plan is None or state in _BEFORE_PLAN:
        return _assessment_due(session, person, parameters, on)
    if state not in _FINISHED:
        return None  # the law sets no day for writing, agreeing or signing off
    months = _whole("pathway_plan_review_months", parameters, on)
    return next_review_due(plan.last_review_on or plan.authorised_on, months, plan.next_review_on)


def _assessment_due(session: Session, person: YoungPerson, parameters: Parameters, on: date) -> Optional[date]:
    """From becoming eligible where times in care are on record; from the 16th birthday where none is."""
    months = _whole("needs_assessment_months", parameters, on)
    weeks = _whole("care_weeks_after_14", parameters, on)
    if months is None or weeks is None:
        return None
    wanted = select(LookedAfterPeriod).where(LookedAfterPeriod.young_person_id == person.id)
    periods = session.execute(wanted).scalars().all()
    if not periods:
        return assessment_due(person.birth_date, months)
    return assessment_due_when_eligible(person.birth_date, periods, weeks, months, on)


def _whole(parameter_id: str, parameters: Parameters, on: date) -> Optional[int]:
    figure = parameters.at(parameter_id, on)
    return int(figure.value) if isinstance(figure, Figure) else None


def _adviser(found: Optional[PersonalAdviser]) -> Optional[Adviser]:
    if found is None:
        return None
    return Adviser(found.name, found.phone, found.email, found.team.manager_name or "the team manager")
