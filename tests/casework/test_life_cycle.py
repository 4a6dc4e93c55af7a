"""A plan moves only as the table says, by whom it says, once, and with its dates."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import event, select

from bot.casework.codes import PlanState, Role
from bot.casework.plans.life_cycle import IllegalMove, LostRace, Move, ask_for_review, move, moves_from
from bot.casework.tables import Goal, PathwayPlan, PlanReview, PlanSection, YoungPerson

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

DAY = date(2026, 8, 31)
VIEWS = "I want to live near my aunt (invented)."
SIGNED = (PlanState.AUTHORISED, PlanState.IN_REVIEW, PlanState.SUPERSEDED)
AWAY = {"young_person": Role.YOUNG_PERSON, "pa": Role.PERSONAL_ADVISER, "manager": Role.TEAM_MANAGER}
# The agreed life of a plan, written down a second time: from, move, to, by.
AGREED = """
    not_started        start_assessment            assessment         pa manager
    assessment         start_drafting              drafting           pa
    drafting           back_to_assessment          assessment         pa
    drafting           show_young_person           with_young_person  pa
    with_young_person  agree                       with_team_manager  young_person
    with_young_person  disagree                    drafting           young_person pa
    with_young_person  send_to_manager             with_team_manager  pa
    with_young_person  take_back                   drafting           pa
    with_team_manager  take_back                   drafting           pa
    with_team_manager  return_to_drafting          drafting           manager
    with_team_manager  authorise                   authorised         manager
    authorised         start_review                in_review          pa manager
    in_review          end_review_unchanged        authorised         pa manager
    in_review          end_review_with_new_version superseded         pa manager
