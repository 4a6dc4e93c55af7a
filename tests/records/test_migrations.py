"""Migrations make exactly the tables that the models describe, and can be taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import procrastinate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from invented import KEY
from sqlalchemy import inspect, text

import bot.delivery.conversation.journal
import bot.identity.sign_in.sign_in_tables
from bot.casework.tables import PathwayPlan, YoungPerson
from bot.delivery.alerts.stored_alerts import open_alert
from bot.records.database import Base, Database
from bot.records.migrations import undo
from bot.records.sealed import KeyRing
from bot.records.upgrading import upgrade
from bot.safeguarding.finding import Danger
from bot.settings import Clock

SQLITES_OWN = {"sqlite_sequence"}  # where SQLite keeps the numbers that it must not give again
JOBS = "procrastinate_"  # tables of the engine of jobs, on PostgreSQL


def is_others(name: str | None) -> bool:
    """Whether a table or an index is none that we describe."""
    return name in SQLITES_OWN or str(name).startswith((JOBS, f"idx_{JOBS}"))


def test_a_migrated_database_is_what_the_models_describe(database: Database) -> None:
    """Nothing is missing and nothing is left over, so a change of a model needs a migration."""
    with database.engine.connect() as connection:
        ours = MigrationContext.configure(
            connection, opts={"include_name": lambda name, *_: not is_others(name)}
        )
        assert compare_metadata(ours, Base.metadata) == []


def test_migrating_twice_changes_nothing(database: Database) -> None:
    """A second start finds the tables as they are."""
    before = sorted(inspect(database.engine).get_table_names())
    database.create_tables()
    assert sorted(inspect(database.engine).get_table_names()) == before


def test_every_step_can_be_taken_back(database: Database) -> None:
    """Back at the base, no table of ours is left; and forward again they are all there."""
    _back(database, "base")
    assert set(inspect(database.engine).get_table_names()) - SQLITES_OWN == {"alembic_version"}
    database.create_tables()
    assert "young_person" in inspect(database.engine).get_table_names()


def test_the_engine_s_schema_is_the_one_of_its_package(root: Path) -> None:
    """A newer package has steps of its own, which must become a migration of ours."""
    package = (Path(procrastinate.__file__).parent / "sql" / "schema.sql").read_text(encoding="utf-8")
    ours = root / "bot" / "records" / "migrations" / "procrastinate_3_10.sql"
    _, copied = ours.read_text(encoding="utf-8").split("-- == end of notice ==\n")
    assert copied == package


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_nothing_of_the_engine_is_left_when_its_step_is_taken_back(database: Database) -> None:
    """Neither tables nor types nor functions, so that the step can be made again."""
    _back(database, "0007")
    left = "SELECT (SELECT count(*) FROM pg_proc WHERE proname LIKE :p) + (SELECT count(*) FROM pg_class WHERE relname LIKE :p) + (SELECT count(*) FROM pg_type WHERE typname LIKE :p)"
    with database.engine.connect() as connection:
        assert connection.execute(text(left), {"p": "procrastinate%"}).scalar_one() == 0


def test_the_journal_is_part_of_the_same_database() -> None:
    """Transcripts and people share one base, so one migration covers both."""
    assert bot.delivery.conversation.journal.TranscriptLine.metadata is Base.metadata


def test_what_was_said_before_is_sealed_and_still_there(database: Database) -> None:
    """An older database's transcripts are unreadable in the file afterwards, and readable to us; and back again."""
    _back(database, "0001")
    said = "INSERT INTO transcript_line (id, conversation, text, said_at) VALUES (1, 'web-1', 'marked words', '2026-11-22 12:00:00.000000')"
    with database.engine.begin() as connection:
        connection.execute(text(said))
    _forward(database)
    assert "marked words" not in _kept(database)
    with database.transaction() as session:
        assert session.get(bot.delivery.conversation.journal.TranscriptLine, 1).text == "marked words"
    _back(database, "0001")
    assert _kept(database) == "marked words"


