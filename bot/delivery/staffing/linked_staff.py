"""Members of staff whom we can write first in Teams: linked to an account that has not left, with our app, and not blocking it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.casework.codes import Role
from bot.casework.tables import StaffAccount
from bot.delivery.staffing.working_hours import local
from bot.identity.access.decisions import Caller
from bot.identity.access.members_of_staff import UnknownStaff, caller_of_account
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.records.reach import SENDING, meanwhile

_CAN_BE_WRITTEN = (
    TeamsUser.is_installed,
    TeamsUser.blocked_at.is_(None),
    TeamsUser.reference.is_not(None),
)


_IN_ORDER = "notice to "


@dataclass(frozen=True)
class Linked:
    """An account of staff, and the keyed hash of whom it is in Teams."""

    account: int
    lookup: str

    @property
    def person(self) -> str:
        """Whom a notice is for in the order of messages: one that fails must not hold back what somebody was answered."""
        return f"{_IN_ORDER}{self.lookup}"


@dataclass(frozen=True)
class Addressee:
    """Whom something is written to right now, and what they may see. `reference` is where their chat is."""

    account: int
    caller: Caller
    conversation: str
    reference: str


def linked_staff(session: Session, now: datetime, *which: Any) -> list[Linked]:
    """Everybody of these accounts (conditions on `StaffAccount`), each once: where they were heard last."""
    is_there = or_(StaffAccount.left_on.is_(None), StaffAccount.left_on > local(now).date())
    found = (
        select(StaffAccount.id, TeamsUser.lookup)
        .join(TeamsUser, TeamsUser.staff_account_id == StaffAccount.id)
        .where(*_CAN_BE_WRITTEN, is_there, *which)
        .order_by(StaffAccount.id, TeamsUser.last_heard_at, TeamsUser.lookup)
    )
    with meanwhile(session, SENDING):
        by_account = {int(row.id): str(row.lookup) for row in session.execute(found)}
    return [Linked(account, lookup) for account, lookup in by_account.items()]


def of_adviser(adviser: Optional[int]) -> Any:
    """The condition on `StaffAccount` of a personal adviser's."""
    return (StaffAccount.role == Role.PERSONAL_ADVISER.value) & (StaffAccount.personal_adviser_id == adviser)


def of_managers(team: int) -> Any:
    """The condition on `StaffAccount` of those who manage a team."""
    return (StaffAccount.role == Role.TEAM_MANAGER.value) & (StaffAccount.team_id == team)


def user_for(session: Session, person: str) -> Any:
    """The row of whom a notice is for, by `Linked.person`; None if it is gone. Needs a session that sends."""
    return session.get(TeamsUser, person.removeprefix(_IN_ORDER))


def addressee_of(session: Session, person: str, now: datetime) -> Optional[Addressee]:
    """Whom a notice is for, by `Linked.person`, if they can be written now; else None. Needs a session that sends."""
    lookup = person.removeprefix(_IN_ORDER)
    user: Any = session.execute(
        select(TeamsUser).where(TeamsUser.lookup == lookup, *_CAN_BE_WRITTEN)
    ).scalar_one_or_none()
    if user is None or user.staff_account_id is None:
        return None
    account = session.get(StaffAccount, user.staff_account_id)
    try:
        caller = caller_of_account(session, account, local(now).date())
    except UnknownStaff:  # they have left
        return None
    return Addressee(int(user.staff_account_id), caller, str(user.conversation), str(user.reference))
