"""Members of staff as callers: the account decides what they are, never what they say."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.codes import Role
from bot.casework.models import StaffAccount
from bot.identity.access import Caller
from bot.identity.keyed import Keyed


class UnknownStaff(RuntimeError):  # noqa: N818 - the name that callers read
    """Nobody may sign in with this subject. Says neither who asked nor why not."""


def staff_lookup(keyed: Keyed, subject: str) -> str:
    """How the identity provider's subject is kept: 64 hex characters."""
    return keyed.hash("staff", subject)


def caller_of_staff(session: Session, keyed: Keyed, subject: str, on: date) -> Caller:
    """The caller for a subject that the identity provider has proved.

    Raises UnknownStaff without an account, and from the day the account's owner left.
    """
    wanted = select(StaffAccount).where(StaffAccount.subject_lookup == staff_lookup(keyed, subject))
    account = session.execute(wanted).scalar_one_or_none()
    if account is None or (account.left_on is not None and account.left_on <= on):
        raise UnknownStaff("no staff account; ask your administrator to add one or to check its last day")
    return Caller(
        role=Role(account.role),
        actor=f"staff:{account.id}",
        personal_adviser_id=account.personal_adviser_id,
        team_id=account.team_id,
    )
