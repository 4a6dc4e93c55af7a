"""All that an adviser is shown of one young person at once, as one look that is decided and kept in the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Optional, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.caseload.casework_reads import CaseloadRow, KeyDate, plan_status
from bot.caseload.staff_desk import When
from bot.casework import queries
from bot.casework.current import code_on
from bot.casework.plans import key_dates as dating
from bot.casework.plans.plan_status import PlanStatus
from bot.casework.scope import PersonScope
from bot.casework.tables import Accommodation, Activity, CallBackRequest, YoungPerson
from bot.delivery.alerts.alert_tables import Alert
from bot.entitlements.parameters import Parameters
from bot.identity.access.decisions import Action, Caller, read

AHEAD = 366  # days


@dataclass(frozen=True)
class PersonAtOnce:
    """One young person: where the plan stands, how old they are and when they were last seen, what is to come, what waits.

    `activ` and `accom` are the codes of what they were last confirmed to do and where to live; None where nothing is on record.
    """

    young_person_id: int
    status: PlanStatus
    row: CaseloadRow
    dates: Sequence[KeyDate]
    calls: int
    alerts: int
    birth_date: date
    activ: Optional[str] = None
    accom: Optional[str] = None


def person_at_once(
    session: Session, caller: Caller, person: int, parameters: Parameters, when: When
) -> PersonAtOnce:
    """All of it. Raises AccessDenied, the same for somebody unknown."""
    status = plan_status(session, caller, person, parameters, when.on, when.now)
    alone = PersonScope(person)
    life = session.execute(
        select(
            YoungPerson.birth_date,
            code_on(Activity, "activ", when.on).label("activ"),
            code_on(Accommodation, "accom", when.on).label("accom"),
        ).where(YoungPerson.id == person)
    ).one()
    return PersonAtOnce(
        young_person_id=person,
        status=status,
        row=_row(session, alone, parameters, when),
        dates=dating.key_dates(session, alone, parameters, when.on, AHEAD),
        calls=_how_many_calls(session, person),
        alerts=_how_many_alerts(session, person),
        birth_date=life.birth_date,
        activ=life.activ,
        accom=life.accom,
    )


def dates_of_person(
    session: Session, caller: Caller, person: int, parameters: Parameters, when: When, days: int
) -> tuple[CaseloadRow, Sequence[KeyDate]]:
    """One young person and their key dates from today on. Raises AccessDenied, the same for somebody unknown."""
    read(session, caller, Action.KEY_DATES, person, when.now)
    alone = PersonScope(person)
    row = _row(session, alone, parameters, when)
    return row, dating.key_dates(session, alone, parameters, when.on, days)


def _row(session: Session, alone: PersonScope, parameters: Parameters, when: When) -> CaseloadRow:
    """Raises LookupError for somebody who is not on record, or whom the database does not show."""
    rows = queries.caseload(session, alone, parameters, when.on)
    if not rows:
        raise LookupError(alone.young_person_id)
    return rows[0]


def _how_many_calls(session: Session, person: int) -> int:
    is_open = (CallBackRequest.young_person_id == person, CallBackRequest.done_at.is_(None))
    return int(session.execute(select(func.count(CallBackRequest.id)).where(*is_open)).scalar_one())


def _how_many_alerts(session: Session, person: int) -> int:
    is_open = (Alert.young_person_id == person, Alert.acknowledged_at.is_(None))
    return int(session.execute(select(func.count(Alert.id)).where(*is_open)).scalar_one())
