"""Members of staff as callers: the account decides what they are, never what they say."""

from __future__ import annotations

from datetime import date
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.codes import Role
from bot.casework.tables import PersonalAdviser, StaffAccount, Team
from bot.identity.access.decisions import Caller
from bot.records.keyed import Keyed


class UnknownStaff(RuntimeError):  # noqa: N818 - the name that callers read
    """Nobody may sign in with this subject. Says neither who asked nor why not."""


def staff_lookup(keyed: Keyed, subject: str) -> str:
    """How the identity provider's subject is kept: 64 hex characters."""
    return keyed.hash("staff", subject)


def account_of_staff(session: Session, keyed: Keyed, subject: str) -> Optional[StaffAccount]:
    """The account of a subject, whether its owner has left or not; None if there is none."""
    wanted = select(StaffAccount).where(StaffAccount.subject_lookup == staff_lookup(keyed, subject))
    found = session.execute(wanted).scalar_one_or_none()
    return found if isinstance(found, StaffAccount) else None


def caller_of_staff(session: Session, keyed: Keyed, subject: str, on: date) -> Caller:
    """The caller for a subject that the identity provider has proved.

    Raises UnknownStaff without an account, and from the day the account's owner left.
    """
    return caller_of_account(session, account_of_staff(session, keyed, subject), on)


def caller_of_account(session: Session, account: Optional[StaffAccount], on: date) -> Caller:
    """What an account may be on a day. Raises UnknownStaff as `caller_of_staff` does."""
    if account is None or (account.left_on is not None and account.left_on <= on):
        raise UnknownStaff("no staff account; ask your administrator to add one or to check its last day")
    return Caller(
        role=Role(account.role),
        actor=f"staff:{account.id}",
        personal_adviser_id=account.personal_adviser_id,
        team_id=account.team_id,
        council=_council_of(session, account),
    )


def _council_of(session: Session, account: StaffAccount) -> Optional[str]:
    """That of the account's team, or of its adviser's; an administrator's is none in particular."""
    of_adviser = select(PersonalAdviser.team_id).where(PersonalAdviser.id == account.personal_adviser_id)
    team = (
        Team.id == account.team_id if account.team_id is not None else Team.id == of_adviser.scalar_subquery()
    )
    found = session.execute(select(Team.council).where(team)).scalar_one_or_none()
    return None if found is None else str(found)