def test_dropping_the_old_mark_keeps_every_plan_and_every_number(database: Database) -> None:
    """SQLite must not copy the people's table: plans would go with the old one, and numbers be given again."""
    _back(database, "0002")
    person = YoungPerson.__table__
    with database.engine.begin() as connection:
        for number in (1, 2):
            connection.execute(
                person.insert().values(
                    id=number,
                    reference=f"YP-{number}",
                    preferred_name="Kit",
                    birth_date=date(2008, 2, 29),
                    council="rutland",
                )
            )
            connection.execute(
                PathwayPlan.__table__.insert().values(
                    young_person_id=number, state="drafting", state_since=date(2026, 11, 22)
                )
            )
        connection.execute(person.delete().where(person.c.id == 2))
    _forward(database)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM pathway_plan")).scalar_one() == 1
        if database.engine.dialect.name == "sqlite":
            assert (
                connection.execute(
                    text("SELECT seq FROM sqlite_sequence WHERE name = 'young_person'")
                ).scalar_one()
                == 2
            )
            assert (
                "AUTOINCREMENT"
                in connection.execute(
                    text("SELECT sql FROM sqlite_master WHERE name = 'young_person'")
                ).scalar_one()
            )


def test_lines_of_an_older_database_get_ids_of_their_own(database: Database) -> None:
    """Each its own, long enough that nobody guesses it, and the order stays."""
    _back(database, "0004")
    with database.engine.begin() as connection:
        for number in (1, 2, 3):
            line = {"id": number, "text": KeyRing([KEY]).seal(f"line {number}")}
            connection.execute(
                text(
                    "INSERT INTO transcript_line (id, conversation, text, said_at) VALUES (:id, 'web-1', :text, '2026-11-22 12:00:00.000000')"
                ),
                line,
            )
    _forward(database)
    lines = bot.delivery.conversation.journal.DatabaseJournal(database, Clock()).lines("web-1")
    assert [line.text for line in lines] == ["line 1", "line 2", "line 3"]
    assert len({line.id for line in lines}) == 3
    assert {len(line.id) for line in lines} == {22}


def test_alerts_of_an_older_database_are_sealed_and_keep_their_deliveries(database: Database) -> None:
    """Which danger it is can't be read in the file any more; each person's alerts are counted; and all of it back again."""
    _back(database, "0005")
    with database.engine.begin() as connection:
        for person in (1, 2):
            connection.execute(
                YoungPerson.__table__.insert().values(
                    id=person,
                    reference=f"YP-{person}",
                    preferred_name="Kit",
                    birth_date=date(2008, 2, 29),
                    council="rutland",
                )
            )
        for number, (person, danger) in enumerate(
            ((1, "missing"), (2, "missing"), (1, "exploitation")), start=1
        ):
            connection.execute(text(_AN_ALERT.format(number=number, person=person, danger=danger)))
            connection.execute(text(_A_DELIVERY.format(number=number)))
    _forward(database)
    rows, deliveries = _alerts(database)
    assert [(row.id, row.young_person_id, row.number) for row in rows] == [(1, 1, 1), (2, 2, 1), (3, 1, 2)]
    assert ("missing" not in repr(rows), deliveries) == (True, [1, 2, 3])
    with database.transaction() as session:
        assert open_alert(session, 1, Danger("exploitation")) == 3
    _back(database, "0005")
    assert ([row.danger for row in _alerts(database)[0]], _alerts(database)[1]) == (
        ["missing", "missing", "exploitation"],
        [1, 2, 3],
    )


def _back(database: Database, to: str) -> None:
    with database.owning() as engine:
        undo(engine, to)


def _forward(database: Database) -> None:
    with database.owning() as engine:
        upgrade(engine)


_AN_ALERT = (
    "INSERT INTO alert (id, young_person_id, danger, is_about_other, with_consent, raised_at) "
    "VALUES ({number}, {person}, '{danger}', false, true, '2026-11-22 12:00:00.000000')"
)
_A_DELIVERY = (
    "INSERT INTO alert_delivery (alert_id, recipient, channel, next_try_at, attempts, deliveries) "
    "VALUES ({number}, 'duty_team', 'email', '2026-11-22 12:00:00.000000', 0, 0)"
)


def _alerts(database: Database) -> tuple[list[Any], list[int]]:
    """The rows as they stand in the file, and whose deliveries there are."""
    with database.engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM alert ORDER BY id")).all()
        return rows, list(
            connection.execute(text("SELECT alert_id FROM alert_delivery ORDER BY id")).scalars()
        )


def _kept(database: Database) -> str:
    with database.engine.connect() as connection:
        return connection.execute(text("SELECT text FROM transcript_line")).scalar_one()
