"""What a member of staff sees first: their people, or only counts. Every record comes by way of `casework_reads`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Mapping, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.caseload import casework_reads as reads
from bot.caseload.casework_reads import CaseloadRow, Indicator, KeyDate, SharedIndicator
from bot.casework.codes import Role
from bot.casework.scope import AdviserScope, CouncilScope, ListScope, TeamScope
from bot.casework.tables import PersonalAdviser, Team
from bot.entitlements.parameters import Parameters
from bot.identity.access.decisions import Caller

SOON = 28  # days
_A_YEAR = 366


@dataclass(frozen=True)
class Caseload:
    """An adviser's people, or those of a manager's team with the team's advisers and indicators."""

    people: Sequence[CaseloadRow]
    due: Sequence[CaseloadRow]
    without_contact: Sequence[CaseloadRow]
    without_plan: Sequence[CaseloadRow]
    key_dates: Sequence[KeyDate]
    next_dates: Mapping[int, KeyDate]
    advisers: Mapping[int, str]
    indicators: Sequence[Indicator]


@dataclass(frozen=True)
class When:
    """A moment: the day in the United Kingdom, and naive UTC."""

    on: date
    now: datetime


def caseload_of(session: Session, caller: Caller, parameters: Parameters, when: When) -> Optional[Caseload]:
    """The caseload of an adviser or a manager; None for everybody else, who has no people to see."""
    scope = scope_of(caller)
    if scope is None:
        return None
    at = (parameters, when.on, when.now)
    dates = reads.key_dates(session, caller, scope, *at, days=_A_YEAR)
    people = reads.caseload(session, caller, scope, *at)
    return Caseload(
        people=people,
        due=reads.plans_due(session, caller, scope, *at, days=SOON),
        without_contact=reads.without_contact(session, caller, scope, *at),
        without_plan=[row for row in people if row.state is None],
        key_dates=[found for found in dates if found.day <= when.on + timedelta(days=SOON)],
        next_dates=_first_of_each(dates),
        advisers=_advisers(session, scope),
        indicators=reads.indicators(session, caller, scope, *at) if isinstance(scope, TeamScope) else (),
    )


def shared_by_council(
    session: Session, caller: Caller, parameters: Parameters, when: When
) -> dict[str, list[SharedIndicator]]:
    """Every council's counts as they may leave the team, for an administrator. Raises AccessDenied."""
    councils = session.execute(select(Team.council).distinct().order_by(Team.council)).scalars()
    return {
        council: reads.shared_indicators(
            session, caller, CouncilScope(council), parameters, when.on, when.now
        )
        for council in councils
    }


def scope_of(caller: Caller) -> Optional[ListScope]:
    """The people of an adviser or a manager; None for everybody else."""
    if caller.role is Role.PERSONAL_ADVISER and caller.personal_adviser_id is not None:
        return AdviserScope(caller.personal_adviser_id)
    if caller.role is Role.TEAM_MANAGER and caller.team_id is not None:
        return TeamScope(caller.team_id)
    return None


def _first_of_each(dates: Sequence[KeyDate]) -> dict[int, KeyDate]:
    """The soonest of each person; `dates` come soonest first."""
    return {found.young_person_id: found for found in reversed(dates)}


def _advisers(session: Session, scope: ListScope) -> dict[int, str]:
    """The names of a team's advisers. An adviser's own list needs none."""
    if not isinstance(scope, TeamScope):
        return {}
    wanted = select(PersonalAdviser.id, PersonalAdviser.name).where(PersonalAdviser.team_id == scope.team_id)
    return {int(row.id): str(row.name) for row in session.execute(wanted)}