"""
TABLE = {
    (PlanState(row[0]), Move(row[1]), AWAY[role]): PlanState(row[2])
    for row in map(str.split, AGREED.strip().splitlines())
    for role in row[3:]
}
EVERY = [(state, way, role) for state in PlanState for way in Move for role in Role]
NEEDS_VIEWS = (Move.AGREE, Move.SEND_TO_MANAGER, Move.AUTHORISE)


def a_plan(database: Database, state: PlanState, **fields: Any) -> int:
    """An invented person's plan in a state since DAY, with views; signed off on DAY where the state needs it."""
    signed = {"authorised_on": DAY} if state in SIGNED else {}
    plan = PathwayPlan(
        **{"state": state.value, "state_since": DAY, "young_person_views": VIEWS, **signed, **fields}
    )
    with database.transaction() as session:
        person = YoungPerson(
            preferred_name="Kit (invented)", birth_date=date(2008, 2, 29), council="rutland", plans=[plan]
        )
        person.reference = f"YP-{len(everything(database)['pathway_plan'])}"
        session.add(person)
    return int(plan.id)


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a plan that the database has."""
    with database.transaction() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(table.c.id))]
            for table in (model.__table__ for model in (PathwayPlan, PlanReview, PlanSection, Goal))
        }


def stored(database: Database, plan: int) -> PathwayPlan:
    """The plan as the database has it."""
    with database.transaction() as session:
        return session.get(PathwayPlan, plan)


def moved(
    database: Database, plan: int, way: Move, role: Role, parameters: Parameters, on: date = DAY
) -> PathwayPlan:
    """Move a plan in a transaction of its own."""
    with database.transaction() as session:
        return move(session, plan, way, role, on, parameters)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_state_move_and_role_does_what_was_agreed(database: Database, parameters: Parameters) -> None:
    """Of all 416 combinations the agreed ones lead where agreed; the others change nothing."""
    wrong = []
    for state, way, role in EVERY:
        plan = a_plan(database, state)
        before = everything(database)
        try:
            moved(database, plan, way, role, parameters)
        except IllegalMove:
            right = (state, way, role) not in TABLE and everything(database) == before
        else:
            right = stored(database, plan).state == TABLE.get((state, way, role))
        wrong += [] if right else [(state, way, role)]
    assert len(EVERY) == 8 * 13 * 4
    assert wrong == []


@pytest.mark.parametrize("state", PlanState)
def test_the_moves_out_of_a_state_are_told(state: PlanState) -> None:
    """For anybody and for each role; out of a replaced plan there is none."""
    assert set(moves_from(state)) == {way for source, way, _ in TABLE if source == state}
    for role in Role:
        assert set(moves_from(state, role)) == {
            way for source, way, by in TABLE if (source, by) == (state, role)
        }


def test_every_state_can_be_reached_and_left_but_the_last() -> None:
    """No plan gets stuck, and only a replaced one is at its end."""
    assert set(TABLE.values()) | {PlanState.NOT_STARTED} == set(PlanState)
    assert [state for state in PlanState if not moves_from(state)] == [PlanState.SUPERSEDED]


@pytest.mark.parametrize(
    ("state", "way", "role", "said"),
    [
        (
            PlanState.NOT_STARTED,
            Move.AUTHORISE,
            Role.TEAM_MANAGER,
            "is not started: no `authorise`. Allowed from here: `start_assessment` (personal adviser or team manager).",
        ),
        (
            PlanState.WITH_TEAM_MANAGER,
            Move.AUTHORISE,
            Role.PERSONAL_ADVISER,
            "`authorise` is not for the personal adviser. Allowed from here: `take_back` (personal adviser), "
            "`return_to_drafting` (team manager), `authorise` (team manager).",
        ),
        (
            PlanState.SUPERSEDED,
            Move.START_REVIEW,
            Role.TEAM_MANAGER,
            "is superseded: no `start_review`. Nothing is allowed from here.",
        ),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_refusal_says_what_is_allowed_and_by_whom(
    database: Database, parameters: Parameters, state: PlanState, way: Move, role: Role, said: str
) -> None:
    """The message is enough to know what to do instead."""
    plan = a_plan(database, state)
    with pytest.raises(IllegalMove) as refused:
        moved(database, plan, way, role, parameters)
    assert str(refused.value).endswith(said)


@pytest.mark.parametrize(
    "words",
    [{}, {"young_person_views": " "}, {"no_views_reason": ""}],
    ids=["none", "blank_views", "blank_reason"],
)
@pytest.mark.parametrize(("state", "way", "role"), [key for key in TABLE if key[1] in NEEDS_VIEWS])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_without_views_or_a_reason_a_plan_goes_no_further(
    database: Database, parameters: Parameters, state: PlanState, way: Move, role: Role, words: dict[str, str]
) -> None:
    """Neither to the team manager nor to a signature; the message names both fields."""
    plan = a_plan(database, state, **{"young_person_views": None, **words})
    before = everything(database)
    with pytest.raises(IllegalMove, match=r"young_person_views.*no_views_reason"):
        moved(database, plan, way, role, parameters)
    assert everything(database) == before


def test_a_recorded_reason_stands_in_for_views(database: Database, parameters: Parameters) -> None:
    """A young person who won't say what they think is not left without a plan; the reason is sealed."""
    plan = a_plan(
        database,
        PlanState.WITH_TEAM_MANAGER,
        young_person_views=None,
        no_views_reason="Asked three times (invented).",
    )
    assert moved(database, plan, Move.AUTHORISE, Role.TEAM_MANAGER, parameters).state == PlanState.AUTHORISED
    with database.engine.connect() as connection:
        assert (
            "three" not in connection.exec_driver_sql("SELECT no_views_reason FROM pathway_plan").scalar_one()
        )


def test_signing_off_keeps_its_day_and_sets_the_review(database: Database, parameters: Parameters) -> None:
    """Authorised on 31 August 2026 means a review by 28 February 2027."""
    plan = moved(
        database, a_plan(database, PlanState.WITH_TEAM_MANAGER), Move.AUTHORISE, Role.TEAM_MANAGER, parameters
    )
    assert (plan.authorised_on, plan.state_since, plan.next_review_on) == (DAY, DAY, date(2027, 2, 28))


def test_without_a_checked_figure_no_review_date_is_guessed(
    database: Database, parameters: Parameters
) -> None:
    """Before the law's interval begins, the day is left open."""
    plan = a_plan(database, PlanState.WITH_TEAM_MANAGER, state_since=date(2011, 3, 1))
    done = moved(database, plan, Move.AUTHORISE, Role.TEAM_MANAGER, parameters, date(2011, 3, 31))
    assert (done.authorised_on, done.next_review_on) == (date(2011, 3, 31), None)


