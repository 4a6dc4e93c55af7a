"""The database itself refuses records that can't be true."""

from __future__ import annotations

import traceback
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DataError, IntegrityError

from bot.casework.tables import PathwayPlan, PlanState, YoungPerson
from bot.records.database import Database

DAY = date(2026, 11, 22)


def a_person(reference: str = "YP-1", **fields: Any) -> YoungPerson:
    """An invented young person."""
    return YoungPerson(
        reference=reference, preferred_name="Kit", birth_date=date(2008, 2, 29), council="rutland", **fields
    )


def keep(database: Database, *rows: Any) -> None:
    """Keep rows in one transaction."""
    with database.transaction() as session:
        session.add_all(rows)


def people(database: Database) -> int:
    """How many young people the database has."""
    with database.transaction() as session:
        return int(session.execute(select(func.count()).select_from(YoungPerson)).scalar_one())


@pytest.mark.parametrize("state", PlanState)
def test_every_state_that_we_know_is_kept(database: Database, state: PlanState) -> None:
    """With the dates that it needs, each state is taken."""
    plan = PathwayPlan(state=state.value, state_since=DAY, authorised_on=DAY, last_review_on=DAY)
    keep(database, a_person(plans=[plan]))
    assert plan.id is not None


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "mislaid"}, "known_state"),
        ({"state": "Authorised", "authorised_on": DAY}, "known_state"),
        ({"state": "authorised"}, "authorised_has_date"),
        ({"state": "in_review"}, "authorised_has_date"),
        ({"state": "drafting", "last_review_on": DAY}, "review_after_authorising"),
    ],
)
def test_a_plan_that_cannot_be_true_is_refused(
    database: Database, fields: dict[str, Any], constraint: str
) -> None:
    """No unknown state, no signature without its day, no review before a signature."""
    with pytest.raises(IntegrityError, match=constraint):
        keep(database, a_person(plans=[PathwayPlan(state_since=DAY, **fields)]))
    assert people(database) == 0


def test_a_reference_is_given_once(database: Database) -> None:
    """Two people never share a council reference."""
    keep(database, a_person())
    with pytest.raises(IntegrityError, match="reference"):
        keep(database, a_person())
    assert people(database) == 1


def test_a_phone_number_belongs_to_one_person(database: Database) -> None:
    """A sign-in code can't reach two records."""
    with pytest.raises(IntegrityError, match="phone_lookup"):
        keep(database, a_person("YP-1", phone_lookup="a" * 64), a_person("YP-2", phone_lookup="a" * 64))


def test_several_people_may_have_no_phone(database: Database) -> None:
    """Having no number is not a number."""
    keep(database, a_person("YP-1"), a_person("YP-2"))
    assert people(database) == 2


@pytest.mark.parametrize(
    "row",
    [
        PathwayPlan(young_person_id=404, state="drafting", state_since=DAY),
        PathwayPlan(young_person_id=None, state="drafting", state_since=DAY),
    ],
    ids=["unknown", "none"],
)
def test_a_plan_belongs_to_somebody(database: Database, row: PathwayPlan) -> None:
    """A plan of nobody, or of an unknown person, is refused."""
    fields = {name: getattr(row, name) for name in ("young_person_id", "state", "state_since")}
    with pytest.raises(IntegrityError):
        keep(database, PathwayPlan(**fields))


def test_an_adviser_must_be_on_record(database: Database) -> None:
    """A young person can't have a PA whom the database does not know."""
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        keep(database, a_person(personal_adviser_id=404))


def test_with_a_person_their_plans_go(database: Database) -> None:
    """Deleting a person in the database leaves no plan behind."""
    keep(database, a_person(plans=[PathwayPlan(state="drafting", state_since=DAY)]))
    with database.transaction() as session:
        session.execute(text("DELETE FROM young_person"))
        assert session.execute(text("SELECT count(*) FROM pathway_plan")).scalar_one() == 0


def test_an_error_keeps_nothing_of_its_transaction(database: Database) -> None:
    """All or nothing."""

    def fail_half_way() -> None:
        with database.transaction() as session:
            session.add(a_person())
            session.flush()
            raise TimeoutError

    with pytest.raises(TimeoutError):
        fail_half_way()
    assert people(database) == 0


def test_tables_are_made_once_and_kept(database: Database) -> None:
    """Starting again keeps what is there."""
    keep(database, a_person())
    database.create_tables()
    assert people(database) == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_is_set_up_for_several_readers_and_one_writer(database: Database) -> None:
    """Write-ahead log, foreign keys, and patience with another writer."""
    with database.transaction() as session:
        set_up = [
            session.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        ]
    assert set_up == ["wal", 1, 5000]


def test_an_error_of_the_database_quotes_nothing_that_was_to_be_kept(database: Database) -> None:
    """Names and references stay out of the logs."""
    reference = "YP-SECRET"
    keep(database, a_person(reference))
    with pytest.raises(IntegrityError) as refused:
        keep(database, a_person(reference))
    shown = "".join(traceback.format_exception(refused.value))
    assert reference not in shown
    assert "Kit" not in shown


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_value_of_the_wrong_kind_is_not_quoted_either(database: Database) -> None:
    """PostgreSQL says in its own words what it could not read; we don't pass them on."""
    with pytest.raises(DataError) as refused, database.transaction() as session:
        session.execute(
            text("SELECT id FROM young_person WHERE birth_date = :day"), {"day": "Kit of YP-SECRET"}
        )
    assert "YP-SECRET" not in f"{refused.value} {refused.value.orig}"
    assert "22007" in str(refused.value)
