"""Steps that bring a database from any earlier version to this one."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from bot.records.held_locks import lock_number

FOLDER = Path(__file__).resolve().parent


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the database to a version; nothing happens if it is there already."""
    with engine.begin() as connection:
        wait_for_others(connection)
        command.upgrade(config(connection), to)


def undo(engine: Engine, to: str) -> None:
    """Take a database back to a version; "base" leaves no table of ours."""
    with engine.begin() as connection:
        command.downgrade(config(connection), to)


def wait_for_others(connection: Connection, seconds: int = 60) -> None:
    """Of several processes that start at once, one after the other changes the tables of a PostgreSQL database. Raises SQLAlchemyError."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{seconds}s'")
        connection.execute(select(func.pg_advisory_xact_lock(lock_number("tables", ""))))
        connection.exec_driver_sql("SET LOCAL lock_timeout TO DEFAULT")


def config(connection: Connection) -> Config:
    """Alembic's configuration for one connection; there is no ini file to keep in step."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["connection"] = connection
    return made
