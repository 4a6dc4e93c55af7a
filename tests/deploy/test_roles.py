"""The roles of the database: each does its own task and not another's."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from invented import KEY
from linters import DEPLOY
from postgresql import MissingError, binaries, server
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bot.records.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

PASSWORDS = {"owner": "o" * 20, "server": "s'\"s", "backup": "b" * 20}


@pytest.fixture(scope="module")
def made() -> Iterator[str]:
    """A PostgreSQL server of its own on which roles.sql was run: roles belong to a whole server. Its URL as superuser."""
    try:
        binaries()
    except MissingError as missing:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up(str(missing))
    with server() as started:
        url = make_url(started.url("postgres")).set(username="postgres", query={})
        with create_engine(url, future=True, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("DROP ROLE IF EXISTS localoffer_owner, localoffer_server"))
        url = url.render_as_string(hide_password=False)
        psql = shutil.which("psql") or str(binaries() / "psql")
        given = [argument for pair in PASSWORDS.items() for argument in ("--set", "=".join(pair))]
        subprocess.run(
            [psql, url, "--quiet", "--file", DEPLOY / "postgresql" / "roles.sql", *given],
            check=True,
            capture_output=True,
        )
        Database(url_of(url, "owner", "records"), [KEY]).create_tables()
        yield url


def url_of(url: str, role: str, database: str) -> str:
    """A role's own address of a database."""
    name = f"localoffer_{role}"
    found = make_url(url).set(username=name, password=PASSWORDS[role], database=database)
    return found.render_as_string(hide_password=False)


@contextmanager
def as_role(url: str, role: str, database: str = "records") -> Iterator[Connection]:
    """A connection of this role; nothing that is done on it stays."""
    engine = create_engine(url_of(url, role, database), future=True)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_no_role_is_more_than_its_task_needs(made: str) -> None:
    """None is superuser or makes roles; only the backup's is shown every row."""
    with create_engine(made, future=True).connect() as connection:
        rows = connection.execute(
            text(
                "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE rolname LIKE 'localoffer%'"
            )
        ).all()
    assert sorted(map(tuple, rows)) == [
        ("localoffer_backup", False, False, False, True),
        ("localoffer_owner", False, False, False, False),
        ("localoffer_server", False, False, False, False),
    ]


def test_the_server_owns_no_table_and_serves(made: str) -> None:
    """It reads and writes what the owner made, numbers that count up too, and can change no table."""
    with as_role(made, "server") as connection:
        owned = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE tableowner = 'localoffer_server'")
        )
        assert owned.all() == []
        connection.execute(text("SELECT count(*) FROM young_person"))
        for right in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            without = text(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
                "AND NOT has_table_privilege(oid, :right)"
            )
            assert connection.execute(without, {"right": right}).all() == []
        numbers = text(
            "SELECT relname FROM pg_class WHERE CASE relkind WHEN 'S' THEN NOT has_sequence_privilege(oid, 'USAGE') ELSE false END"
        )
        assert connection.execute(numbers).all() == []


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE young_person DISABLE ROW LEVEL SECURITY",
        "DROP TABLE young_person",
        "SET ROLE localoffer_owner",
    ],
)
def test_the_server_changes_no_table_and_becomes_nobody_else(made: str, statement: str) -> None:
    """Whoever gets into it can't take the walls down."""
    with as_role(made, "server") as connection, pytest.raises(DBAPIError):
        connection.execute(text(statement))


def test_the_backup_reads_and_does_not_write(made: str) -> None:
    """Every table of both databases."""
    with as_role(made, "backup") as connection:
        connection.execute(text("SELECT count(*) FROM young_person"))
        with pytest.raises(DBAPIError):
            connection.execute(text("DELETE FROM young_person"))


def test_rasa_makes_its_table_itself(made: str) -> None:
    """In the database of conversations, as the server."""
    with as_role(made, "server", "conversations") as connection:
        connection.execute(text("CREATE TABLE events (id serial PRIMARY KEY)"))


def test_nobody_else_connects(made: str) -> None:
    """A role of another program on the same PostgreSQL is not let in."""
    with create_engine(made, future=True, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("CREATE ROLE somebody LOGIN PASSWORD 'x'"))
    other = make_url(made).set(username="somebody", password="x", database="records")
    with pytest.raises(DBAPIError, match="permission denied"):
        create_engine(other, future=True).connect()
