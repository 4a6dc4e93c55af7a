"""A plan is moved with its reasons and views from where it was seen, and back by who may."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from invented_world import NOW, TODAY, World, caller, events, world
from sqlalchemy import select, update
from test_plan_moves import plan_of, put

from bot.caseload.person_now import person_now
from bot.caseload.plan_moves import (
    MOST_WORDS,
    Wanted,
    WordsMissingError,
    bring_review_forward,
    make_move,
    undo_move,
)
from bot.casework.codes import PlanState
from bot.casework.plans.life_cycle import IllegalMove, LostRace, Move
from bot.casework.plans.moved_back import Moved
from bot.casework.tables import PathwayPlan, PlanReason
from bot.identity.access.decisions import AccessDenied, audited

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

BACK = Wanted(Move.RETURN_TO_DRAFTING, PlanState.WITH_TEAM_MANAGER, reasons="Say who helps (invented).")


def made_of(
    database: Database, made: World, role: str, wanted: Wanted, parameters: Parameters, place: str = "own"
) -> Moved:
    """A move of a person's plan, by this role."""
    plan, _ = plan_of(database, made.people[place])
    with audited(database) as session:
        return make_move(session, caller(made, role), plan, wanted, TODAY, NOW, parameters)


def row_of(database: Database, made: World, place: str = "own") -> dict[str, Any]:
    """Every column of a person's plan."""
    plan, _ = plan_of(database, made.people[place])
    with database.transaction() as session:
        row = session.get(PathwayPlan, plan)
        return {column.name: getattr(row, column.name) for column in PathwayPlan.__table__.c}


def reasons(database: Database) -> list[tuple[str, str]]:
    """What managers wrote."""
    with database.transaction() as session:
        return [tuple(row) for row in session.execute(select(PlanReason.move, PlanReason.words))]


def test_reasons_are_kept_with_what_was_sent_back_and_shown_to_the_adviser(
    database: Database, parameters: Parameters
) -> None:
    """As long as the plan is being written; taken back, they are gone with the move."""
    made = world(database)
    put(database, made, PlanState.WITH_TEAM_MANAGER)
    before = row_of(database, made)
    moved = made_of(database, made, "team_manager", BACK, parameters)
    assert reasons(database) == [("return_to_drafting", "Say who helps (invented).")]
    with audited(database) as session:
        shown = person_now(session, caller(made, "personal_adviser"), made.people["own"], NOW)
    assert shown.plan is not None
    assert shown.plan.reasons == "Say who helps (invented)."
    with audited(database) as session:
        undo_move(session, caller(made, "team_manager"), moved, NOW)
    assert reasons(database) == []
    assert row_of(database, made) == before


@pytest.mark.parametrize(
    ("reasons_given", "is_too_long"), [("", False), ("  \n", False), ("x" * (MOST_WORDS + 1), True)]
)
def test_nothing_is_sent_back_without_reasons(
    database: Database, parameters: Parameters, reasons_given: str, is_too_long: bool
) -> None:
    """Nor with more than can be kept; nothing is changed and no event says so."""
    made = world(database)
    put(database, made, PlanState.WITH_TEAM_MANAGER)
    wanted = Wanted(Move.RETURN_TO_DRAFTING, PlanState.WITH_TEAM_MANAGER, reasons_given)
    with pytest.raises(WordsMissingError, match="reasons") as error:
        made_of(database, made, "team_manager", wanted, parameters)
    assert error.value.is_too_long is is_too_long
    assert plan_of(database, made.people["own"])[1] == "with_team_manager"
    assert events(database) == []


def test_views_that_come_with_the_move_are_kept_and_taken_out_again(
    database: Database, parameters: Parameters
) -> None:
    """A plan goes to the manager with them; what the undo puts back has none."""
    made = world(database)
    put(database, made, PlanState.WITH_YOUNG_PERSON)
    before = row_of(database, made)
    wanted = Wanted(Move.SEND_TO_MANAGER, PlanState.WITH_YOUNG_PERSON, views="I like it (invented).")
    moved = made_of(database, made, "personal_adviser", wanted, parameters)
    assert row_of(database, made)["young_person_views"] == "I like it (invented)."
    with audited(database) as session:
        undo_move(session, caller(made, "personal_adviser"), moved, NOW)
    assert row_of(database, made) == before


def test_views_of_a_move_that_is_refused_are_not_kept(database: Database, parameters: Parameters) -> None:
    """Somebody catches the refusal and goes on in the same transaction."""
    made = world(database)
    put(database, made, PlanState.DRAFTING)
    before = row_of(database, made)
    with audited(database) as session:
        wanted = Wanted(Move.SEND_TO_MANAGER, views="I like it (invented).")
        with pytest.raises(IllegalMove):
            make_move(session, caller(made, "personal_adviser"), before["id"], wanted, TODAY, NOW, parameters)
    assert row_of(database, made) == before


