"""Which of the messages that we send first a member of staff wants. Alerts of danger are none of them: nobody can turn those off."""

from __future__ import annotations

from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.identity.by_teams.teams_tables import StaffNoticeSetting


class Notice(str, Enum):
    """What can be turned off. The words stand in the database and behind buttons."""

    MONDAY = "monday"  # the summary of the week
    REVIEW = "review"  # a plan's day in 14 and in 2 days
    CONTACT = "contact"  # the weeks within which somebody is to be seen are up
    CALL_BACK = "call_back"  # somebody asked to be called


def wanted(session: Session, account: int) -> frozenset[Notice]:
    """Which of them an account wants: all that were not turned off."""
    theirs = (StaffNoticeSetting.staff_account_id == account, StaffNoticeSetting.is_off)
    off = set(session.execute(select(StaffNoticeSetting.kind).where(*theirs)).scalars())
    return frozenset(notice for notice in Notice if notice.value not in off)


def turn(session: Session, account: int, notice: Notice, *, is_off: bool) -> None:
    """Turn one off, or on again."""
    session.merge(StaffNoticeSetting(staff_account_id=account, kind=notice.value, is_off=is_off))
    session.flush()
