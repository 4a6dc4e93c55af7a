"""Who may ask for a call, see who waits, and tick a call off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from invented_world import NOW, World, caller, world
from sqlalchemy import select

from bot.caseload.call_backs import Asked, ask_for_call, call_done, call_not_done, waiting_calls
from bot.casework.tables import AuditEvent, CallBackRequest
from bot.identity.access.decisions import AccessDenied, Action, audited, may

if TYPE_CHECKING:
    from bot.records.database import Database


def ask(database: Database, person: int) -> Asked:
    """One press."""
    with audited(database) as session:
        return ask_for_call(session, person, NOW)


def waiting(database: Database, made: World, role: str) -> list[int]:
    """Who waits, as this role sees it."""
    with audited(database) as session:
        return [call.young_person_id for call in waiting_calls(session, caller(made, role), NOW)]


def events(database: Database) -> list[tuple]:
    """What the audit keeps: action, person, outcome."""
    with database.transaction() as session:
        wanted = select(AuditEvent.action, AuditEvent.person, AuditEvent.outcome).order_by(AuditEvent.id)
        return [tuple(row) for row in session.execute(wanted)]


def test_pressed_twice_it_is_kept_once_and_again_after_the_call(database: Database) -> None:
    """One open request a person; when it is done, another may be made."""
    made = world(database)
    own = made.people["own"]
    assert [ask(database, own), ask(database, own)] == [Asked.NEW, Asked.WAITING]
    with audited(database) as session:
        [call] = waiting_calls(session, caller(made, "personal_adviser"), NOW)
        call_done(session, caller(made, "personal_adviser"), call.id, NOW - timedelta(hours=1))
        call_done(session, caller(made, "personal_adviser"), call.id, NOW)
    assert waiting(database, made, "personal_adviser") == []
    assert ask(database, own) is Asked.NEW


def test_presses_at_the_same_moment_make_one_request(database: Database) -> None:
    """Two devices, or a finger that trembles."""
    own = world(database).people["own"]
    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(lambda _number: ask(database, own), range(6)))
    assert sorted(outcomes, key=lambda outcome: outcome.value) == [Asked.NEW, *[Asked.WAITING] * 5]


def test_without_an_adviser_there_is_no_request(database: Database) -> None:
    """Nobody would see it."""
    made = world(database)
    assert ask(database, made.people["unassigned"]) is Asked.NOBODY
    with database.transaction() as session:
        assert session.execute(select(CallBackRequest.id)).all() == []


def test_an_adviser_sees_their_own_people_and_a_manager_the_team(database: Database) -> None:
    """Nobody sees another team's."""
    made = world(database)
    for place in ("own", "colleague", "other_team", "other_council"):
        ask(database, made.people[place])
    assert waiting(database, made, "personal_adviser") == [made.people["own"]]
    assert waiting(database, made, "team_manager") == [made.people["own"], made.people["colleague"]]


@pytest.mark.parametrize("role", ["young_person", "administrator", "operator"])
def test_nobody_else_sees_who_waits(database: Database, role: str) -> None:
    """Not even the person at the terminal."""
    made = world(database)
    with pytest.raises(AccessDenied):
        waiting(database, made, role)


def test_a_call_to_somebody_else_s_person_can_t_be_ticked_off(database: Database) -> None:
    """Denied alike for another team's request and for one that is not there; the request stays open."""
    made = world(database)
    ask(database, made.people["other_team"])
    with database.transaction() as session:
        request = session.execute(select(CallBackRequest.id)).scalar_one()
    for number in (request, 404_404):
        with pytest.raises(AccessDenied), audited(database) as session:
            call_done(session, caller(made, "team_manager"), number, NOW)
    with database.transaction() as session:
        assert session.get(CallBackRequest, request).done_at is None


def test_every_step_is_in_the_audit_of_its_transaction(database: Database) -> None:
    """Asked, listed and done; without the audit there is no request."""
    made = world(database)
    own = made.people["own"]
    ask(database, own)
    with audited(database) as session:
        [call] = waiting_calls(session, caller(made, "personal_adviser"), NOW)
        call_done(session, caller(made, "personal_adviser"), call.id, NOW)
    assert events(database) == [
        (action, own, "allowed") for action in ("call_back_ask", "call_back_list", "call_back_done")
    ]
    with database.owning() as engine, engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE audit_event")
    with pytest.raises(Exception, match="audit_event"):
        ask(database, own)
    with database.transaction() as session:
        assert (
            session.execute(select(CallBackRequest.id).where(CallBackRequest.done_at.is_(None))).all() == []
        )


def test_only_the_young_person_may_ask_and_only_for_themselves(database: Database) -> None:
    """Staff don't ask in somebody's name."""
    made = world(database)
    with database.transaction() as session:
        allowed = {
            (role, place)
            for role in ("young_person", "personal_adviser", "team_manager", "administrator", "operator")
            for place in ("own", "colleague")
            if may(session, caller(made, role), Action.CALL_BACK_ASK, made.people[place])
        }
    assert allowed == {("young_person", "own")}


def test_a_tick_is_taken_back_and_the_wish_is_open_again(database: Database) -> None:
    """By whom it was theirs to tick off, and as long as they did not ask again."""
    made = world(database)
    own, adviser = made.people["own"], caller(made, "personal_adviser")
    ask(database, own)
    with audited(database) as session:
        [call] = waiting_calls(session, adviser, NOW)
        done_at = call_done(session, adviser, call.id, NOW)
        assert done_at is not None
        assert call_done(session, adviser, call.id, NOW) is None
    with pytest.raises(AccessDenied), audited(database) as session:
        call_not_done(session, caller(made, "young_person"), call.id, done_at, NOW)
    with audited(database) as session:
        assert not call_not_done(session, adviser, call.id, done_at + timedelta(seconds=1), NOW)
        assert call_not_done(session, adviser, call.id, done_at, NOW)
        assert not call_not_done(session, adviser, call.id, done_at, NOW)
    assert waiting(database, made, "personal_adviser") == [own]
    assert ask(database, own) is Asked.WAITING


def test_a_tick_stays_where_they_asked_again_since(database: Database) -> None:
    """There is never more than one open wish of a person."""
    made = world(database)
    own, adviser = made.people["own"], caller(made, "personal_adviser")
    ask(database, own)
    with audited(database) as session:
        [call] = waiting_calls(session, adviser, NOW)
        done_at = call_done(session, adviser, call.id, NOW)
    assert ask(database, own) is Asked.NEW
    with audited(database) as session:
        assert done_at is not None
        assert not call_not_done(session, adviser, call.id, done_at, NOW)
    assert waiting(database, made, "personal_adviser") == [own]


def test_whoever_comes_second_has_done_nothing_in_the_audit_either(database: Database) -> None:
    """One event for one call that was ticked off, by who did it."""
    made = world(database)
    ask(database, made.people["own"])
    for role, is_first in (("personal_adviser", True), ("team_manager", False)):
        with audited(database) as session:
            [call] = session.execute(select(CallBackRequest.id)).scalars()
            assert (call_done(session, caller(made, role), call, NOW) is not None) is is_first
    done = [event for event in events(database) if event[0] == "call_back_done"]
    assert done == [("call_back_done", made.people["own"], "allowed")]
