"""A field of casework is whole: declared once, and then in the database, the documents, what is handed over, import and export.

Each test names the field that was forgotten somewhere. Everybody here is invented.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import CheckConstraint, MetaData, String, Table, create_engine, inspect, text
from sqlalchemy.schema import CreateSchema

import bot.casework.tables
from bot.casework.declared import cells_of, words_of
from bot.casework.intake.export_all import export_all
from bot.casework.intake.importing import TABLES, How, import_file
from bot.casework.intake.source import Source
from bot.casework.operator import Operator
from bot.casework.privacy.erased import erased_lookup
from bot.casework.privacy.subject_access import export
from bot.casework.tables import PersonalAdviser, Team, YoungPerson
from bot.records.about_person import tables_about
from bot.records.database import Base
from bot.records.sealed import Sealed

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from bot.records.database import Database
    from bot.records.keyed import Keyed

DAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 12)
CASEWORK: list[Table] = [
    mapper.local_table
    for mapper in sorted(Base.registry.mappers, key=lambda one: one.local_table.name)
    if mapper.class_.__module__ == bot.casework.tables.__name__
]
ADVISERS = {"sam": 1, "jo": 2}
# Two values of each kind of cell, the second unlike the first; codes come from the field itself.
VALUES = {"date": ("2020-01-02", "2021-03-04"), "yes_no": ("yes", "no"), "text": ("one", "two")}
OTHER_VALUES = {
    "phone": ("07700 900101", "07700 900102"),
    "birth_date": ("2008-02-28", "2008-02-27"),
    "adviser": ("sam", "jo"),
    "state": ("authorised", "in_review"),
    "kind": ("visit", "phone"),
}
NAMES_THE_ROW = {"reference", "council", "contact_id"}
CELLS = [
    pytest.param(name, field.name, id=f"{name}-{field.name}")
    for name, made in TABLES.items()
    for field in made().fields
    if field.name not in NAMES_THE_ROW
]


def test_every_field_says_what_it_is() -> None:
    """A person who is handed their record can read what each value means."""
    assert len(CASEWORK) > 15
    assert [
        f"{table.name}.{column.name}: add info=kept(...) in bot/casework/tables.py"
        for table in CASEWORK
        for column in table.columns
        if column.name not in words_of(table) and column.name != "id"
    ] == []


def test_every_field_is_in_the_documents(root: Path) -> None:
    """docs/fields.md has a line for each, made of its declaration, and no other."""
    rows = [row_of(table, column) for table in CASEWORK for column in table.columns if column.name != "id"]
    page = (root / "docs" / "fields.md").read_text(encoding="utf-8").splitlines()
    assert [row for row in rows if row not in page] == [], "add these lines"
    assert [line for line in page if line.startswith("| `") and line not in rows] == [], "delete these lines"


def row_of(table: Table, column: Any) -> str:
    """The line of the documents about a field."""
    cell = cells_of(table).get(column.name)
    sealed = "sealed" if isinstance(column.type, Sealed) else ""
    return f"| `{table.name}.{column.name}` | {words_of(table).get(column.name)} | {sealed} | {cell.name if cell else ''} |"


def test_free_words_about_a_person_are_sealed() -> None:
    """What stands in plain text is a code, a keyed hash, or a number that the council gave; a new text is sealed."""
    plain = [
        f"{table.name}.{column.name}"
        for table in tables_about(Base.metadata)
        if table in CASEWORK
        for column in table.columns
        if isinstance(column.type, String)
        and not column.name.endswith("_lookup")
        and not is_code(table, column)
    ]
    assert plain == [
        "young_person.reference",
        "young_person.council",
        "consent.kind",
        "contact_record.external_id",
    ]


def is_code(table: Table, column: Any) -> bool:
    """Whether the database knows all the words that a column may hold."""
    checks = (one for one in table.constraints if isinstance(one, CheckConstraint))
    return any(str(one.name).endswith(f"known_{column.name}") for one in checks)


def test_migrations_make_every_rule_of_the_tables(database: Database) -> None:
    """A CHECK of a model is in the migrated database, word for word as the database itself writes it, and no other is."""
    with database.owning() as engine, engine.connect() as connection:
        migrated = rules_of(connection, None)
        described = described_rules(connection)
    assert {one for one in described if one not in migrated} == set(), "add these in a migration"
    assert {one for one in migrated if one not in described} == set(), "drop these in a migration"
    assert len(described) > 20


def described_rules(connection: Connection) -> set[tuple[str, str, str]]:
    """The rules of tables that are made from the models, in a database of the same kind."""
    if connection.dialect.name == "sqlite":
        with create_engine("sqlite://", future=True).connect() as other:
            Base.metadata.create_all(other)
            return rules_of(other, None)
    connection.execute(CreateSchema("described"))
    connection.execute(text("SET search_path TO described"))
    copied = MetaData()
    for table in Base.metadata.sorted_tables:
        table.to_metadata(copied, schema="described", referred_schema_fn=lambda *_: "described")
    copied.create_all(connection)
    return rules_of(connection, "described")


def rules_of(connection: Connection, schema: str | None) -> set[tuple[str, str, str]]:
    """Table, name and words of every CHECK of ours; those of the engine of jobs are its own."""
    found = inspect(connection)
    return {
        (table, str(one["name"]), " ".join(one["sqltext"].split()))
        for table in found.get_table_names(schema=schema)
        if not table.startswith("procrastinate_")
        for one in found.get_check_constraints(table, schema=schema)
    }


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_field_is_handed_over_with_its_words(database: Database) -> None:
    """What is held is shown, field by field, with what it means."""
    with database.transaction() as session:
        session.add(YoungPerson(reference="YP-1", preferred_name="Kit", birth_date=DAY, council="rutland"))
    with database.transaction() as session:
        handed = export(session, 1, NOW, Operator())
    assert set(handed["records"]["young_person"][0]) == set(YoungPerson.__table__.c.keys())
    for table in tables_about(Base.metadata):
        if table in CASEWORK:
            assert handed["meaning"][table.name] == words_of(table), table.name


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("name", "cell"), CELLS)
def test_a_cell_comes_in_is_changed_on_a_second_run_and_goes_out(
    database: Database, keyed: Keyed, tmp_path: Path, name: str, cell: str
) -> None:
    """Import, import again with another value, import the same once more, export: the file says what the second run said."""
    advisers(database)
    if name != "people":
        taken(database, keyed, tmp_path, "people", row("people", 0, ""))
    first, second = row(name, 0, cell), row(name, 1, cell)
    assert counts(database, keyed, tmp_path, name, first) == (1, 0, 0)
    assert counts(database, keyed, tmp_path, name, second) == (0, 1, 0)
    assert counts(database, keyed, tmp_path, name, second) == (0, 0, 1)
    assert shown(exported(database, tmp_path, name)[cell], cell) == second[cell]


def advisers(database: Database) -> None:
    """The two of the mapping."""
    with database.transaction() as session:
        team = Team(council="rutland", name="Leaving care (invented)")
        session.add_all(PersonalAdviser(id=number, name=name, team=team) for name, number in ADVISERS.items())


def row(name: str, which: int, changed: str) -> dict[str, str]:
    """A row with every cell filled; only the one that is `changed` may have its second value."""
    cells = {"reference": "YP-1", "council": "rutland", "contact_id": "C-1"}
    for field in TABLES[name]().fields:
        if field.name not in cells:
            values = OTHER_VALUES.get(field.name) or VALUES[field.kind]
            cells[field.name] = values[which if field.name == changed else 0]
    return {field.name: cells[field.name] for field in TABLES[name]().fields}


def taken(database: Database, keyed: Keyed, folder: Path, name: str, cells: dict[str, str]) -> Any:
    """What became of a file of one row."""
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(cells), list(cells.values())])
    how = How(DAY, NOW, keyed.phone, erased_lookup(keyed))
    report = import_file(database, Source(path, name, advisers=ADVISERS), how)
    assert [str(fault) for fault in report.faults] == []
    return report


def counts(
    database: Database, keyed: Keyed, folder: Path, name: str, cells: dict[str, str]
) -> tuple[int, int, int]:
    """How many rows were added, changed and the same."""
    found = taken(database, keyed, folder, name, cells).counts
    return found.added, found.changed, found.same


def exported(database: Database, folder: Path, name: str) -> dict[str, str]:
    """The one row of the file that goes out."""
    with database.transaction() as session:
        export_all(session, "rutland", folder / "out")
    with (folder / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        [found] = csv.DictReader(file)
    return found


def shown(value: str, cell: str) -> str:
    """An adviser goes out with their number, because two may have one name."""
    return value.rpartition(" (")[0] if cell == "adviser" else value
