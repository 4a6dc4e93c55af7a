"""The one way to read people's records: each query of casework behind the decision and the audit.

Every function takes a session of `access.audited`, raises AccessDenied where the
caller may not, and keeps one audit event for every person whose record it gives
back. Counts are nobody's record: they keep one event without a person.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Callable, Protocol, Sequence, TypeVar

from sqlalchemy.orm import Session

from bot.casework import queries
from bot.casework.codes import Role
from bot.casework.operator import Operator
from bot.casework.plans import key_dates as dating
from bot.casework.plans.key_dates import KeyDate
from bot.casework.plans.plan_status import PlanStatus, status_of
from bot.casework.queries import CaseloadRow
from bot.casework.returns import indicators as counting
from bot.casework.returns.indicators import Indicator, SharedIndicator
from bot.casework.scope import ListScope, Scope
from bot.entitlements.parameters import Parameters
from bot.identity.access.decisions import Action, Caller, demand, note, read

# With the shapes of what is given back: nobody above imports the modules of the unchecked queries.
__all__ = [
    "CaseloadRow",
    "Indicator",
    "KeyDate",
    "SharedIndicator",
    "caseload",
    "indicators",
    "key_dates",
    "operator",
    "own_plan_status",
    "plan_status",
    "plans_due",
    "plans_overdue",
    "shared_indicators",
    "without_contact",
    "young_person",
]


class _OfPerson(Protocol):
    @property
    def young_person_id(self) -> int: ...


_Row = TypeVar("_Row", bound=_OfPerson)


def young_person(young_person_id: int) -> Caller:
    """A signed-in young person, as the session says."""
    return Caller(Role.YOUNG_PERSON, f"young_person:{young_person_id}", young_person_id=young_person_id)


def operator() -> Caller:
    """Whoever runs a command on the terminal of the machine that holds the keys."""
    terminal = Operator()
    return Caller(terminal.role, terminal.actor)


def plan_status(
    session: Session, caller: Caller, person_id: int, parameters: Parameters, on: date, now: datetime
) -> PlanStatus:
    """Where one person's plan stands."""
    read(session, caller, Action.PLAN_STATUS, person_id, now)
    return status_of(session, person_id, parameters, on)


def own_plan_status(
    session: Session, young_person_id: int, parameters: Parameters, on: date, now: datetime
) -> PlanStatus:
    """Where the signed-in young person's own plan stands."""
    return plan_status(session, young_person(young_person_id), young_person_id, parameters, on, now)


def caseload(
    session: Session, caller: Caller, scope: ListScope, parameters: Parameters, on: date, now: datetime
) -> list[CaseloadRow]:
    """A caseload at a glance."""
    return _listed(
        session, caller, Action.CASELOAD, scope, now, lambda: queries.caseload(session, scope, parameters, on)
    )


def plans_due(
    session: Session,
    caller: Caller,
    scope: ListScope,
    parameters: Parameters,
    on: date,
    now: datetime,
    *,
    days: int,
) -> list[CaseloadRow]:
    """Plans overdue or due within so many days. Raises ValueError if `days` is negative."""
    return _listed(
        session,
        caller,
        Action.PLANS_DUE,
        scope,
        now,
        lambda: queries.plans_due(session, scope, parameters, on, days),
    )


def plans_overdue(
    session: Session, caller: Caller, scope: ListScope, parameters: Parameters, on: date, now: datetime
) -> list[CaseloadRow]:
    """Plans whose legal day has passed."""
    return _listed(
        session,
        caller,
        Action.PLANS_OVERDUE,
        scope,
        now,
        lambda: queries.plans_overdue(session, scope, parameters, on),
    )


def without_contact(
    session: Session, caller: Caller, scope: ListScope, parameters: Parameters, on: date, now: datetime
) -> list[CaseloadRow]:
    """People without meaningful contact for the weeks that count as in touch."""
    return _listed(
        session,
        caller,
        Action.WITHOUT_CONTACT,
        scope,
        now,
        lambda: queries.without_contact(session, scope, parameters, on),
    )


def key_dates(
    session: Session,
    caller: Caller,
    scope: ListScope,
    parameters: Parameters,
    on: date,
    now: datetime,
    *,
    days: int,
) -> list[KeyDate]:
    """Birthdays, reviews and meetings within so many days. Raises ValueError if `days` is negative."""
    return _listed(
        session,
        caller,
        Action.KEY_DATES,
        scope,
        now,
        lambda: dating.key_dates(session, scope, parameters, on, days),
    )


def indicators(
    session: Session, caller: Caller, scope: ListScope, parameters: Parameters, on: date, now: datetime
) -> list[Indicator]:
    """The exact counts, for those who know the people anyway. They must not leave the team."""
    demand(session, caller, Action.INDICATORS, scope, now)
    note(session, caller, Action.INDICATORS, [None], now)
    return counting.indicators(session, scope, parameters, on)


def shared_indicators(
    session: Session, caller: Caller, scope: Scope, parameters: Parameters, on: date, now: datetime
) -> list[SharedIndicator]:
    """The counts as they may leave the team: small numbers hidden."""
    demand(session, caller, Action.SHARED_INDICATORS, scope, now)
    note(session, caller, Action.SHARED_INDICATORS, [None], now)
    return counting.shared(counting.indicators(session, scope, parameters, on))


def _listed(
    session: Session,
    caller: Caller,
    action: Action,
    scope: ListScope,
    now: datetime,
    query: Callable[[], Sequence[_Row]],
) -> list[_Row]:
    demand(session, caller, action, scope, now)
    rows = list(query())
    note(session, caller, action, sorted({row.young_person_id for row in rows}), now)
    return rows
