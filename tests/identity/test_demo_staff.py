"""The invented advisers and managers have accounts of staff and of Teams, in the demo alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.casework.demo import seed
from bot.casework.tables import PersonalAdviser, StaffAccount, Team
from bot.identity.by_teams.demo_staff import TENANT, account_of_demo, demo_accounts, seed_staff
from bot.identity.by_teams.teams_links import staff_in_teams
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.identity.by_teams.teams_users import TeamsUsers
from bot.records.reach import DEMO, OPERATOR

if TYPE_CHECKING:
    from bot.records.database import Database
    from bot.records.keyed import Keyed

TODAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 12)
CALLED = ["sam", "nell", "jo", "tariq", "priya", "marcus"]


@pytest.fixture
def staffed(database: Database, keyed: Keyed) -> Database:
    """With the invented people and their advisers' accounts."""
    with database.transaction(DEMO) as session:
        seed(session, TODAY, keyed.phone)
        seed_staff(session, keyed, NOW)
    return database


def test_each_adviser_and_manager_has_an_account(staffed: Database, keyed: Keyed) -> None:
    """By what they are called on the terminal; advisers have their own caseload, managers their own team."""
    with staffed.transaction(OPERATOR) as session:
        found = {
            called: session.get(StaffAccount, account_of_demo(session, keyed, called)) for called in CALLED
        }
        assert [one.called for one in demo_accounts(session)] == CALLED
        sam, priya = found["sam"], found["priya"]
        assert (sam.role, session.get(PersonalAdviser, sam.personal_adviser_id).name) == (
            "personal_adviser",
            "Sam Okafor (invented)",
        )
        assert (priya.role, session.get(Team, priya.team_id).manager_name) == (
            "team_manager",
            "Priya Shah (invented)",
        )
    assert len({account.id for account in found.values()}) == len(CALLED)


def test_each_is_known_in_teams_by_the_invented_id(staffed: Database, keyed: Keyed) -> None:
    """And nothing can be sent there until somebody writes from it: nobody knows where the chat is."""
    users = TeamsUsers(keyed)
    with staffed.transaction(OPERATOR) as session:
        for made in demo_accounts(session):
            user = session.get(TeamsUser, users.lookup(TENANT, made.object_id))
            known = staff_in_teams(session, user.conversation, TODAY)
            assert known is not None
            assert known.account == account_of_demo(session, keyed, made.called)
            assert (user.reference, user.is_installed) == (None, False)


def test_an_unknown_name_lists_those_there_are(staffed: Database, keyed: Keyed) -> None:
    """Instead of a guess."""
    with staffed.transaction(OPERATOR) as session, pytest.raises(LookupError, match="sam, nell, jo, tariq"):
        account_of_demo(session, keyed, "nobody")


def test_nobody_real_gets_one(database: Database, keyed: Keyed) -> None:
    """Where somebody is not marked as invented, nothing is added."""
    with database.transaction(DEMO) as session:
        session.add(PersonalAdviser(name="Ray Poole", team=Team(council="rutland", name="Leaving care")))
    with pytest.raises(ValueError, match="invented"), database.transaction(DEMO) as session:
        seed_staff(session, keyed, NOW)
    with database.transaction(OPERATOR) as session:
        assert session.execute(select(StaffAccount)).all() == []
