"""What staff see first is what is soon or late, of their own people, to the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from invented_world import NOW, TODAY, World, caller, world
from sqlalchemy import select

from bot.caseload.staff_desk import SOON, Caseload, When, caseload_of, shared_by_council
from bot.casework.tables import ContactRecord, PathwayPlan, YoungPerson
from bot.identity.access.decisions import AccessDenied, audited

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

WHEN = When(TODAY, NOW)


def desk(database: Database, parameters: Parameters, made: World, role: str) -> Caseload | None:
    """What somebody in this role sees."""
    with audited(database) as session:
        return caseload_of(session, caller(made, role), parameters, WHEN)


def add_person(
    database: Database, made: World, reference: str, review_in: int, born: date = date(2005, 3, 1)
) -> None:
    """One more of the adviser's own people, seen today, with a review so many days from today."""
    plan = PathwayPlan(
        state="authorised",
        state_since=TODAY,
        authorised_on=TODAY,
        next_review_on=TODAY + timedelta(days=review_in),
    )
    contact = ContactRecord(
        kind="visit", is_meaningful=True, happened_on=TODAY, personal_adviser_id=made.advisers["own"]
    )
    person = YoungPerson(
        reference=reference,
        preferred_name="Robin (invented)",
        birth_date=born,
        council="rutland",
        personal_adviser_id=made.advisers["own"],
        plans=[plan],
    )
    with database.transaction() as session:
        session.add(person)
        session.flush()
        contact.young_person_id = person.id
        session.add(contact)


def test_due_is_what_is_late_or_falls_within_28_days(database: Database, parameters: Parameters) -> None:
    """The 28th day counts and the 29th does not, for plans and for key dates; the next key date looks further."""
    made = world(database)
    add_person(database, made, "YP-28", SOON)
    add_person(database, made, "YP-29", SOON + 1, born=date(2009, 1, 1))  # 18 after that
    found = desk(database, parameters, made, "personal_adviser")
    assert found is not None
    assert [row.reference for row in found.due] == ["YP-own", "YP-28"]
    assert [(key.reference, key.what) for key in found.key_dates] == [
        ("YP-own", "18th birthday"),
        ("YP-28", "pathway plan review due"),
    ]
    assert {key.reference: key.day - TODAY for key in found.next_dates.values()} == {
        "YP-own": timedelta(days=3),
        "YP-28": timedelta(days=28),
        "YP-29": timedelta(days=29),
    }


def test_nobody_to_worry_about_is_in_everybody_alone(database: Database, parameters: Parameters) -> None:
    """Seen today with a review far off: in the caseload and in no other list."""
    made = world(database)
    add_person(database, made, "YP-fine", 170)
    found = desk(database, parameters, made, "personal_adviser")
    assert found is not None
    assert {row.reference for row in found.people} == {"YP-own", "YP-fine"}
    assert {row.reference for row in found.without_contact} == {"YP-own"}
    assert {row.reference for row in found.due} == {"YP-own"}


def test_an_adviser_has_no_indicators_and_a_manager_has_the_team_s(
    database: Database, parameters: Parameters
) -> None:
    """And the manager reads whose person each is."""
    made = world(database)
    own, team = (
        desk(database, parameters, made, "personal_adviser"),
        desk(database, parameters, made, "team_manager"),
    )
    assert own is not None
    assert team is not None
    assert (own.indicators, own.advisers) == ((), {})
    assert {row.reference for row in team.people} == {"YP-own", "YP-colleague"}
    assert set(team.advisers) == {made.advisers["own"], made.advisers["colleague"]}
    assert len(team.indicators) == 4


def test_an_administrator_has_counts_of_every_council_and_no_people(
    database: Database, parameters: Parameters
) -> None:
    """With small numbers hidden."""
    made = world(database)
    assert desk(database, parameters, made, "administrator") is None
    with audited(database) as session:
        found = shared_by_council(session, caller(made, "administrator"), parameters, WHEN)
    assert list(found) == ["rotherham", "rutland"]
    assert all(one.is_suppressed for council in found.values() for one in council)


def test_counts_of_every_council_are_for_administrators(database: Database, parameters: Parameters) -> None:
    """An adviser is refused, whatever page calls."""
    made = world(database)
    with pytest.raises(AccessDenied), audited(database) as session:
        shared_by_council(session, caller(made, "personal_adviser"), parameters, WHEN)


def test_who_has_no_plan_on_record_has_a_list_of_their_own(
    database: Database, parameters: Parameters
) -> None:
    """A gap in the records is shown to the adviser as one: on that list, and not among what is late."""
    made = world(database)
    add_person(database, made, "YP-gap", 170)
    with database.transaction() as session:
        person = session.execute(select(YoungPerson).where(YoungPerson.reference == "YP-gap")).scalar_one()
        session.delete(person.plans[0])
    found = desk(database, parameters, made, "personal_adviser")
    assert found is not None
    assert [row.reference for row in found.without_plan] == ["YP-gap"]
    assert "YP-gap" not in {row.reference for row in found.due}
