"""Where a plan stands, from its dates on a day, out of a real database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.casework.plans.plan_status import Adviser, PlanStatus, find_by_reference, status_of
from bot.casework.tables import LookedAfterPeriod, PathwayPlan, PersonalAdviser, PlanState, Team, YoungPerson
from bot.entitlements.parameters import Parameters
from bot.records.database import Database

TODAY = date(2026, 11, 22)
SIGNED = (PlanState.AUTHORISED, PlanState.IN_REVIEW)
BEFORE = (PlanState.NOT_STARTED, PlanState.ASSESSMENT)
BEING_WRITTEN = (PlanState.DRAFTING, PlanState.WITH_YOUNG_PERSON, PlanState.WITH_TEAM_MANAGER)


def a_plan(state: PlanState = PlanState.AUTHORISED, **fields: Any) -> PathwayPlan:
    """A plan in this state since 1 October 2026; signed off on 31 May where the state needs it."""
    signed = {"authorised_on": date(2026, 5, 31)} if state in SIGNED else {}
    return PathwayPlan(**{"state": state.value, "state_since": date(2026, 10, 1), **signed, **fields})


def a_person(database: Database, *plans: PathwayPlan, **fields: Any) -> int:
    """An invented young person with these plans, kept in the database."""
    whole = {
        "reference": "YP-1",
        "preferred_name": "Kit",
        "birth_date": date(2008, 2, 29),
        "council": "rutland",
    }
    person = YoungPerson(**{**whole, **fields}, plans=list(plans))
    with database.transaction() as session:
        session.add(person)
    return int(person.id)


def status(database: Database, parameters: Parameters, person: int, on: date = TODAY) -> PlanStatus:
    """The person's status on a day."""
    with database.transaction() as session:
        return status_of(session, person, parameters, on)


@pytest.mark.parametrize("state", [*BEFORE, *BEING_WRITTEN, *SIGNED])
def test_the_state_of_the_plan_is_told_with_its_first_day(
    database: Database, parameters: Parameters, state: PlanState
) -> None:
    """Every state comes back as it was kept."""
    found = status(database, parameters, a_person(database, a_plan(state)))
    assert (found.state, found.since) == (state, date(2026, 10, 1))


@pytest.mark.parametrize("state", BEING_WRITTEN)
def test_between_assessment_and_signature_the_law_sets_no_day(
    database: Database, parameters: Parameters, state: PlanState
) -> None:
    """A plan that is being written is not told that its assessment is late."""
    found = status(database, parameters, a_person(database, a_plan(state)))
    assert (found.due_on, found.is_overdue) == (None, False)


@pytest.mark.parametrize("state", BEFORE)
def test_before_there_is_a_plan_the_assessment_sets_the_date(
    database: Database, parameters: Parameters, state: PlanState
) -> None:
    """Sixteen years and three months after birth: 29 May 2024 for somebody born on 29 February 2008, in care all the time."""
    person = a_person(database, a_plan(state))
    with database.transaction() as session:
        session.add(LookedAfterPeriod(young_person_id=person, started_on=date(2008, 3, 1)))
    assert status(database, parameters, person).due_on == date(2024, 5, 29)


@pytest.mark.parametrize("state", BEFORE)
def test_where_no_time_in_care_is_on_record_no_assessment_is_called_late(
    database: Database, parameters: Parameters, state: PlanState
) -> None:
    """Nobody knows when it was due: a gap in the records is not told as a fact."""
    found = status(database, parameters, a_person(database, a_plan(state)))
    assert (found.due_on, found.is_overdue) == (None, False)


@pytest.mark.parametrize("state", SIGNED)
def test_after_it_is_signed_off_the_review_sets_the_date(
    database: Database, parameters: Parameters, state: PlanState
) -> None:
    """Six months after the signature when there was no review yet."""
    found = status(database, parameters, a_person(database, a_plan(state)))
    assert (found.authorised_on, found.due_on) == (date(2026, 5, 31), date(2026, 11, 30))


def test_the_last_review_counts_and_not_the_signature(database: Database, parameters: Parameters) -> None:
    """Six months run from the last review."""
    person = a_person(database, a_plan(last_review_on=date(2026, 8, 31)))
    found = status(database, parameters, person)
    assert (found.last_review_on, found.due_on) == (date(2026, 8, 31), date(2027, 2, 28))


@pytest.mark.parametrize(
    ("agreed", "due"),
    [
        (date(2026, 11, 29), date(2026, 11, 29)),
        (date(2026, 12, 1), date(2026, 11, 30)),
    ],
    ids=str,
)
def test_an_earlier_review_that_was_agreed_wins_and_a_later_one_does_not(
    database: Database, parameters: Parameters, agreed: date, due: date
) -> None:
    """People may agree on sooner, but not on later than the law allows."""
    person = a_person(database, a_plan(next_review_on=agreed))
    assert status(database, parameters, person).due_on == due