@pytest.mark.parametrize(
    ("agreed", "asked"), [(None, False), (date(2027, 2, 28), False), (date(2027, 2, 27), True)]
)
def test_a_review_without_change_leaves_the_plan_authorised(
    database: Database, parameters: Parameters, agreed: date | None, asked: bool
) -> None:
    """The first signature stays, the review is kept and says whether it was asked for, the next is six months on."""
    plan = a_plan(database, PlanState.IN_REVIEW, next_review_on=agreed)
    done = moved(database, plan, Move.END_UNCHANGED, Role.PERSONAL_ADVISER, parameters, date(2027, 8, 31))
    assert (done.state, done.authorised_on, done.last_review_on) == ("authorised", DAY, date(2027, 8, 31))
    assert done.next_review_on == date(2028, 2, 29)
    assert [(review.held_on, review.was_asked_for) for review in done.reviews] == [(date(2027, 8, 31), asked)]


def test_a_review_with_changes_begins_a_new_version(database: Database, parameters: Parameters) -> None:
    """The old plan is replaced; the new draft has its words and open goals, and no views or signature yet."""
    old = a_plan(
        database,
        PlanState.IN_REVIEW,
        young_person_agrees=True,
        next_review_on=DAY,
        sections=[PlanSection(area="health", words="Find a dentist (invented).")],
        goals=[
            Goal(words="Learn to cook (invented)", owner="young_person", due_on=DAY),
            Goal(words="Done (invented)", owner="young_person", done_on=DAY),
        ],
    )
    new = moved(database, old, Move.END_CHANGED, Role.TEAM_MANAGER, parameters)
    before = stored(database, old)
    assert (before.state, before.last_review_on, before.next_review_on) == ("superseded", DAY, None)
    with database.transaction() as session:
        new = session.get(PathwayPlan, new.id)
        assert (new.id != old, new.state, new.state_since, new.young_person_id) == (
            True,
            "drafting",
            DAY,
            before.young_person_id,
        )
        assert (new.young_person_views, new.young_person_agrees, new.authorised_on, new.last_review_on) == (
            None,
        ) * 4
        assert [(section.area, section.words) for section in new.sections] == [
            ("health", "Find a dentist (invented).")
        ]
        assert [(goal.words, goal.owner, goal.due_on) for goal in new.goals] == [
            ("Learn to cook (invented)", "young_person", DAY)
        ]
        assert len(session.get(PathwayPlan, old).goals) == 2


@pytest.mark.parametrize(
    ("state", "way", "role", "agrees"),
    [
        (PlanState.WITH_YOUNG_PERSON, Move.AGREE, Role.YOUNG_PERSON, True),
        (PlanState.WITH_YOUNG_PERSON, Move.DISAGREE, Role.YOUNG_PERSON, False),
        (PlanState.DRAFTING, Move.SHOW_YOUNG_PERSON, Role.PERSONAL_ADVISER, None),
    ],
)
def test_agreeing_is_kept_until_the_plan_is_shown_again(
    database: Database, parameters: Parameters, state: PlanState, way: Move, role: Role, agrees: bool | None
) -> None:
    """A changed draft is not one that anybody agreed to."""
    plan = a_plan(database, state, young_person_agrees=True if way is Move.SHOW_YOUNG_PERSON else None)
    assert moved(database, plan, way, role, parameters).young_person_agrees is agrees


def test_a_move_is_never_dated_before_the_one_before_it(database: Database, parameters: Parameters) -> None:
    """The message names the field, the day and the fix."""
    plan = a_plan(database, PlanState.DRAFTING)
    before = everything(database)
    with pytest.raises(
        IllegalMove, match="since 2026-08-31; `on` is 2026-08-30, give that day or a later one"
    ):
        moved(
            database, plan, Move.SHOW_YOUNG_PERSON, Role.PERSONAL_ADVISER, parameters, DAY - timedelta(days=1)
        )
    assert everything(database) == before


def test_an_unknown_plan_is_an_error(database: Database, parameters: Parameters) -> None:
    """Nothing is made up."""
    with pytest.raises(KeyError):
        moved(database, 404, Move.AGREE, Role.YOUNG_PERSON, parameters)


