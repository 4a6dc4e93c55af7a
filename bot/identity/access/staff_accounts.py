"""Accounts of staff: added, ended and listed by an operator. The subject itself is never kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Optional

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.casework.codes import Role
from bot.casework.tables import PersonalAdviser, StaffAccount, Team
from bot.identity.access.decisions import Action, Caller, demand, note
from bot.identity.access.members_of_staff import account_of_staff, staff_lookup
from bot.identity.sign_in.sign_in_tables import StaffSession
from bot.records.keyed import Keyed


@dataclass(frozen=True)
class Post:
    """What somebody does: an adviser with their caseload, a manager with their team, or an administrator.

    Raises ValueError that names what is missing or too much.
    """

    role: Role
    personal_adviser_id: Optional[int] = None
    team_id: Optional[int] = None

    def __post_init__(self) -> None:
        wanted = {
            Role.PERSONAL_ADVISER: (True, False),
            Role.TEAM_MANAGER: (False, True),
            Role.ADMINISTRATOR: (False, False),
        }
        if (self.personal_adviser_id is not None, self.team_id is not None) != wanted.get(self.role):
            raise ValueError(
                "a personal_adviser needs --adviser alone, a team_manager --team alone, an administrator neither"
            )


def add(session: Session, keyed: Keyed, subject: str, post: Post, now: datetime) -> int:
    """Add an account, or take up again that of somebody who had left; its number.

    Raises ValueError if the subject is empty or has an account, LookupError if there is no such adviser or team.
    """
    if not subject.strip():
        raise ValueError("the subject is empty; it is the `sub` that the issuer gives the person")
    _require(session, post)
    account = account_of_staff(session, keyed, subject) or StaffAccount(
        subject_lookup=staff_lookup(keyed, subject)
    )
    if account.id is not None and account.left_on is None:
        raise ValueError(f"this subject has account {account.id} already; end it with `staff leave` first")
    account.role, account.left_on = post.role.value, None
    account.personal_adviser_id, account.team_id = post.personal_adviser_id, post.team_id
    session.add(account)
    session.flush()
    _note(session, account, Action.STAFF_ADD, now)
    return int(account.id)


def leave(session: Session, keyed: Keyed, subject: str, left_on: date, now: datetime) -> int:
    """End an account from a day on, and sign its owner out; its number. Raises LookupError if there is none."""
    account = account_of_staff(session, keyed, subject)
    if account is None:
        raise LookupError("no account has this subject; check it letter by letter")
    account.left_on = left_on
    session.execute(delete(StaffSession).where(StaffSession.staff_account_id == account.id))
    _note(session, account, Action.STAFF_LEAVE, now)
    return int(account.id)


def listed(session: Session) -> list[StaffAccount]:
    """Every account by number."""
    return list(session.execute(select(StaffAccount).order_by(StaffAccount.id)).scalars())


def _require(session: Session, post: Post) -> None:
    if (
        post.personal_adviser_id is not None
        and session.get(PersonalAdviser, post.personal_adviser_id) is None
    ):
        raise LookupError(
            f"there is no adviser {post.personal_adviser_id}; `localoffer staff list` shows them"
        )
    if post.team_id is not None and session.get(Team, post.team_id) is None:
        raise LookupError(f"there is no team {post.team_id}; `localoffer staff list` shows them")


def _note(session: Session, account: StaffAccount, action: Action, now: datetime) -> None:
    """Keep who changed which account: an event without the account would explain nothing."""
    operator = Caller("operator", f"terminal for staff:{account.id}")
    demand(session, operator, action, None, now)
    note(session, operator, action, [None], now)
