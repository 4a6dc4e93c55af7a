"""A member of staff is what their account says, from the first day to the last."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from invented_world import TODAY, world

from bot.casework.codes import Role
from bot.casework.tables import StaffAccount
from bot.identity.access.decisions import Caller
from bot.identity.access.members_of_staff import UnknownStaff, caller_of_staff, staff_lookup

if TYPE_CHECKING:
    from bot.records.database import Database
    from bot.records.keyed import Keyed


def account(database: Database, keyed: Keyed, **fields: object) -> int:
    """An account for the subject `sam`."""
    made = StaffAccount(subject_lookup=staff_lookup(keyed, "sam"), **fields)
    with database.transaction() as session:
        session.add(made)
    return int(made.id)


def test_an_adviser_s_account_gives_their_caseload(database: Database, keyed: Keyed) -> None:
    """Role and adviser come from the account; the actor is its number and no name."""
    adviser = world(database).advisers["own"]
    number = account(database, keyed, role="personal_adviser", personal_adviser_id=adviser)
    with database.transaction() as session:
        found = caller_of_staff(session, keyed, "sam", TODAY)
    assert found == Caller(
        Role.PERSONAL_ADVISER, f"staff:{number}", personal_adviser_id=adviser, council="rutland"
    )


@pytest.mark.parametrize("left_on", [TODAY, date(2026, 11, 21)], ids=str)
def test_who_has_left_is_nobody(database: Database, keyed: Keyed, left_on: date) -> None:
    """From the day of leaving on."""
    account(database, keyed, role="administrator", left_on=left_on)
    with database.transaction() as session, pytest.raises(UnknownStaff):
        caller_of_staff(session, keyed, "sam", TODAY)


def test_who_leaves_tomorrow_still_works_today(database: Database, keyed: Keyed) -> None:
    """The last day is the day before leaving."""
    account(database, keyed, role="administrator", left_on=date(2026, 11, 23))
    with database.transaction() as session:
        assert caller_of_staff(session, keyed, "sam", TODAY).role is Role.ADMINISTRATOR


def test_a_subject_without_an_account_is_nobody(database: Database, keyed: Keyed) -> None:
    """Having signed in elsewhere is not enough, and the error does not repeat the subject."""
    account(database, keyed, role="administrator")
    with database.transaction() as session, pytest.raises(UnknownStaff) as unknown:
        caller_of_staff(session, keyed, "sam-2", TODAY)
    assert "sam" not in str(unknown.value)