@pytest.mark.parametrize("agreed", [date(2026, 5, 1), date(2026, 8, 31)], ids=str)
def test_nobody_is_late_for_a_review_that_was_held(
    database: Database, parameters: Parameters, agreed: date
) -> None:
    """A case system may leave the day of the last review where that of the next belongs: that is a gap, and no date."""
    plan = a_plan(next_review_on=agreed, last_review_on=date(2026, 8, 31))
    found = status(database, parameters, a_person(database, plan))
    assert (found.due_on, found.is_overdue) == (date(2027, 2, 28), False)


@pytest.mark.parametrize(
    ("on", "is_overdue"),
    [
        (date(2026, 11, 29), False),
        (date(2026, 11, 30), False),
        (date(2026, 12, 1), True),
    ],
    ids=str,
)
def test_due_today_is_not_overdue(
    database: Database, parameters: Parameters, on: date, is_overdue: bool
) -> None:
    """Late begins the day after."""
    assert status(database, parameters, a_person(database, a_plan()), on).is_overdue is is_overdue


def test_without_a_checked_figure_only_what_was_agreed_sets_the_date(
    database: Database, parameters: Parameters
) -> None:
    """Before the law's figure begins we don't guess one."""
    before = date(2011, 3, 31)
    signed = date(2011, 3, 1)
    agreed = a_person(database, a_plan(authorised_on=signed, next_review_on=date(2011, 5, 1)))
    nothing = a_person(database, a_plan(), reference="YP-2")
    assessed = a_person(database, a_plan(PlanState.ASSESSMENT), reference="YP-3")
    assert status(database, parameters, agreed, before).due_on == date(2011, 5, 1)
    assert status(database, parameters, nothing, before).due_on is None
    assert status(database, parameters, assessed, before).due_on is None


def test_without_a_plan_on_record_nothing_is_known(database: Database, parameters: Parameters) -> None:
    """Nobody's plan is invented: it has no state and no day, and is not late."""
    found = status(database, parameters, a_person(database))
    assert (found.state, found.since, found.authorised_on, found.last_review_on) == (None,) * 4
    assert (found.due_on, found.is_overdue) == (None, False)


def test_a_replaced_plan_does_not_count(database: Database, parameters: Parameters) -> None:
    """The newest plan that was not replaced is the one that is told."""
    old, new = a_plan(PlanState.SUPERSEDED), a_plan(PlanState.DRAFTING)
    assert status(database, parameters, a_person(database, new, old)).state == PlanState.DRAFTING


def test_of_two_plans_the_newer_one_counts(database: Database, parameters: Parameters) -> None:
    """A new draft beside a signed plan is what is told."""
    person = a_person(database, a_plan(PlanState.AUTHORISED), a_plan(PlanState.WITH_YOUNG_PERSON))
    assert status(database, parameters, person).state == PlanState.WITH_YOUNG_PERSON


def test_who_has_only_replaced_plans_has_none(database: Database, parameters: Parameters) -> None:
    """A replaced plan without a new one on record tells nothing of the new one."""
    found = status(database, parameters, a_person(database, a_plan(PlanState.SUPERSEDED)))
    assert (found.state, found.due_on) == (None, None)


def test_the_adviser_is_told_as_on_record(database: Database, parameters: Parameters) -> None:
    """Name, phone, email and team manager; nothing else."""
    adviser = PersonalAdviser(
        name="Ray Cole",
        phone="01632 960003",
        email=None,
        team=Team(council="rutland", name="Leaving care", manager_name="Ann Hill"),
    )
    person = a_person(database, personal_adviser=adviser)
    assert status(database, parameters, person).adviser == Adviser(
        "Ray Cole", "01632 960003", None, "Ann Hill"
    )


def test_without_an_adviser_there_is_none(database: Database, parameters: Parameters) -> None:
    """Nobody is made up."""
    assert status(database, parameters, a_person(database)).adviser is None


def test_an_unknown_person_is_an_error(database: Database, parameters: Parameters) -> None:
    """No empty status for somebody who isn't there."""
    with pytest.raises(KeyError):
        status(database, parameters, 404)


def test_a_person_is_found_by_the_council_s_reference(database: Database) -> None:
    """The exact reference finds one person; another finds nobody."""
    person = a_person(database)
    with database.transaction() as session:
        assert (find_by_reference(session, "YP-1"), find_by_reference(session, "YP-9")) == (person, None)


def test_one_person_s_plan_never_shows_in_another_s_status(
    database: Database, parameters: Parameters
) -> None:
    """Each person has their own plan, whoever was kept first."""
    first = a_person(database, a_plan(PlanState.DRAFTING, state_since=TODAY - timedelta(days=1)))
    second = a_person(database, a_plan(PlanState.IN_REVIEW), reference="YP-2", preferred_name="Lou")
    assert [status(database, parameters, person).state for person in (first, second)] == [
        PlanState.DRAFTING,
        PlanState.IN_REVIEW,
    ]
