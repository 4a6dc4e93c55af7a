"""An operator's accounts: they fit their role, name nobody, and leave the audit a line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from invented_world import NOW, TODAY, world
from sqlalchemy import select

from bot.casework.codes import Role
from bot.casework.tables import AuditEvent
from bot.identity.access.decisions import audited
from bot.identity.access.members_of_staff import UnknownStaff, caller_of_staff
from bot.identity.access.staff_accounts import Post, add, leave, listed
from bot.identity.sign_in.sign_in_tables import StaffSession
from bot.identity.sign_in.staff_sessions import StaffSessions

if TYPE_CHECKING:
    from bot.identity.access.decisions import Caller
    from bot.records.database import Database
    from bot.records.keyed import Keyed

ADMINISTRATOR = Post(Role.ADMINISTRATOR)


def make(database: Database, keyed: Keyed, subject: str = "sam", post: Post = ADMINISTRATOR) -> int:
    """Add an account; its number."""
    with audited(database) as session:
        return add(session, keyed, subject, post, NOW)


def end(database: Database, keyed: Keyed, left_on: date = TODAY, subject: str = "sam") -> int:
    """End an account; its number."""
    with audited(database) as session:
        return leave(session, keyed, subject, left_on, NOW)


def caller(database: Database, keyed: Keyed) -> Caller:
    """Who `sam` is today."""
    with database.transaction() as session:
        return caller_of_staff(session, keyed, "sam", TODAY)


@pytest.mark.parametrize(
    "wrong",
    [
        (Role.PERSONAL_ADVISER,),
        (Role.PERSONAL_ADVISER, None, 1),
        (Role.PERSONAL_ADVISER, 1, 1),
        (Role.TEAM_MANAGER,),
        (Role.TEAM_MANAGER, 1),
        (Role.ADMINISTRATOR, 1),
        (Role.ADMINISTRATOR, None, 1),
        (Role.YOUNG_PERSON,),
    ],
    ids=str,
)
def test_a_post_that_does_not_fit_its_role_is_refused(wrong: tuple) -> None:
    """The error names the options of the command."""
    with pytest.raises(ValueError, match="--adviser alone"):
        Post(*wrong)


def test_an_added_account_is_who_signs_in(database: Database, keyed: Keyed) -> None:
    """With the caseload that was named."""
    adviser = world(database).advisers["own"]
    number = make(database, keyed, post=Post(Role.PERSONAL_ADVISER, adviser))
    found = caller(database, keyed)
    assert (found.role, found.personal_adviser_id, found.actor) == (
        Role.PERSONAL_ADVISER,
        adviser,
        f"staff:{number}",
    )


def test_the_subject_is_kept_as_a_keyed_hash_alone(database: Database, keyed: Keyed) -> None:
    """Whoever reads the table learns no subject."""
    make(database, keyed, "subject-of-sam")
    with database.transaction() as session:
        (account,) = listed(session)
    assert len(account.subject_lookup) == 64
    assert "sam" not in account.subject_lookup


def test_one_subject_has_one_account(database: Database, keyed: Keyed) -> None:
    """The second time the error names the first, and nothing changes."""
    number = make(database, keyed)
    with pytest.raises(ValueError, match=f"account {number} already"):
        make(database, keyed)
    with pytest.raises(ValueError, match="the subject is empty"):
        make(database, keyed, " ")
    with database.transaction() as session:
        assert [account.id for account in listed(session)] == [number]


@pytest.mark.parametrize(
    "post", [Post(Role.PERSONAL_ADVISER, 404), Post(Role.TEAM_MANAGER, None, 404)], ids=["adviser", "team"]
)
def test_an_unknown_adviser_or_team_is_named(database: Database, keyed: Keyed, post: Post) -> None:
    """Before the database has to refuse it."""
    with pytest.raises(LookupError, match=r"there is no (adviser|team) 404; `localoffer staff list`"):
        make(database, keyed, post=post)


def test_leaving_ends_account_and_sessions(database: Database, keyed: Keyed) -> None:
    """A browser that is signed in is out too."""
    number = make(database, keyed)
    with database.transaction() as session:
        StaffSessions(keyed).sign_in(session, "sam", TODAY, NOW)
    assert end(database, keyed) == number
    with pytest.raises(UnknownStaff):
        caller(database, keyed)
    with database.transaction() as session:
        assert session.execute(select(StaffSession)).all() == []


def test_leaving_later_keeps_access_until_then(database: Database, keyed: Keyed) -> None:
    """The day named is the first one without access."""
    make(database, keyed)
    end(database, keyed, date(2026, 11, 23))
    assert caller(database, keyed).role is Role.ADMINISTRATOR


def test_who_comes_back_has_the_same_account_in_the_new_role(database: Database, keyed: Keyed) -> None:
    """So that the audit's number stays theirs."""
    number, team = make(database, keyed), world(database).teams["own"]
    end(database, keyed)
    assert make(database, keyed, post=Post(Role.TEAM_MANAGER, None, team)) == number
    found = caller(database, keyed)
    assert (found.role, found.team_id, found.personal_adviser_id) == (Role.TEAM_MANAGER, team, None)


def test_an_unknown_subject_cannot_leave(database: Database, keyed: Keyed) -> None:
    """And the error does not repeat it."""
    with pytest.raises(LookupError, match="no account has this subject") as unknown:
        end(database, keyed, subject="marker")
    assert "marker" not in str(unknown.value)


def test_the_audit_keeps_which_account_was_added_and_ended(database: Database, keyed: Keyed) -> None:
    """By number, by the operator, about no young person."""
    number = make(database, keyed)
    end(database, keyed)
    with database.transaction() as session:
        kept = session.execute(select(AuditEvent).order_by(AuditEvent.id)).scalars().all()
    assert [(event.role, event.actor, event.action, event.person, event.outcome) for event in kept] == [
        ("operator", f"terminal for staff:{number}", action, None, "allowed")
        for action in ("staff_add", "staff_leave")
    ]
