"""The indicators: who counts, how it is rated, and what may leave the team."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from bot.casework.returns.indicators import (
    EET,
    IN_TOUCH,
    SUITABLE_ACCOMMODATION,
    UP_TO_DATE_PLANS,
    Definition,
    Indicator,
    SharedIndicator,
    indicators,
    rated,
    shared,
)
from bot.casework.scope import AdviserScope, CouncilScope, Scope, TeamScope
from bot.casework.tables import (
    Accommodation,
    Activity,
    ContactRecord,
    PathwayPlan,
    PersonalAdviser,
    Team,
    YoungPerson,
)

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

TODAY = date(2026, 11, 22)
ALL = (UP_TO_DATE_PLANS, SUITABLE_ACCOMMODATION, EET, IN_TOUCH)


def keep(database: Database, *rows: Any) -> None:
    """Keep rows."""
    with database.transaction() as session:
        session.add_all(rows)


def person(reference: str = "A", **fields: Any) -> YoungPerson:
    """An invented care leaver of 19 in Rotherham."""
    whole = {"preferred_name": "Kit (invented)", "birth_date": date(2007, 5, 5), "council": "rotherham"}
    return YoungPerson(reference=reference, **{**whole, **fields})


def counts(
    database: Database,
    parameters: Parameters,
    scope: Scope = CouncilScope("rotherham"),  # noqa: B008 - it is frozen
) -> dict[str, tuple[int, int]]:
    """Numerator and denominator by key."""
    with database.transaction() as session:
        return {
            found.definition.key: (found.numerator, found.denominator)
            for found in indicators(session, scope, parameters, TODAY)
        }


def plan(**fields: Any) -> PathwayPlan:
    """A plan signed off in June, so that its review is due in December."""
    return PathwayPlan(
        **{"state": "authorised", "state_since": TODAY, "authorised_on": date(2026, 6, 1), **fields}
    )


@pytest.mark.parametrize(
    ("day", "counted"), [(date(2026, 2, 27), 0), (date(2026, 2, 28), 1), (date(2026, 3, 1), 1)]
)
def test_born_on_29_february_is_18_on_28_february(
    database: Database, parameters: Parameters, day: date, counted: int
) -> None:
    """Where there is no 29th; a day sooner than 1 March, never later."""
    keep(database, person(birth_date=date(2008, 2, 29)))
    with database.transaction() as session:
        found = {
            one.definition: one.denominator
            for one in indicators(session, CouncilScope("rotherham"), parameters, day)
        }
    assert (found[IN_TOUCH], found[UP_TO_DATE_PLANS]) == (counted, 1)


@pytest.mark.parametrize(("day", "counted"), [(date(2033, 2, 27), 1), (date(2033, 2, 28), 0)])
def test_born_on_29_february_is_25_on_28_february(
    database: Database, parameters: Parameters, day: date, counted: int
) -> None:
    """The same rule at the end of the ages that count."""
    keep(database, person(birth_date=date(2008, 2, 29)))
    with database.transaction() as session:
        assert {
            one.denominator for one in indicators(session, CouncilScope("rotherham"), parameters, day)
        } == {counted}


@pytest.mark.parametrize(
    ("plans", "counted"),
    [
        ([], 0),
        ([plan()], 1),
        ([plan(state="in_review")], 1),
        ([plan(state="drafting")], 0),
        ([plan(authorised_on=date(2026, 5, 22))], 1),  # due today
        ([plan(authorised_on=date(2026, 5, 21))], 0),  # due yesterday
        ([plan(authorised_on=date(2025, 1, 1), last_review_on=date(2026, 9, 1))], 1),
        ([plan(next_review_on=date(2026, 11, 21))], 0),  # asked for sooner, and late
        ([plan(next_review_on=date(2026, 9, 1), last_review_on=date(2026, 9, 1))], 1),  # held, no new day
        ([plan(next_review_on=date(2026, 9, 2), last_review_on=date(2026, 9, 1))], 0),
        ([plan(), plan(state="superseded")], 1),
        ([plan(), plan(state="drafting")], 0),  # the newest counts
    ],
)
def test_an_up_to_date_plan(
    database: Database, parameters: Parameters, plans: list[PathwayPlan], counted: int
) -> None:
    """Signed off, newest, and its review not overdue."""
    copies = [
        PathwayPlan(
            **{
                c: getattr(p, c)
                for c in ("state", "state_since", "authorised_on", "last_review_on", "next_review_on")
            }
        )
        for p in plans
    ]
    keep(database, person(plans=copies))
    assert counts(database, parameters)["up_to_date_plans"] == (counted, 1)


@pytest.mark.parametrize(
    ("rows", "counted"),
    [
        ([], 0),
        ([("U1", 90, None)], 1),
        ([("U2", 90, None)], 0),
        ([("0", 90, None)], 0),
        ([("U1", 90, None), ("S2", 10, None)], 0),
        ([("S2", 90, None), ("U1", 10, None)], 1),
        ([("U1", 90, 5)], 0),  # ended five days ago
        ([("U1", -1, None)], 0),  # begins tomorrow
    ],
)
def test_suitable_accommodation(
    database: Database, parameters: Parameters, rows: list[tuple[Any, ...]], counted: int
) -> None:
    """The newest that holds today; what is not known is not suitable."""
    who = person()
    keep(database, who)
    keep(
        database,
        *[
            Accommodation(
                young_person_id=who.id,
                accom=accom,
                since=TODAY - timedelta(days=since),
                ended_on=None if ended is None else TODAY - timedelta(days=ended),
            )
            for accom, since, ended in rows
        ],
    )
    assert counts(database, parameters)["suitable_accommodation"] == (counted, 1)


@pytest.mark.parametrize(("activ", "counted"), [("F1", 1), ("P5", 1), ("G4", 0), ("G6", 0), ("0", 0)])
def test_education_employment_and_training(
    database: Database, parameters: Parameters, activ: str, counted: int
) -> None:
    """F and P codes; being ill or a parent is not counted as in, as in the return."""
    who = person()
    keep(database, who)
    keep(database, Activity(young_person_id=who.id, activ=activ, since=TODAY))
    assert counts(database, parameters)["eet"] == (counted, 1)


@pytest.mark.parametrize(
    ("kind", "days_ago", "counted"), [("visit", 56, 1), ("visit", 57, 0), ("text", 1, 0)]
)
def test_in_touch(database: Database, parameters: Parameters, kind: str, days_ago: int, counted: int) -> None:
    """Meaningful contact within eight weeks."""
    who = person()
    keep(database, who)
    happened_on = TODAY - timedelta(days=days_ago)
    keep(
        database,
        ContactRecord(
            young_person_id=who.id, kind=kind, is_meaningful=kind == "visit", happened_on=happened_on
        ),
    )
    assert counts(database, parameters)["in_touch"] == (counted, 1)


@pytest.mark.parametrize(
    ("born", "plans", "others"),
    [
        (date(2010, 11, 23), 0, 0),
        (date(2010, 11, 22), 1, 0),
        (date(2008, 11, 23), 1, 0),
        (date(2008, 11, 22), 1, 1),
        (date(2001, 11, 23), 1, 1),
        (date(2001, 11, 22), 0, 0),
    ],
    ids=str,
)
def test_who_is_counted_among(
    database: Database, parameters: Parameters, born: date, plans: int, others: int
) -> None:
    """Plans from the 16th birthday, the rest from the 18th, all up to the 25th."""
    keep(database, person(birth_date=born))
    assert [among for _, among in counts(database, parameters).values()] == [plans, others, others, others]


def test_a_scope_counts_its_own_people_in_one_statement(database: Database, parameters: Parameters) -> None:
    """Adviser, team and council; other councils never; nobody gives nought."""
    team = Team(council="rotherham", name="Leaving care")
    keep(
        database,
        PersonalAdviser(id=1, name="Ray (invented)", team=team),
        PersonalAdviser(id=2, name="Lou (invented)", team=team),
    )
    keep(
        database,
        person("A", personal_adviser_id=1),
        person("B", personal_adviser_id=2),
        person("C"),
        person("E", council="rutland"),
    )
    found = [
        counts(database, parameters, scope)["in_touch"][1]
        for scope in (AdviserScope(1), TeamScope(team.id), CouncilScope("rotherham"))
    ]
    assert found == [1, 2, 3]
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    assert counts(database, parameters, CouncilScope("nowhere"))["eet"] == (0, 0)
    assert len([text for text in statements if text.startswith("SELECT")]) == 1


@pytest.mark.parametrize(
    ("definition", "numerator", "rating"),
    [
        (UP_TO_DATE_PLANS, 929, "red"),
        (UP_TO_DATE_PLANS, 930, "amber"),
        (UP_TO_DATE_PLANS, 949, "amber"),
        (UP_TO_DATE_PLANS, 950, "green"),
        (SUITABLE_ACCOMMODATION, 949, "red"),
        (SUITABLE_ACCOMMODATION, 950, "amber"),
        (SUITABLE_ACCOMMODATION, 979, "amber"),
        (SUITABLE_ACCOMMODATION, 980, "green"),
        (EET, 699, "red"),
        (EET, 700, "amber"),
        (EET, 719, "amber"),
        (EET, 720, "green"),
        (IN_TOUCH, 10, None),
        (IN_TOUCH, 990, None),
    ],
    ids=lambda value: value.key if isinstance(value, Definition) else str(value),
)
def test_the_rating_is_the_source_s(
    parameters: Parameters, definition: Definition, numerator: int, rating: str | None
) -> None:
    """At each threshold and just below; contact has none."""
    assert rated(definition, numerator, 1000, parameters, TODAY).rating == rating


def test_a_share_is_not_rounded_up_into_green(parameters: Parameters) -> None:
    """94.95% is amber, though it prints as 95%."""
    assert rated(UP_TO_DATE_PLANS, 1899, 2000, parameters, TODAY).rating == "amber"


@pytest.mark.parametrize("definition", [UP_TO_DATE_PLANS, SUITABLE_ACCOMMODATION, EET])
def test_before_a_threshold_was_printed_nothing_is_rated(
    parameters: Parameters, definition: Definition
) -> None:
    """The share stays; no later threshold is put on it."""
    found = rated(definition, 999, 1000, parameters, date(2017, 1, 31))
    assert (found.percent, found.rating) == (pytest.approx(99.9), None)


def test_of_nobody_there_is_no_share() -> None:
    """And no rating."""
    assert (Indicator(EET, 0, 0).percent, Indicator(EET, 0, 0).rating) == (None, None)


@pytest.mark.parametrize("definition", ALL, ids=lambda definition: definition.key)
def test_every_indicator_says_what_it_counts_and_where_that_comes_from(definition: Definition) -> None:
    """A number without its definition is not given."""
    assert all((definition.label, definition.counted, definition.among, definition.source))


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (5, 10, (5, 10, 50.0)),
        (4, 10, (None, 10, None)),
        (6, 10, (None, 10, None)),
        (0, 10, (None, 10, None)),
        (10, 10, (None, 10, None)),
        (2, 4, (None, None, None)),
        (0, 0, (None, None, None)),
        (95, 100, (95, 100, 95.0)),
        (96, 100, (None, 100, None)),
    ],
)
def test_small_numbers_stay_in_the_team(numerator: int, denominator: int, shown: tuple[Any, ...]) -> None:
    """Fewer than five in, or fewer than five out: neither the count nor what it follows from."""
    shared = Indicator(EET, numerator, denominator).suppressed()
    assert (shared.numerator, shared.denominator, shared.percent) == shown
    assert shared.is_suppressed is (shown[0] is None)


@given(st.integers(0, 60), st.integers(0, 60))
def test_whatever_is_shared_gives_no_small_number_away(numerator: int, rest: int) -> None:
    """For all counts: what is shown of in, out and all is five or more, and nothing rates what is hidden."""
    shared = Indicator(EET, numerator, numerator + rest).suppressed()
    if shared.numerator is None:
        assert (shared.percent, shared.rating) == (None, None)
        assert shared.denominator is None or shared.denominator >= 5
    else:
        assert min(shared.numerator, shared.denominator - shared.numerator) >= 5


def report(adults: int, younger: int, counted: tuple[int, int, int, int]) -> list[SharedIndicator]:
    """A report on so many people from 18 and so many more from 16, as it may leave the team."""
    totals = (adults + younger, adults, adults, adults)
    return shared(
        [Indicator(kind, min(n, total), total) for kind, n, total in zip(ALL, counted, totals, strict=True)]
    )


@pytest.mark.parametrize(
    ("younger", "is_hidden"), [(0, False), (1, True), (4, True), (5, False), (30, False)]
)
def test_a_few_young_people_can_not_be_had_by_subtraction(younger: int, is_hidden: bool) -> None:
    """The plans are among ages 16 to 24, the rest among 18 to 24: the difference is how many are 16 or 17."""
    plans, *others = report(40, younger, (20, 20, 20, 20))
    assert (plans.numerator, plans.denominator, plans.percent, plans.rating) == (None,) * 4 or not is_hidden
    assert plans.is_suppressed is is_hidden
    assert [(one.numerator, one.denominator) for one in others] == [(20, 40)] * 3


def test_where_the_narrower_group_is_hidden_the_wider_may_be_shown() -> None:
    """Then there is nothing to take away from it."""
    plans, *others = report(4, 20, (12, 2, 2, 2))
    assert (plans.numerator, plans.denominator) == (12, 24)
    assert {one.denominator for one in others} == {None}


@given(st.integers(0, 40), st.integers(0, 12), st.tuples(*[st.integers(0, 52)] * 4))
def test_no_two_published_numbers_of_a_report_give_a_small_group_away(
    adults: int, younger: int, counted: tuple[int, int, int, int]
) -> None:
    """For all counts: no group of people, and nobody in or out of one, is fewer than five by what is shown and what follows from it."""
    shown = report(adults, younger, counted)
    totals = {one.denominator for one in shown if one.denominator is not None}
    assert all(abs(one - other) >= 5 for one in totals for other in totals if one != other)
    for one in shown:
        if one.numerator is not None:
            assert one.denominator is not None
            assert min(one.numerator, one.denominator - one.numerator) >= 5


def test_who_is_not_counted_for_a_gap_alone_is_told(database: Database, parameters: Parameters) -> None:
    """No plan, code or contact on record says nothing about somebody: beside each count stands how many that is."""
    known, blank = person("A"), person("B")
    blank.plans = []
    keep(database, known, blank)
    keep(
        database,
        PathwayPlan(young_person_id=known.id, state="drafting", state_since=TODAY),
        Activity(young_person_id=known.id, activ="G5", since=TODAY),
        Accommodation(young_person_id=known.id, accom="S2", since=TODAY),
        ContactRecord(young_person_id=known.id, kind="text", is_meaningful=False, happened_on=TODAY),
    )
    with database.transaction() as session:
        found = indicators(session, CouncilScope("rotherham"), parameters, TODAY)
    assert [(one.numerator, one.denominator, one.unknown) for one in found] == [(0, 2, 1)] * 4


@pytest.mark.parametrize(
    ("counts", "shown"),
    [((20, 40, 10), 10), ((20, 40, 4), None), ((20, 40, 17), None), ((20, 40, 0), None), ((3, 40, 10), None)],
)
def test_how_many_are_unknown_is_shared_only_where_nobody_shows(
    counts: tuple[int, int, int], shown: int | None
) -> None:
    """Five or more of whom nothing is known, and five or more of whom it is known that they don't count."""
    numerator, denominator, unknown = counts
    assert Indicator(EET, numerator, denominator, unknown=unknown).suppressed().unknown == shown
