"""The people of a fresh start are invented, and marked so."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework import queries
from bot.casework.demo import EACH, HOW_MANY, people, seed
from bot.casework.plans.key_dates import BIRTHDAY, key_dates
from bot.casework.plans.plan_status import status_of
from bot.casework.scope import AdviserScope
from bot.casework.tables import (
    CallBackRequest,
    PathwayPlan,
    PersonalAdviser,
    PlanState,
    StayingPut,
    Team,
    YoungPerson,
)
from bot.entitlements.parameters import Parameters
from bot.records.database import Database
from bot.records.keyed import Keyed
from bot.records.sealed import new_key

TODAY = date(2026, 11, 22)
PEOPLE = people(TODAY)
DRAMA_MOBILE = re.compile(r"07700 900\d{3}")
TEXTED, SIMULATED = "07700 900111", "07700 900999"  # by the phone on the terminal, and its own
DRAMA_LANDLINE = re.compile(r"01632 960\d{3}")


@pytest.fixture
def seeded(database: Database, keyed: Keyed) -> Database:
    """A database with the invented people in it."""
    with database.transaction() as session:
        assert seed(session, TODAY, keyed.phone) == len(PEOPLE)
    return database


def everybody(session: Session) -> list[tuple[object, ...]]:
    """All that is kept of everybody."""
    people = session.execute(select(YoungPerson).order_by(YoungPerson.id)).scalars()
    return [
        (
            p.reference,
            p.preferred_name,
            p.birth_date,
            p.council,
            p.phone_lookup,
            p.personal_adviser.name,
            *((plan.state, plan.state_since, plan.authorised_on, plan.last_review_on) for plan in p.plans),
        )
        for p in people
    ]


def test_every_kept_name_is_marked_as_invented(seeded: Database) -> None:
    """Young people, advisers and team managers alike."""
    with seeded.transaction() as session:
        advisers = [adviser.name for adviser in session.execute(select(PersonalAdviser)).scalars()]
        managers = [team.manager_name for team in session.execute(select(Team)).scalars()]
        names = [row[1] for row in everybody(session)] + advisers + managers
    assert (len(PEOPLE), len(advisers), len(managers)) == (HOW_MANY, 4, 2)
    assert [name for name in names if not str(name).endswith(" (invented)")] == []


def test_every_number_is_one_that_nobody_can_own(seeded: Database) -> None:
    """Mobile and landline numbers come from the ranges kept for drama; addresses from example.org."""
    mobiles = [person.mobile for person in PEOPLE]
    assert [mobile for mobile in mobiles if not DRAMA_MOBILE.fullmatch(mobile)] == []
    assert len(set(mobiles) - {TEXTED, SIMULATED}) == HOW_MANY
    with seeded.transaction() as session:
        advisers = session.execute(select(PersonalAdviser)).scalars().all()
        assert [adviser.phone for adviser in advisers if not DRAMA_LANDLINE.fullmatch(adviser.phone)] == []
        assert [adviser.email for adviser in advisers if not adviser.email.endswith("@example.org")] == []


def test_every_state_and_the_edges_of_birthdays_are_there() -> None:
    """Each plan state occurs; somebody turns 18 today, somebody 16, and somebody was born on a leap day."""
    assert {person.state for person in PEOPLE} == set(PlanState)
    born = {person.born for person in PEOPLE}
    assert {date(2008, 11, 22), date(2010, 11, 22), date(2008, 2, 29)} <= born


def test_names_and_numbers_are_sealed_at_rest(seeded: Database) -> None:
    """The file of the database holds no name, number or address in clear."""
    with seeded.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT preferred_name, phone FROM young_person").all()
        rows += connection.exec_driver_sql("SELECT name, email FROM personal_adviser").all()
    assert all(str(value).startswith("gAAAA") for row in rows for value in row)


def test_no_number_is_kept_in_clear(seeded: Database, keyed: Keyed) -> None:
    """The database holds keyed look-ups of the numbers alone."""
    with seeded.transaction() as session:
        assert [row[4] for row in everybody(session)] == [keyed.phone(person.mobile) for person in PEOPLE]


def test_seeding_twice_adds_nobody(seeded: Database, keyed: Keyed) -> None:
    """A second start changes nothing."""
    with seeded.transaction() as session:
        before = everybody(session)
    with seeded.transaction() as session:
        assert seed(session, date(2027, 1, 1), keyed.phone) == 0
        assert everybody(session) == before


def test_where_somebody_is_nobody_is_invented(database: Database, keyed: Keyed) -> None:
    """Real records are never mixed with invented ones."""
    with database.transaction() as session:
        session.add(
            YoungPerson(reference="R-1", preferred_name="Kit", birth_date=date(2008, 1, 1), council="rutland")
        )
        session.flush()
        assert seed(session, TODAY, keyed.phone) == 0


def test_the_same_day_gives_the_same_people(seeded: Database, keyed: Keyed, tmp_path: object) -> None:
    """Nothing about them is left to chance, and seeding one database leaves the next one free."""
    other = Database(f"sqlite:///{tmp_path}/other.db", [new_key()])
    other.create_tables()
    with other.transaction() as again, seeded.transaction() as first:
        seed(again, TODAY, keyed.phone)
        assert everybody(again) == everybody(first)
    other.engine.dispose()


def test_they_show_a_plan_in_time_and_one_that_is_late(seeded: Database, parameters: Parameters) -> None:
    """One each: waiting for signature, signed and in time, signed and late, being assessed."""
    with seeded.transaction() as session:
        ids = session.execute(select(YoungPerson.id).order_by(YoungPerson.id).limit(4)).scalars().all()
        found = [status_of(session, person, parameters, TODAY) for person in ids]
    signed = [(status.state, status.is_overdue) for status in found if status.authorised_on]
    assert [status.state for status in found] == [
        PlanState.WITH_TEAM_MANAGER,
        PlanState.AUTHORISED,
        PlanState.AUTHORISED,
        PlanState.ASSESSMENT,
    ]
    assert signed == [(PlanState.AUTHORISED, False), (PlanState.AUTHORISED, True)]


@pytest.fixture
def advisers(seeded: Database) -> list[int]:
    """The numbers of the advisers."""
    with seeded.transaction() as session:
        return list(session.execute(select(PersonalAdviser.id).order_by(PersonalAdviser.id)).scalars())


def test_every_adviser_has_as_many_people(seeded: Database, advisers: list[int]) -> None:
    """Twenty-five each, and the first is the one that is shown first."""
    with seeded.transaction() as session:
        found = Counter(session.execute(select(YoungPerson.personal_adviser_id)).scalars())
        first = session.execute(select(YoungPerson).where(YoungPerson.reference == "YP-DEMO-1")).scalar_one()
        names = [session.get(PersonalAdviser, number).name for number in advisers]
    assert found == dict.fromkeys(advisers, EACH)
    assert EACH == 25
    assert (names[0], first.personal_adviser_id) == ("Sam Okafor (invented)", advisers[0])


def test_every_adviser_has_something_of_everything(
    seeded: Database, advisers: list[int], parameters: Parameters
) -> None:
    """Late plans and plans that are due soon, people nobody was in touch with for long, birthdays ahead, Staying Put, call-backs."""
    for number in advisers:
        scope = AdviserScope(number)
        with seeded.transaction() as session:
            rows = queries.caseload(session, scope, parameters, TODAY)
            late = queries.plans_overdue(session, scope, parameters, TODAY)
            due = queries.plans_due(session, scope, parameters, TODAY, 30)
            ahead = key_dates(session, scope, parameters, TODAY, 90)
            theirs = YoungPerson.personal_adviser_id == number
            calls = select(CallBackRequest).join(YoungPerson).where(theirs, CallBackRequest.done_at.is_(None))
            staying = select(StayingPut).join(YoungPerson).where(theirs)
            counts = [len(session.execute(one).scalars().all()) for one in (calls, staying)]
        assert max((TODAY - row.due_on).days for row in late if row.due_on) < 120
        long_ago = TODAY - timedelta(weeks=8)
        seen = [row.last_meaningful_contact_on for row in rows]
        assert {row.state for row in rows} >= {state for state in PlanState if state.value != "superseded"}
        assert 2 <= len(late) <= 10
        assert 3 <= len(due) - len(late) <= 10
        assert 2 <= len([day for day in seen if day and day < long_ago]) <= 8
        assert seen.count(None) == 2
        assert len([key for key in ahead if key.what == BIRTHDAY]) >= 2
        assert counts[0] == 2
        assert counts[1] >= 2


def test_names_are_as_hard_as_they_are_in_life() -> None:
    """Two people of one adviser have the same first name, people of several advisers have, and some names are words."""
    of_sam = Counter(one.name for one in PEOPLE if (one.council, one.adviser) == ("rutland", 0))
    everybody_s = Counter(one.name for one in PEOPLE)
    assert (of_sam["Jude"], of_sam["May"], of_sam["Will"]) == (2, 1, 1)
    assert (everybody_s["May"], everybody_s["Kai"], everybody_s["Alex"]) == (2, 2, 2)


def test_every_plan_that_waits_for_a_manager_can_be_authorised(seeded: Database) -> None:
    """Either the young person's views or why there are none are on record; both kinds are there to be tried."""
    with seeded.transaction() as session:
        waiting = select(PathwayPlan).where(PathwayPlan.state == PlanState.WITH_TEAM_MANAGER.value)
        plans = session.execute(waiting).scalars().all()
        kept = [(bool(plan.young_person_views), bool(plan.no_views_reason)) for plan in plans]
        words = [
            words for plan in plans for words in (plan.young_person_views, plan.no_views_reason) if words
        ]
    assert set(kept) == {(True, False), (False, True)}
    assert all("(invented)" in one for one in words)
