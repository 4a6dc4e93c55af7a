"""A plan is moved by those whom its person's access reaches, and every move is on the record."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from invented_world import NOW, PLACES, ROOT, TODAY, World, caller, events, imports, world
from sqlalchemy import select

from bot.caseload.plan_moves import ask_for_review, move_plan
from bot.casework.codes import PlanState
from bot.casework.plans.life_cycle import IllegalMove, Move
from bot.casework.tables import PathwayPlan
from bot.identity.access.decisions import AccessDenied, Action, audited, may

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

# Whose plans each role reaches. Nobody else moves a plan.
REACHED = {
    "young_person": {"own"},
    "personal_adviser": {"own"},
    "team_manager": {"own", "colleague"},
    "administrator": set(),
    "operator": set(),
}
# A move that is for this role, and the state that it begins in.
MOVES = {
    "young_person": (Move.DISAGREE, PlanState.WITH_YOUNG_PERSON),
    "personal_adviser": (Move.START_REVIEW, PlanState.AUTHORISED),
    "team_manager": (Move.START_REVIEW, PlanState.AUTHORISED),
    "administrator": (Move.START_REVIEW, PlanState.AUTHORISED),
    "operator": (Move.START_REVIEW, PlanState.AUTHORISED),
}


def plan_of(database: Database, person: int) -> tuple[int, str]:
    """The newest plan's id and state."""
    with database.transaction() as session:
        wanted = select(PathwayPlan.id, PathwayPlan.state).where(PathwayPlan.young_person_id == person)
        plan = session.execute(wanted.order_by(PathwayPlan.id.desc())).first()
        return int(plan.id), str(plan.state)


def put(database: Database, made: World, state: PlanState) -> None:
    """Put everybody's plan into a state."""
    with database.transaction() as session:
        for plan in session.execute(select(PathwayPlan)).scalars():
            plan.state = state.value


def moved(database: Database, made: World, role: str, plan: int, move: Move, parameters: Parameters) -> Any:
    """One move by this role."""
    with audited(database) as session:
        return move_plan(session, caller(made, role), plan, move, TODAY, NOW, parameters)


@pytest.mark.parametrize("role", REACHED)
@pytest.mark.parametrize("place", [*PLACES, "unassigned"])
def test_a_plan_is_moved_by_who_reaches_the_person(
    database: Database, parameters: Parameters, role: str, place: str
) -> None:
    """Own record, own caseload, own team; all else is denied, changes nothing, and is kept as denied."""
    made, (move, state) = world(database), MOVES[role]
    put(database, made, state)
    person = made.people[place]
    plan, before = plan_of(database, person)
    allowed = place in REACHED[role]
    try:
        moved(database, made, role, plan, move, parameters)
    except AccessDenied:
        assert not allowed
    assert (plan_of(database, person)[1] != before) is allowed
    outcome = "allowed" if allowed else "denied"
    assert events(database) == [(role, caller(made, role).actor, "move_plan", person, outcome)]


@pytest.mark.parametrize("role", REACHED)
def test_the_matrix_says_the_same(database: Database, role: str) -> None:
    """`may` and the moves agree in every place, and lists and nobody are no plan."""
    made = world(database)
    with database.transaction() as session:
        reached = {
            place
            for place, person in made.people.items()
            if may(session, caller(made, role), Action.MOVE_PLAN, person)
        }
        assert not may(session, caller(made, role), Action.MOVE_PLAN, None)
    assert reached == REACHED[role]


@pytest.mark.parametrize(
    ("role", "move", "state"),
    [
        ("personal_adviser", Move.AUTHORISE, PlanState.WITH_TEAM_MANAGER),
        ("young_person", Move.START_REVIEW, PlanState.AUTHORISED),
        ("team_manager", Move.AGREE, PlanState.WITH_YOUNG_PERSON),
        ("team_manager", Move.AUTHORISE, PlanState.AUTHORISED),
    ],
)
def test_who_reaches_the_person_still_makes_only_their_own_moves(
    database: Database, parameters: Parameters, role: str, move: Move, state: PlanState
) -> None:
    """The caller's role goes on to the life cycle; a refused move changes nothing and is no event of a change."""
    made = world(database)
    put(database, made, state)
    plan, _ = plan_of(database, made.people["own"])
    with pytest.raises(IllegalMove):
        moved(database, made, role, plan, move, parameters)
    assert plan_of(database, made.people["own"]) == (plan, state.value)
    assert events(database) == []


