"""From version 0008 on a step only adds, so that servers of the version before go on while it is done, and after."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, inspect, text
from sqlalchemy.types import DateTime
from two_councils import OURS, rows_of

from bot.records.database import Base, Database
from bot.records.migrations import undo
from bot.records.sealed import KeyRing, Sealed
from bot.records.upgrading import _do, pending

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

FIRST = "0007"  # the last that a running server need not go on behind
KEYS = KeyRing(["dGVzdHMtc2VhbC1ub3RoaW5nLWJ1dC1pbnZlbnRlZC0="])


def described(engine: Engine) -> dict[str, Any]:
    """What a statement of an older server may trip over: columns, and rules of rows."""
    found, made = inspect(engine), {}
    for table in found.get_table_names():
        unique = [*found.get_unique_constraints(table), *(i for i in found.get_indexes(table) if i["unique"])]
        made[table] = {
            "columns": {
                column["name"]: (str(column["type"]), bool(column["nullable"]), column["default"])
                for column in found.get_columns(table)
            },
            "rules": {str(rule["sqltext"]) for rule in found.get_check_constraints(table)}
            | {repr(sorted(one["column_names"])) for one in unique}
            | {
                repr((key["constrained_columns"], key["referred_table"]))
                for key in found.get_foreign_keys(table)
            },
        }
    return made


def taken_away(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What a step did that it must not, in words."""
    wrong = [f"{table} is gone" for table in before if table not in after]
    for table in before.keys() & after.keys():
        old, new = before[table]["columns"], after[table]["columns"]
        wrong += [f"{table}.{name} is gone or another" for name in old if new.get(name) != old[name]]
        wrong += [
            f"{table}.{name} must be given, and an older server does not know it"
            for name in new.keys() - old.keys()
            if not new[name][1] and new[name][2] is None
        ]
        new_rules = after[table]["rules"] - before[table]["rules"]
        about_old = {rule for rule in new_rules if not any(name in rule for name in new.keys() - old.keys())}
        wrong += [f"{table} has a new rule for old columns: {rule}" for rule in about_old]
    return wrong


def test_every_step_only_adds(database: Database) -> None:
    """No table, column or type goes; a new column may be left out; no new rule refuses what was allowed."""
    with database.owning() as engine:
        undo(engine, FIRST)
        for step in pending(engine):
            before = described(engine)
            _do(engine, step)
            assert taken_away(before, described(engine)) == [], f"step {step}"


def test_what_a_step_must_not_do_is_seen(database: Database) -> None:
    """Each kind of it, on tables that were changed by hand."""
    changes = {
        "DROP TABLE consent": "consent is gone",
        "ALTER TABLE goal DROP COLUMN done_on": "goal.done_on is gone or another",
        "ALTER TABLE team RENAME COLUMN name TO title": "team.name is gone or another",
        "CREATE UNIQUE INDEX one_a_day ON activity (since)": "activity has a new rule for old columns: ['since']",
    }
    with database.owning() as engine:
        before = described(engine)
        with engine.begin() as connection:
            for change in changes:
                connection.execute(text(change))
        assert set(changes.values()) <= set(taken_away(before, described(engine)))


def test_a_server_of_the_version_before_reads_and_writes_on(database: Database) -> None:
    """Each older version's statements, as its own tables are described, work on the newest tables; as its role, it says no reach."""
    with database.owning() as engine:
        undo(engine, FIRST)
        steps = pending(engine)
        for at, step in enumerate([FIRST, *steps[:-1]]):
            undo(engine, step) if at == 0 else _do(engine, step)
            old = MetaData()
            old.reflect(engine)
            for later in steps[at:]:
                _do(engine, later)
            use(engine, old)
            undo(engine, step)


def use(engine: Engine, old: MetaData) -> None:
    """Add a row to every table, change it, read it, and take it away, in that version's words."""
    with engine.begin() as connection:
        rows = [
            (old.tables[name], as_kept(name, values)) for name, values in rows_of(OURS) if name in old.tables
        ]
        for table, values in rows:
            known = {name: value for name, value in values.items() if name in table.c}
            connection.execute(table.insert().values(known))
        for table, _ in rows:
            key = next(iter(table.primary_key.columns))
            assert connection.execute(table.update().values({key.name: key})).rowcount == 1
            assert len(connection.execute(table.select()).all()) == 1
        for table, _ in reversed(rows):
            connection.execute(table.delete())


def as_kept(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values as they stand in the database: a reflected table seals nothing."""
    table = Base.metadata.tables[name]
    return {
        column: KEYS.seal(value)
        if isinstance(table.c[column].type, Sealed)
        else value.replace(microsecond=0)
        if isinstance(table.c[column].type, DateTime) and isinstance(value, datetime)
        else value
        for column, value in values.items()
    }
