"""A session of staff is over in time, and is worth what its owner's account is worth at that moment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from invented_world import NOW, TODAY, world
from sqlalchemy import select

from bot.casework.codes import Role
from bot.casework.tables import StaffAccount
from bot.delivery.conversation.sweep import sweep
from bot.identity.access.members_of_staff import UnknownStaff, staff_lookup
from bot.identity.sign_in.sign_in_tables import StaffSession
from bot.identity.sign_in.staff_sessions import AT_MOST, IDLE, StaffSessions

if TYPE_CHECKING:
    from bot.identity.access.decisions import Caller
    from bot.records.database import Database
    from bot.records.keyed import Keyed

MOMENT = timedelta(seconds=1)


@pytest.fixture
def sessions(database: Database, keyed: Keyed) -> StaffSessions:
    """Sessions, with an administrator's account for the subject `sam`."""
    with database.transaction() as session:
        session.add(StaffAccount(subject_lookup=staff_lookup(keyed, "sam"), role="administrator"))
    return StaffSessions(keyed)


def sign_in(database: Database, sessions: StaffSessions, subject: str = "sam") -> str:
    """Sign in now; the token."""
    with database.transaction() as session:
        return sessions.sign_in(session, subject, TODAY, NOW)


def visit(
    database: Database, sessions: StaffSessions, token: str, now: datetime = NOW, on: date = TODAY
) -> Caller | None:
    """Come back."""
    with database.transaction() as session:
        return sessions.visit(session, token, on, now)


def account(database: Database, **changes: object) -> None:
    """Change the one account."""
    with database.transaction() as session:
        found = session.execute(select(StaffAccount)).scalar_one()
        for name, value in changes.items():
            setattr(found, name, value)


def test_a_token_gives_the_account_s_caller(database: Database, sessions: StaffSessions) -> None:
    """Who signed in is who comes back."""
    found = visit(database, sessions, sign_in(database, sessions))
    assert found is not None
    assert found.role is Role.ADMINISTRATOR


def test_the_token_itself_is_not_kept(database: Database, sessions: StaffSessions) -> None:
    """A stolen database holds 64 hex characters that sign nobody in."""
    token = sign_in(database, sessions)
    with database.transaction() as session:
        kept = session.execute(select(StaffSession.token_hash)).scalar_one()
    assert len(token) == 43  # 256 bits
    assert token not in kept
    assert visit(database, sessions, kept) is None


def test_every_sign_in_has_a_token_of_its_own(database: Database, sessions: StaffSessions) -> None:
    """And both work, as on two machines."""
    one, two = sign_in(database, sessions), sign_in(database, sessions)
    assert one != two
    assert visit(database, sessions, one) == visit(database, sessions, two) is not None


def test_an_unknown_subject_gets_no_session(database: Database, sessions: StaffSessions) -> None:
    """The error leaves nothing behind."""
    with pytest.raises(UnknownStaff):
        sign_in(database, sessions, "somebody else")
    with database.transaction() as session:
        assert session.execute(select(StaffSession)).all() == []


def test_half_an_hour_without_a_visit_ends_it(database: Database, sessions: StaffSessions) -> None:
    """The last moment counts, and each visit starts the half hour again."""
    token = sign_in(database, sessions)
    assert visit(database, sessions, token, NOW + IDLE)
    assert visit(database, sessions, token, NOW + IDLE * 2)
    assert visit(database, sessions, token, NOW + IDLE * 3 + MOMENT) is None
    assert timedelta(minutes=30) == IDLE


def test_twelve_hours_end_it_whoever_is_there(database: Database, sessions: StaffSessions) -> None:
    """Visits all the time don't stretch the day."""
    token, now = sign_in(database, sessions), NOW
    while now < NOW + AT_MOST:
        now += IDLE
        assert visit(database, sessions, token, now)
    assert now == NOW + timedelta(hours=12)
    assert visit(database, sessions, token, now + MOMENT) is None


def test_who_leaves_is_out_at_once(database: Database, sessions: StaffSessions) -> None:
    """A session that was begun before the last day gives nothing on it."""
    token = sign_in(database, sessions)
    account(database, left_on=TODAY)
    assert visit(database, sessions, token) is None


def test_who_changes_role_has_the_new_one_at_once(database: Database, sessions: StaffSessions) -> None:
    """The session remembers no role."""
    token, team = sign_in(database, sessions), world(database).teams["own"]
    account(database, role="team_manager", team_id=team)
    found = visit(database, sessions, token)
    assert found is not None
    assert (found.role, found.team_id) == (Role.TEAM_MANAGER, team)


def test_signing_out_ends_this_session_alone(database: Database, sessions: StaffSessions) -> None:
    """The token is worth nothing afterwards; another machine's still works."""
    one, two = sign_in(database, sessions), sign_in(database, sessions)
    with database.transaction() as session:
        sessions.end(session, one)
    assert visit(database, sessions, one) is None
    assert visit(database, sessions, two)


@pytest.mark.parametrize("token", ["", "made up", "é", "0" * 64])
def test_a_made_up_token_is_nobody(database: Database, sessions: StaffSessions, token: str) -> None:
    """Nothing is begun for it either."""
    assert visit(database, sessions, token) is None
    with database.transaction() as session:
        assert session.execute(select(StaffSession)).all() == []


def test_the_sweep_deletes_what_is_over_and_nothing_else(database: Database, sessions: StaffSessions) -> None:
    """By idleness here; the last moment still counts."""
    token = sign_in(database, sessions)
    with database.transaction() as session:
        sweep(session, NOW + IDLE)
    assert visit(database, sessions, token, NOW)
    with database.transaction() as session:
        sweep(session, NOW + IDLE + MOMENT)
    with database.transaction() as session:
        assert session.execute(select(StaffSession)).all() == []
