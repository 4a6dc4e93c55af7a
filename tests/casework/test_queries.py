"""Lists for advisers and managers: who is on them, on which day, and at what cost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from bot.casework import queries
from bot.casework.codes import ContactKind, PlanState
from bot.casework.demo import EACH, HOW_MANY, seed
from bot.casework.plans import key_dates as dating
from bot.casework.plans.periods import first_reaching
from bot.casework.plans.plan_status import status_of
from bot.casework.scope import AdviserScope, TeamScope
from bot.casework.tables import ContactRecord, PathwayPlan, PersonalAdviser, StayingPut, Team, YoungPerson
from bot.entitlements.parameters import Parameter, Parameters

if TYPE_CHECKING:
    from bot.records.database import Database
    from bot.records.keyed import Keyed

TODAY = date(2026, 11, 22)
SCOPE = AdviserScope(1)
DAY = timedelta(days=1)


def keep(database: Database, *rows: Any) -> None:
    """Keep rows; the first adviser of an empty database has the number 1."""
    with database.transaction() as session:
        session.add_all(rows)


def adviser() -> PersonalAdviser:
    """An invented adviser of an invented team."""
    return PersonalAdviser(name="Ray (invented)", team=Team(council="rotherham", name="Leaving care"))


def person(reference: str, by: PersonalAdviser | None, **fields: Any) -> YoungPerson:
    """An invented young person of this adviser, with a plan signed off yesterday unless told otherwise."""
    plan = PathwayPlan(state="authorised", state_since=TODAY, authorised_on=TODAY - DAY)
    whole = {
        "preferred_name": "Kit (invented)",
        "birth_date": date(2007, 5, 5),
        "council": "rotherham",
        "plans": [plan],
    }
    return YoungPerson(reference=reference, personal_adviser=by, **{**whole, **fields})


def references(rows: list[Any]) -> list[str]:
    """Who is on a list."""
    return [row.reference for row in rows]


def test_a_caseload_has_everybody_of_the_adviser_and_nobody_else(
    database: Database, parameters: Parameters
) -> None:
    """Not a colleague's, not who has no adviser."""
    own, other = (
        adviser(),
        PersonalAdviser(name="Lou (invented)", team=Team(council="rutland", name="Leaving care")),
    )
    keep(database, own)
    keep(database, person("A", own), person("C", other), person("D", None))
    with database.transaction() as session:
        assert references(queries.caseload(session, SCOPE, parameters, TODAY)) == ["A"]


def test_a_team_s_list_has_the_young_people_of_all_its_advisers(
    database: Database, parameters: Parameters
) -> None:
    """And of no other team."""
    first = adviser()
    second = PersonalAdviser(name="Lou (invented)", team=first.team)
    keep(database, first)
    keep(database, person("A", first), person("B", second), person("C", adviser_of_rutland()))
    with database.transaction() as session:
        assert references(queries.caseload(session, TeamScope(1), parameters, TODAY)) == ["A", "B"]


def adviser_of_rutland(name: str = "Leaving care") -> PersonalAdviser:
    """Somebody in another team."""
    return PersonalAdviser(name="Mo (invented)", team=Team(council="rutland", name=name))


@pytest.mark.parametrize("on", [TODAY, TODAY + 60 * DAY, TODAY + 200 * DAY, date(2028, 2, 29)], ids=str)
def test_the_lists_say_the_same_as_each_person_s_own_status(
    database: Database, parameters: Parameters, keyed: Keyed, on: date
) -> None:
    """Of all invented people, state, due day and lateness are the same one by one and in a list."""
    with database.transaction() as session:
        seed(session, TODAY, keyed.phone)
    with database.transaction() as session:
        rows = [row for team in (1, 2) for row in queries.caseload(session, TeamScope(team), parameters, on)]
        assert len(rows) == HOW_MANY
        singly = {
            row.young_person_id: status_of(session, row.young_person_id, parameters, on) for row in rows
        }
        for row in rows:
            status = singly[row.young_person_id]
            assert (row.state, row.since, row.due_on, row.is_overdue) == (
                status.state,
                status.since,
                status.due_on,
                status.is_overdue,
            )
        late = [
            row for team in (1, 2) for row in queries.plans_overdue(session, TeamScope(team), parameters, on)
        ]
        soon = [
            row for team in (1, 2) for row in queries.plans_due(session, TeamScope(team), parameters, on, 30)
        ]
    assert late
    assert set(references(late)) == {s.reference for s in singly.values() if s.is_overdue}
    assert set(references(soon)) == {
        s.reference for s in singly.values() if s.due_on and s.due_on <= on + 30 * DAY
    }