def test_a_move_from_where_the_plan_is_no_longer_is_lost(database: Database, parameters: Parameters) -> None:
    """What was shown is not true any more: the second of two is told."""
    made = world(database)
    put(database, made, PlanState.WITH_TEAM_MANAGER)
    made_of(database, made, "team_manager", BACK, parameters)
    with pytest.raises(LostRace):
        made_of(database, made, "team_manager", BACK, parameters)
    take_back = Wanted(Move.TAKE_BACK, PlanState.WITH_TEAM_MANAGER)
    with pytest.raises(LostRace):
        made_of(database, made, "personal_adviser", take_back, parameters)


def test_of_two_at_the_same_moment_one_wins(database: Database, parameters: Parameters) -> None:
    """An adviser takes back what the manager sends back: one reason or none, one event, and the other is told."""
    made = world(database)
    put(database, made, PlanState.WITH_TEAM_MANAGER)
    take_back = Wanted(Move.TAKE_BACK, PlanState.WITH_TEAM_MANAGER)

    def one(who: tuple[str, Wanted]) -> str:
        try:
            made_of(database, made, who[0], who[1], parameters)
        except IllegalMove:
            return "told"
        return "won"

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(one, [("team_manager", BACK), ("personal_adviser", take_back)]))
    assert sorted(outcomes) == ["told", "won"]
    assert len(reasons(database)) == (1 if outcomes[0] == "won" else 0)
    assert len(events(database)) == 1


def test_a_review_that_was_asked_for_is_taken_back_with_its_day(database: Database) -> None:
    """The day of before stands again, whatever it was; both acts are in the audit."""
    made = world(database)
    before, adviser = row_of(database, made), caller(made, "personal_adviser")
    with audited(database) as session:
        moved = bring_review_forward(session, adviser, before["id"], TODAY + timedelta(days=7), TODAY, NOW)
    assert row_of(database, made)["next_review_on"] == TODAY + timedelta(days=7)
    with audited(database) as session:
        undo_move(session, adviser, moved, NOW)
    assert row_of(database, made) == before
    assert [event[2:] for event in events(database)] == [
        ("move_plan", made.people["own"], "allowed"),
        ("move_take_back", made.people["own"], "allowed"),
    ]


def test_nobody_takes_back_a_move_of_whom_they_don_t_reach(
    database: Database, parameters: Parameters
) -> None:
    """Denied alike for a colleague's plan and for one that is not there."""
    made = world(database)
    moved = made_of(database, made, "team_manager", Wanted(Move.START_REVIEW), parameters, place="colleague")
    for plan in (moved.plan_id, 404_404):
        with pytest.raises(AccessDenied), audited(database) as session:
            undo_move(
                session,
                caller(made, "personal_adviser"),
                Moved(plan, moved.before, moved.after),
                NOW,
            )
    assert plan_of(database, made.people["colleague"])[1] == "in_review"


def test_who_looks_after_somebody_sees_the_moves_that_are_theirs(database: Database) -> None:
    """By role and state; never the young person's own answer."""
    made = world(database)
    put(database, made, PlanState.WITH_YOUNG_PERSON)
    with audited(database) as session:
        adviser = person_now(session, caller(made, "personal_adviser"), made.people["own"], NOW)
        manager = person_now(session, caller(made, "team_manager"), made.people["own"], NOW)
    assert adviser.plan is not None
    assert manager.plan is not None
    assert adviser.plan.moves == (Move.DISAGREE, Move.SEND_TO_MANAGER, Move.TAKE_BACK)
    assert not adviser.plan.is_without_views  # the form of "Send to manager" asks for them
    assert manager.plan.moves == ()


def test_what_nobody_can_do_before_views_are_written_is_no_move_of_anybody(database: Database) -> None:
    """A plan that came from a case system without views can't be authorised: it is not offered until they, or why not, are on record."""
    made = world(database)
    put(database, made, PlanState.WITH_TEAM_MANAGER)
    with audited(database) as session:
        before = person_now(session, caller(made, "team_manager"), made.people["own"], NOW)
    assert before.plan is not None
    assert before.plan.is_without_views
    assert before.plan.moves == (Move.RETURN_TO_DRAFTING,)
    assert Move.AUTHORISE not in before.plan.ways
    with database.transaction() as session:
        session.execute(update(PathwayPlan).values(no_views_reason="in hospital (invented)"))
    with audited(database) as session:
        after = person_now(session, caller(made, "team_manager"), made.people["own"], NOW)
    assert after.plan is not None
    assert after.plan.moves == (Move.RETURN_TO_DRAFTING, Move.AUTHORISE)