@pytest.mark.parametrize("role", [Role.YOUNG_PERSON, Role.PERSONAL_ADVISER, Role.TEAM_MANAGER])
@pytest.mark.parametrize(
    ("planned", "wanted", "due"),
    [
        (None, 3, 3),
        (180, 3, 3),
        (180, 0, 0),
        (3, 180, 3),
    ],
    ids=["none_planned", "sooner", "today", "later"],
)
def test_a_review_can_be_asked_for_sooner_but_never_put_off(
    database: Database, role: Role, planned: int | None, wanted: int, due: int
) -> None:
    """By the young person, their PA or the team manager."""
    days = [None if count is None else DAY + timedelta(days=count) for count in (planned, wanted, due)]
    plan = a_plan(database, PlanState.AUTHORISED, next_review_on=days[0])
    with database.transaction() as session:
        assert ask_for_review(session, plan, role, days[1], DAY).next_review_on == days[2]
    assert stored(database, plan).next_review_on == days[2]


def test_a_review_can_be_asked_for_where_the_day_of_the_last_one_was_left(database: Database) -> None:
    """A later day is kept; the day of the last review again is refused, for nobody could tell it from one that was held."""
    held = {"last_review_on": DAY, "next_review_on": DAY}
    plan, later = a_plan(database, PlanState.AUTHORISED, **held), DAY + timedelta(days=30)
    with database.transaction() as session, pytest.raises(IllegalMove, match="ask for a later day"):
        ask_for_review(session, plan, Role.YOUNG_PERSON, DAY, DAY)
    with database.transaction() as session:
        ask_for_review(session, plan, Role.YOUNG_PERSON, later, DAY)
    assert stored(database, plan).next_review_on == later


@pytest.mark.parametrize(
    ("state", "role", "wanted", "said"),
    [
        (PlanState.AUTHORISED, Role.ADMINISTRATOR, DAY, "administrator can't ask"),
        (
            PlanState.DRAFTING,
            Role.YOUNG_PERSON,
            DAY,
            "is drafting; a review can be asked for once it is authorised",
        ),
        (
            PlanState.AUTHORISED,
            Role.YOUNG_PERSON,
            DAY - timedelta(days=1),
            "wanted_on is 2026-08-30, before 2026-08-31",
        ),
    ],
)
def test_a_review_that_can_t_be_asked_for_is_refused(
    database: Database, state: PlanState, role: Role, wanted: date, said: str
) -> None:
    """The message says why, and nothing is changed."""
    plan = a_plan(database, state)
    before = everything(database)
    with pytest.raises(IllegalMove, match=said), database.transaction() as session:
        ask_for_review(session, plan, role, wanted, DAY)
    assert everything(database) == before


def once_before_writing(database: Database, act: Any) -> None:
    """Do something between another session's reading of a plan and its writing."""
    seen: list[str] = []

    def between(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("UPDATE pathway_plan") and not seen:
            seen.append(statement)
            act()

    event.listen(database.engine, "before_cursor_execute", between)


def test_a_session_that_read_the_plan_long_ago_sees_it_as_it_is_now(
    database: Database, parameters: Parameters
) -> None:
    """Another's move in between is neither undone nor an obstacle."""
    plan = a_plan(database, PlanState.WITH_TEAM_MANAGER)
    with database.transaction() as session:
        assert session.get(PathwayPlan, plan).state == "with_team_manager"
        moved(database, plan, Move.AUTHORISE, Role.TEAM_MANAGER, parameters)
        assert (
            move(session, plan, Move.START_REVIEW, Role.PERSONAL_ADVISER, DAY, parameters).state
            == "in_review"
        )
    assert stored(database, plan).state == "in_review"


@pytest.mark.parametrize("second", [Move.AUTHORISE, Move.RETURN_TO_DRAFTING])
def test_who_read_the_plan_before_another_moved_it_can_t_move_it(
    database: Database, parameters: Parameters, second: Move
) -> None:
    """Two sessions read the same state; the second to write is refused and leaves nothing behind."""
    plan = a_plan(database, PlanState.WITH_TEAM_MANAGER)
    once_before_writing(
        database, lambda: moved(database, plan, Move.TAKE_BACK, Role.PERSONAL_ADVISER, parameters)
    )
    with pytest.raises(LostRace, match="somebody else was quicker"):
        moved(database, plan, second, Role.TEAM_MANAGER, parameters)
    found = stored(database, plan)
    assert (found.state, found.authorised_on, found.next_review_on) == ("drafting", None, None)


def test_a_review_asked_for_at_the_same_time_is_not_overwritten(database: Database) -> None:
    """The one who asked for the later day is told; the sooner day stays."""
    plan, days = a_plan(database, PlanState.AUTHORISED), timedelta(days=7)

    def ask(wanted: date) -> None:
        with database.transaction() as session:
            ask_for_review(session, plan, Role.YOUNG_PERSON, wanted, DAY)

    once_before_writing(database, lambda: ask(DAY))
    with pytest.raises(LostRace):
        ask(DAY + days)
    assert stored(database, plan).next_review_on == DAY


def test_of_many_who_end_a_review_at_once_one_wins(database: Database, parameters: Parameters) -> None:
    """Eight threads, one new version, one review on record."""
    plan, start = a_plan(database, PlanState.IN_REVIEW), Barrier(8)

    def end(_number: int) -> bool:
        start.wait()
        try:
            moved(database, plan, Move.END_CHANGED, Role.PERSONAL_ADVISER, parameters)
        except IllegalMove:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(end, range(8))) == 1
    kept = everything(database)
    assert (len(kept["pathway_plan"]), len(kept["plan_review"])) == (2, 1)