@pytest.mark.parametrize(
    ("on", "late", "due_in_0", "due_in_1"),
    [
        (date(2026, 11, 28), [], [], []),
        (date(2026, 11, 29), [], [], ["A"]),
        (date(2026, 11, 30), [], ["A"], ["A"]),
        (date(2026, 12, 1), ["A"], ["A"], ["A"]),
    ],
    ids=str,
)
def test_due_today_is_due_and_not_overdue(
    database: Database,
    parameters: Parameters,
    on: date,
    late: list[str],
    due_in_0: list[str],
    due_in_1: list[str],
) -> None:
    """31 May and six months is 30 November, on every database."""
    keep(
        database,
        person(
            "A",
            adviser(),
            plans=[PathwayPlan(state="authorised", state_since=TODAY, authorised_on=date(2026, 5, 31))],
        ),
    )
    with database.transaction() as session:
        assert references(queries.plans_overdue(session, SCOPE, parameters, on)) == late
        assert references(queries.plans_due(session, SCOPE, parameters, on, 0)) == due_in_0
        assert references(queries.plans_due(session, SCOPE, parameters, on, 1)) == due_in_1


@pytest.mark.parametrize("query", [queries.plans_due, dating.key_dates])
def test_days_are_not_negative(database: Database, parameters: Parameters, query: Any) -> None:
    """Looking ahead looks ahead."""
    with database.transaction() as session, pytest.raises(ValueError, match="days is -1"):
        query(session, SCOPE, parameters, TODAY, -1)


@given(
    st.dates(date(1990, 1, 1), date(2060, 12, 31)),
    st.dates(date(1990, 1, 1), date(2060, 12, 31)),
    st.integers(1, 240),
)
def test_a_period_taken_off_one_day_says_the_same_as_added_to_the_other(
    start: date, day: date, months: int
) -> None:
    """For every pair of days, leap days and ends of months among them."""
    period = relativedelta(months=months)
    assert (start + period < day) == (start < first_reaching(day, period))


@given(st.dates(date(1990, 1, 1), date(2060, 12, 31)), st.integers(0, 3), st.integers(1, 240))
def test_the_same_near_the_edge(start: date, off: int, months: int) -> None:
    """Where it matters: within days of the due day."""
    period = relativedelta(months=months)
    for day in (start + period + off * DAY, start + period - off * DAY):
        assert (start + period < day) == (start < first_reaching(day, period))


@pytest.mark.parametrize(
    ("kind", "days_ago", "is_listed"),
    [
        (ContactKind.VISIT, 56, False),
        (ContactKind.VISIT, 57, True),
        (ContactKind.PHONE, 0, False),
        (ContactKind.TEXT, 1, True),
        (ContactKind.EMAIL, 1, True),
        (ContactKind.VISIT, -1, True),
    ],
)
def test_eight_weeks_without_meaningful_contact(
    database: Database, parameters: Parameters, kind: ContactKind, days_ago: int, is_listed: bool
) -> None:
    """Fifty-six days ago still counts; texts, emails and tomorrow's visit don't."""
    who = person("A", adviser())
    keep(database, who)
    is_meaningful = kind not in (ContactKind.TEXT, ContactKind.EMAIL)
    keep(
        database,
        ContactRecord(
            young_person_id=who.id,
            kind=kind.value,
            is_meaningful=is_meaningful,
            happened_on=TODAY - days_ago * DAY,
        ),
    )
    with database.transaction() as session:
        assert bool(queries.without_contact(session, SCOPE, parameters, TODAY)) is is_listed


def test_the_caseload_tells_the_last_meaningful_contact(database: Database, parameters: Parameters) -> None:
    """Not the text after it; and none where there was none."""
    spoken, silent = person("A", adviser()), person("B", None)
    silent.personal_adviser = spoken.personal_adviser
    keep(database, spoken, silent)
    visit, later = TODAY - 9 * DAY, TODAY - DAY
    keep(
        database,
        ContactRecord(young_person_id=spoken.id, kind="visit", is_meaningful=True, happened_on=visit),
        ContactRecord(young_person_id=spoken.id, kind="text", is_meaningful=False, happened_on=later),
    )
    with database.transaction() as session:
        rows = queries.caseload(session, SCOPE, parameters, TODAY)
    assert {row.reference: row.last_meaningful_contact_on for row in rows} == {"A": visit, "B": None}


def test_of_several_plans_the_newest_that_is_not_replaced_counts(
    database: Database, parameters: Parameters
) -> None:
    """One row a person, whatever the number of plans."""
    plans = [
        PathwayPlan(state=state, state_since=TODAY, authorised_on=TODAY)
        for state in ("superseded", "authorised", "drafting", "superseded")
    ]
    keep(database, person("A", adviser(), plans=plans))
    with database.transaction() as session:
        assert [row.state for row in queries.caseload(session, SCOPE, parameters, TODAY)] == [
            PlanState.DRAFTING
        ]


