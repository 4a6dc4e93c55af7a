"""Who can be meant by a name: a caller's own young people, and the advisers of a manager's team.

Names are read to understand what was typed, and shown to nobody: what is shown of somebody is decided and kept by whoever shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Optional, Sequence

from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.plans.plan_status import find_by_reference
from bot.casework.scope import ListScope, TeamScope, in_scope
from bot.casework.tables import PersonalAdviser, YoungPerson
from bot.identity.access.decisions import Action, Caller, read


@dataclass(frozen=True)
class KnownPerson:
    """One of the caller's own young people."""

    id: int
    name: str
    reference: str
    birth_date: date

    def age(self, on: date) -> int:
        """In whole years."""
        return relativedelta(on, self.birth_date).years


@dataclass(frozen=True)
class KnownAdviser:
    """An adviser of the caller's team."""

    id: int
    name: str


def known_people(session: Session, scope: ListScope) -> Sequence[KnownPerson]:
    """The young people of a scope, by reference."""
    columns = (YoungPerson.id, YoungPerson.preferred_name, YoungPerson.reference, YoungPerson.birth_date)
    rows = session.execute(select(*columns).where(in_scope(scope)).order_by(YoungPerson.reference))
    return [KnownPerson(row.id, row.preferred_name, row.reference, row.birth_date) for row in rows]


def known_advisers(session: Session, scope: ListScope) -> Sequence[KnownAdviser]:
    """The advisers of a team; none where somebody has a caseload of their own."""
    if not isinstance(scope, TeamScope):
        return ()
    columns = (PersonalAdviser.id, PersonalAdviser.name)
    wanted = select(*columns).where(PersonalAdviser.team_id == scope.team_id).order_by(PersonalAdviser.id)
    return [KnownAdviser(row.id, row.name) for row in session.execute(wanted)]


def show_people(session: Session, caller: Caller, people: Sequence[KnownPerson], now: datetime) -> None:
    """Keep that the caller is shown these people, to pick one. Raises AccessDenied for whom they don't reach."""
    for person in people:
        read(session, caller, Action.RECORD, person.id, now)


def whose_reference(session: Session, caller: Caller, reference: str) -> Optional[int]:
    """Whose reference it is in the caller's council, whoever works with them; None if nobody's. Shown to nobody."""
    return None if caller.council is None else find_by_reference(session, reference, caller.council)
