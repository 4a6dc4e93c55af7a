"""Whom a young person's talk can be handed to: the adviser on their record, as far as Teams reaches them, and who their manager is.

What is asked here needs a transaction that sends: it finds accounts in Teams, and whose young person somebody is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Optional, Sequence

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from bot.casework.codes import Role
from bot.casework.tables import PersonalAdviser, StaffAccount, YoungPerson
from bot.delivery.handing_over.hand_over_tables import HandOver
from bot.identity.by_teams.teams_tables import TeamsUser


@dataclass(frozen=True)
class Adviser:
    """The adviser of a young person. `account` is their account of staff, where Teams reaches it."""

    id: int
    name: str
    team: int
    account: Optional[int] = None


def adviser_of(session: Session, person: int, on: date) -> Optional[Adviser]:
    """The adviser on a young person's record; None if there is none."""
    row = session.execute(
        select(PersonalAdviser)
        .join(YoungPerson, YoungPerson.personal_adviser_id == PersonalAdviser.id)
        .where(YoungPerson.id == person)
    ).scalar_one_or_none()
    if row is None:
        return None
    theirs = _reached(StaffAccount.personal_adviser_id == row.id, Role.PERSONAL_ADVISER, on)
    account = session.execute(theirs.limit(1)).scalar_one_or_none()
    return Adviser(int(row.id), str(row.name), int(row.team_id), account)


def managers_of(session: Session, team: int, on: date) -> Sequence[int]:
    """The accounts of a team's managers whom Teams reaches."""
    theirs = _reached(StaffAccount.team_id == team, Role.TEAM_MANAGER, on)
    return [int(account) for account in session.execute(theirs).scalars()]


def is_reached(session: Session, account: int, on: date) -> bool:
    """Whether Teams reaches an account of staff, and its owner has not left."""
    theirs = _linked(on).where(StaffAccount.id == account)
    return session.execute(theirs.limit(1)).scalar_one_or_none() is not None


def account_in(session: Session, conversation: str) -> Optional[Any]:
    """The account of staff whose talk in Teams this is; None if nobody linked one. Reaches by the conversation alone."""
    theirs = select(StaffAccount).join(TeamsUser, TeamsUser.staff_account_id == StaffAccount.id)
    return session.execute(theirs.where(TeamsUser.conversation == conversation)).scalar_one_or_none()


def talks_already(session: Session, account: int) -> bool:
    """Whether an account of staff is in a talk that was handed over."""
    taken = exists().where(HandOver.taken_by_id == account, HandOver.ended_at.is_(None))
    return bool(session.execute(select(taken)).scalar_one())


def _reached(whose: Any, role: Role, on: date) -> Any:
    return _linked(on).where(whose, StaffAccount.role == role.value)


def _linked(on: date) -> Any:
    joined = select(StaffAccount.id).join(TeamsUser, TeamsUser.staff_account_id == StaffAccount.id)
    stays = or_(StaffAccount.left_on.is_(None), StaffAccount.left_on > on)
    here = (
        TeamsUser.is_installed.is_(True),
        TeamsUser.blocked_at.is_(None),
        TeamsUser.reference.is_not(None),
    )
    return joined.where(stays, *here).order_by(StaffAccount.id)