class Walk(RuleBasedStateMachine):
    """Random people do random things to one plan; a second telling of the rules says what must come of it."""

    database: Database
    parameters: Parameters

    def __init__(self) -> None:
        super().__init__()
        self.plan = a_plan(self.database, PlanState.NOT_STARTED, young_person_views=None)
        self.state, self.today, self.has_views = PlanState.NOT_STARTED, DAY, False

    @rule(way=st.sampled_from(Move), role=st.sampled_from(Role), days=st.integers(-3, 200))
    def somebody_tries_something(self, way: Move, role: Role, days: int) -> None:
        """Any move, by anybody, on any day near."""
        self._try(way, role, self.today + timedelta(days=days))

    @rule(data=st.data(), days=st.integers(-1, 200))
    def somebody_does_what_they_may(self, data: st.DataObject, days: int) -> None:
        """A move that the state and the role allow, so that the walk gets on."""
        allowed = [(way, role) for state, way, role in TABLE if state == self.state]
        if allowed:
            self._try(*data.draw(st.sampled_from(allowed)), self.today + timedelta(days=days))

    @rule(
        words=st.sampled_from([None, " ", VIEWS]),
        field=st.sampled_from(["young_person_views", "no_views_reason"]),
    )
    def views_are_recorded(self, words: str | None, field: str) -> None:
        """Views, a reason, or neither."""
        with self.database.transaction() as session:
            plan = session.get(PathwayPlan, self.plan)
            setattr(plan, field, words)
            self.has_views = VIEWS in (plan.young_person_views, plan.no_views_reason)

    @invariant()
    def dates_and_state_are_true(self) -> None:
        """The state is the expected one; signed plans have their date and the others none."""
        plan = stored(self.database, self.plan)
        assert (plan.state, plan.state_since) == (self.state, self.today)
        assert (plan.authorised_on is not None) == (self.state in SIGNED)
        assert plan.last_review_on is None or plan.authorised_on <= plan.last_review_on <= self.today
        assert (plan.next_review_on is not None) == (self.state in SIGNED)

    def _try(self, way: Move, role: Role, on: date) -> None:
        target = TABLE.get((self.state, way, role))
        is_legal = target is not None and on >= self.today and (self.has_views or way not in NEEDS_VIEWS)
        before = everything(self.database)
        try:
            plan = moved(self.database, self.plan, way, role, self.parameters, on)
        except IllegalMove:
            assert not is_legal
            assert everything(self.database) == before
            return
        assert is_legal
        self._follow(plan, way, target, on)

    def _follow(self, plan: PathwayPlan, way: Move, target: PlanState | None, on: date) -> None:
        """Go on with the new version where there is one."""
        assert (plan.id != self.plan) == (way is Move.END_CHANGED)
        assert stored(self.database, self.plan).state == target
        self.today = on
        if plan.id != self.plan:
            self.plan, self.state, self.has_views = int(plan.id), PlanState.DRAFTING, False
        elif target:
            self.state = target


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_walk_through_the_life_of_a_plan_breaks_it(database: Database, parameters: Parameters) -> None:
    """Random moves by random roles on random days: always legal, always dated, and what is refused changes nothing."""
    walk = type("OneWalk", (Walk,), {"database": database, "parameters": parameters})
    run_state_machine_as_test(
        walk,
        settings=settings(
            max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