def test_without_a_plan_on_record_somebody_is_listed_and_not_called_late(
    database: Database, parameters: Parameters
) -> None:
    """Long after 16, a gap in the records is no lateness: no state, no day, and on no list of what is due."""
    keep(database, person("A", adviser(), plans=[], birth_date=date(2009, 8, 22)))
    with database.transaction() as session:
        row = queries.caseload(session, SCOPE, parameters, TODAY)[0]
        due = queries.plans_due(session, SCOPE, parameters, TODAY, 28)
        late = queries.plans_overdue(session, SCOPE, parameters, TODAY)
    assert (row.state, row.due_on, row.is_overdue, row.age) == (None, None, False, 17)
    assert references(due) + references(late) == []


def test_a_long_list_costs_as_many_statements_as_a_short_one(
    database: Database, parameters: Parameters, keyed: Keyed
) -> None:
    """Two, for one person as for fifty."""
    with database.transaction() as session:
        seed(session, TODAY, keyed.phone)
    keep(database, person("A", adviser_of_rutland(name="Lonely")))
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    sizes, counts = [], []
    for team in (1, 3):
        statements.clear()
        with database.transaction() as session:
            sizes.append(len(queries.caseload(session, TeamScope(team), parameters, TODAY)))
        counts.append(len([text for text in statements if text.startswith("SELECT")]))
    assert sizes == [2 * EACH, 1]
    assert counts == [2, 2]


def ahead(database: Database, parameters: Parameters, days: int = 7) -> list[tuple[date, str]]:
    """Key dates of the next days, without names."""
    with database.transaction() as session:
        return [
            (found.day, found.what) for found in dating.key_dates(session, SCOPE, parameters, TODAY, days)
        ]


@pytest.mark.parametrize(
    ("born", "day"),
    [
        (date(2008, 11, 22), TODAY),
        (date(2008, 11, 29), date(2026, 11, 29)),
        (date(2008, 11, 21), None),
        (date(2008, 11, 30), None),
    ],
    ids=str,
)
def test_eighteenth_birthdays_ahead(
    database: Database, parameters: Parameters, born: date, day: date | None
) -> None:
    """From today to the seventh day, both included."""
    keep(database, person("A", adviser(), birth_date=born, council="rutland"))
    assert ahead(database, parameters) == ([(day, dating.BIRTHDAY)] if day else [])


def test_reviews_and_staying_put_meetings_ahead(database: Database, parameters: Parameters) -> None:
    """In the order of their days, one row for each."""
    plan = PathwayPlan(state="in_review", state_since=TODAY, authorised_on=date(2026, 5, 24))
    who = person("A", adviser(), birth_date=date(2009, 2, 23), plans=[plan])
    keep(database, who)
    keep(database, StayingPut(young_person_id=who.id, started_on=date(2026, 8, 28), carer_type="council"))
    assert ahead(database, parameters) == [
        (date(2026, 11, 23), "Staying Put: review meeting before 18"),
        (date(2026, 11, 24), dating.REVIEW),
        (date(2026, 11, 28), dating.STAYING_PUT_REVIEW),
    ]


def test_rotherham_s_meetings_are_not_told_for_another_council(
    database: Database, parameters: Parameters
) -> None:
    """We know no other council's times and invent none."""
    keep(database, person("A", adviser(), birth_date=date(2009, 2, 23), council="rutland"))
    assert ahead(database, parameters) == []


def test_an_arrangement_that_has_ended_has_no_dates(database: Database, parameters: Parameters) -> None:
    """Yesterday's is over."""
    who = person("A", adviser())
    keep(database, who)
    keep(
        database,
        StayingPut(
            young_person_id=who.id, started_on=date(2026, 8, 28), ended_on=TODAY - DAY, carer_type="council"
        ),
    )
    assert ahead(database, parameters) == []
    with database.transaction() as session:
        assert session.execute(select(StayingPut.id)).scalar_one()


@pytest.mark.parametrize(
    ("on", "told"),
    [(date(2017, 4, 24), []), (date(2017, 4, 25), ["Staying Put: meeting with the young person"])],
    ids=str,
)
def test_a_day_before_a_figure_was_printed_has_no_meetings(
    database: Database, parameters: Parameters, on: date, told: list[str]
) -> None:
    """Rotherham's ages hold from its policy of April 2017 on, and none is carried back."""
    keep(database, person("A", adviser(), birth_date=on - relativedelta(years=15), plans=[]))
    with database.transaction() as session:
        assert [one.what for one in dating.key_dates(session, SCOPE, parameters, on, 0)] == told


def test_without_a_checked_figure_nobody_is_called_out_of_touch(database: Database) -> None:
    """The list says what is missing, and where to add it."""
    value = {"from": date(2027, 1, 1), "value": 8, "source": "a test", "checked_on": TODAY}
    later = Parameter(id="in_touch_weeks", label="weeks", unit="weeks", description="-", values=[value])
    with database.transaction() as session, pytest.raises(LookupError, match=r"in_touch_weeks\.yml"):
        queries.without_contact(session, SCOPE, Parameters({"in_touch_weeks": later}), TODAY)