def test_a_review_that_ends_with_a_new_version_is_one_event(
    database: Database, parameters: Parameters
) -> None:
    """Of the same person; the new version is what is given back."""
    made = world(database)
    put(database, made, PlanState.IN_REVIEW)
    old, _ = plan_of(database, made.people["own"])
    new = moved(database, made, "personal_adviser", old, Move.END_CHANGED, parameters)
    assert plan_of(database, made.people["own"]) == (new.id, "drafting") != (old, "drafting")
    assert [event[2:] for event in events(database)] == [("move_plan", made.people["own"], "allowed")]


def test_a_plan_that_is_not_there_is_denied_like_somebody_else_s(
    database: Database, parameters: Parameters
) -> None:
    """A denial never tells whether the plan exists."""
    made = world(database)
    with pytest.raises(AccessDenied) as unknown:
        moved(database, made, "personal_adviser", 404_404, Move.START_REVIEW, parameters)
    with pytest.raises(AccessDenied) as other:
        moved(
            database,
            made,
            "personal_adviser",
            plan_of(database, made.people["other_team"])[0],
            Move.START_REVIEW,
            parameters,
        )
    assert str(unknown.value) == str(other.value)
    assert [event[4] for event in events(database)] == ["denied", "denied"]


def test_a_move_whose_event_cannot_be_kept_is_not_made(database: Database, parameters: Parameters) -> None:
    """No audit, no move."""
    made = world(database)
    plan, before = plan_of(database, made.people["own"])
    with database.owning() as engine, engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE audit_event")
    with pytest.raises(Exception, match="audit_event"):
        moved(database, made, "personal_adviser", plan, Move.START_REVIEW, parameters)
    assert plan_of(database, made.people["own"]) == (plan, before)


def test_a_move_where_a_denial_would_be_lost_is_refused(database: Database, parameters: Parameters) -> None:
    """A plain transaction can't be used by mistake."""
    made = world(database)
    plan, _ = plan_of(database, made.people["own"])
    with pytest.raises(RuntimeError, match="audited"), database.transaction() as session:
        move_plan(session, caller(made, "personal_adviser"), plan, Move.START_REVIEW, TODAY, NOW, parameters)


SOONER = TODAY + timedelta(days=7)


def asked(database: Database, made: World, role: str, plan: int) -> Any:
    """A review asked for in a week's time by this role."""
    with audited(database) as session:
        return ask_for_review(session, caller(made, role), plan, SOONER, TODAY, NOW).next_review_on


@pytest.mark.parametrize("role", REACHED)
@pytest.mark.parametrize("place", [*PLACES, "unassigned"])
def test_an_earlier_review_is_asked_for_by_who_reaches_the_person(
    database: Database, role: str, place: str
) -> None:
    """Also by the young person for their own; all else is denied, changes no date, and is kept as denied."""
    made = world(database)
    put(database, made, PlanState.AUTHORISED)
    person = made.people[place]
    plan, _ = plan_of(database, person)
    if place in REACHED[role]:
        assert asked(database, made, role, plan) == SOONER
    else:
        with pytest.raises(AccessDenied):
            asked(database, made, role, plan)
    outcome = "allowed" if place in REACHED[role] else "denied"
    assert events(database) == [(role, caller(made, role).actor, "move_plan", person, outcome)]


def test_a_review_that_cannot_be_asked_for_changes_nothing(database: Database) -> None:
    """A plan that nobody signed off has no review to bring forward, and no event says that it had."""
    made = world(database)
    put(database, made, PlanState.DRAFTING)
    plan, _ = plan_of(database, made.people["own"])
    with pytest.raises(IllegalMove, match="authorised"):
        asked(database, made, "young_person", plan)
    assert events(database) == []


def test_nothing_above_casework_moves_a_plan_past_the_audit() -> None:
    """One way in, as for reads; which moves there are, and what it means that one is refused, may be known above."""
    files = [path for folder in ("bot", "actions") for path in (ROOT / folder).rglob("*.py")]
    users = {path.relative_to(ROOT).as_posix() for path in files if moving(imports(path))}
    assert {user for user in users if not user.startswith("bot/casework/")} == {
        "bot/caseload/plan_moves.py",
        "bot/caseload/plan_views.py",
    }


KNOWN = {"Move", "RULES", "IllegalMove", "LostRace", "moves_from", "Moved", "Stood"}


def moving(found: set[str]) -> set[str]:
    """What a file imports that can move a plan: all of a module, or more of it than names."""
    wrong = set()
    for module in ("bot.casework.plans.life_cycle", "bot.casework.plans.moved_back"):
        names = {name.removeprefix(f"{module}.") for name in found if name.startswith(f"{module}.")}
        wrong |= names - KNOWN
        wrong |= {module} if module in found and not names else set()
    return wrong
