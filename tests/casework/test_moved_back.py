"""A move is taken back whole, dates and all, as long as nobody touched the plan since."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from test_life_cycle import DAY, VIEWS, a_plan, everything

from bot.casework.codes import PlanState, Role
from bot.casework.plans.life_cycle import LostRace, Move, move
from bot.casework.plans.moved_back import Moved, Stood, locked_plan, stood, take_back
from bot.casework.tables import PathwayPlan, PlanSection

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

LATER = DAY + timedelta(days=3)
BY = {
    Move.AUTHORISE: Role.TEAM_MANAGER,
    Move.RETURN_TO_DRAFTING: Role.TEAM_MANAGER,
    Move.AGREE: Role.YOUNG_PERSON,
}
FROM = {
    Move.START_ASSESSMENT: PlanState.NOT_STARTED,
    Move.START_DRAFTING: PlanState.ASSESSMENT,
    Move.BACK_TO_ASSESSMENT: PlanState.DRAFTING,
    Move.SHOW_YOUNG_PERSON: PlanState.DRAFTING,
    Move.AGREE: PlanState.WITH_YOUNG_PERSON,
    Move.DISAGREE: PlanState.WITH_YOUNG_PERSON,
    Move.SEND_TO_MANAGER: PlanState.WITH_YOUNG_PERSON,
    Move.TAKE_BACK: PlanState.WITH_TEAM_MANAGER,
    Move.RETURN_TO_DRAFTING: PlanState.WITH_TEAM_MANAGER,
    Move.AUTHORISE: PlanState.WITH_TEAM_MANAGER,
    Move.START_REVIEW: PlanState.AUTHORISED,
    Move.END_UNCHANGED: PlanState.IN_REVIEW,
    Move.END_CHANGED: PlanState.IN_REVIEW,
}


def moved(database: Database, plan: int, way: Move, parameters: Parameters) -> Moved:
    """Make a move; what it takes to take it back, through JSON's types."""
    with database.transaction() as session:
        before = stood(locked_plan(session, plan))
        new = move(session, plan, way, BY.get(way, Role.PERSONAL_ADVISER), LATER, parameters)
        after = stood(session.get(PathwayPlan, plan))
        reviews = session.get(PathwayPlan, plan).reviews
        made = Moved(
            plan,
            before,
            after,
            review_id=reviews[-1].id if before.state == "in_review" else None,
            new_plan_id=new.id if new.id != plan else None,
        )
        return Moved.from_data(made.as_data())


@pytest.mark.parametrize("way", Move)
def test_after_taking_it_back_every_row_is_as_it_was(
    database: Database, parameters: Parameters, way: Move
) -> None:
    """State, dates, agreement, reviews and versions: nothing tells that there was a move."""
    plan = a_plan(database, FROM[way], next_review_on=date(2027, 1, 4), young_person_agrees=True)
    before = everything(database)
    made = moved(database, plan, way, parameters)
    assert everything(database) != before
    with database.transaction() as session:
        assert take_back(session, made).state == FROM[way].value
    assert everything(database) == before


def test_a_plan_that_was_moved_on_since_stays(database: Database, parameters: Parameters) -> None:
    """Whoever moved it on won; the answer is an error and nothing changes."""
    plan = a_plan(database, PlanState.ASSESSMENT)
    made = moved(database, plan, Move.START_DRAFTING, parameters)
    moved(database, plan, Move.SHOW_YOUNG_PERSON, parameters)
    now = everything(database)
    with pytest.raises(LostRace), database.transaction() as session:
        take_back(session, made)
    assert everything(database) == now


@pytest.mark.parametrize("field", ["next_review_on", "young_person_views", "young_person_agrees"])
def test_a_plan_that_was_changed_without_a_move_stays(
    database: Database, parameters: Parameters, field: str
) -> None:
    """Another day for the review or other views are somebody's work too."""
    plan = a_plan(database, PlanState.WITH_TEAM_MANAGER)
    made = moved(database, plan, Move.AUTHORISE, parameters)
    values = {"next_review_on": LATER, "young_person_views": "Other (invented)", "young_person_agrees": False}
    with database.transaction() as session:
        setattr(session.get(PathwayPlan, plan), field, values[field])
    now = everything(database)
    with pytest.raises(LostRace), database.transaction() as session:
        take_back(session, made)
    assert everything(database) == now


def test_a_new_version_that_was_worked_on_is_not_thrown_away(
    database: Database, parameters: Parameters
) -> None:
    """A moved one, and one with another section."""
    for change in ("moved", "written"):
        plan = a_plan(database, PlanState.IN_REVIEW)
        made = moved(database, plan, Move.END_CHANGED, parameters)
        assert made.new_plan_id is not None
        if change == "moved":
            moved(database, made.new_plan_id, Move.SHOW_YOUNG_PERSON, parameters)
        else:
            with database.transaction() as session:
                session.add(PlanSection(plan_id=made.new_plan_id, area="health", words="New (invented)"))
        now = everything(database)
        with pytest.raises(LostRace), database.transaction() as session:
            take_back(session, made)
        assert everything(database) == now


def test_views_that_are_taken_back_are_no_secret_in_what_is_kept(database: Database) -> None:
    """What it takes to take a move back survives JSON, with the words that it must restore."""
    plan = a_plan(database, PlanState.DRAFTING)
    with database.transaction() as session:
        kept = stood(locked_plan(session, plan))
    assert Stood.from_data(kept.as_data()) == kept
    assert kept.young_person_views == VIEWS


def test_a_plan_that_is_gone_is_said_to_be(database: Database, parameters: Parameters) -> None:
    """As everywhere in casework."""
    made = moved(database, a_plan(database, PlanState.DRAFTING), Move.SHOW_YOUNG_PERSON, parameters)
    with database.transaction() as session:
        session.delete(session.get(PathwayPlan, made.plan_id))
    with pytest.raises(KeyError), database.transaction() as session:
        take_back(session, made)
