"""What a server of these tests keeps, looked at and held from outside: in a file of SQLite, or on PostgreSQL."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import psycopg2
import psycopg2.errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path


class Kept(Protocol):
    """One database. Questions are written with `?` for values."""

    kind: str

    def rows(self, query: str, *values: object) -> list[tuple]:
        """What a question finds."""

    def change(self, statement: str, *values: object) -> int:
        """How many rows a statement changed."""

    def locked(self, *, for_readers: bool = True) -> AbstractContextManager[None]:
        """Somebody else holds all of it and does not stop; if not `for_readers`, it can still be read."""

    def dump(self) -> str:
        """Everything in it, as text."""

    def earlier(self, column: str, minutes: int) -> str:
        """The words for a time so many minutes before that of a column."""


class InFile:
    """A file of SQLite."""

    kind = "sqlite"

    def __init__(self, file: Path) -> None:
        """Keep where it is."""
        self.file = file

    def rows(self, query: str, *values: object) -> list[tuple]:
        """See Kept."""
        with closing(sqlite3.connect(self.file)) as connection, connection:
            return connection.execute(query, values).fetchall()

    def change(self, statement: str, *values: object) -> int:
        """See Kept."""
        with closing(sqlite3.connect(self.file)) as connection, connection:
            return connection.execute(statement, values).rowcount

    @contextmanager
    def locked(self, *, for_readers: bool = True) -> Iterator[None]:
        """See Kept."""
        with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
            connection.execute("BEGIN EXCLUSIVE" if for_readers else "BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")

    def dump(self) -> str:
        """See Kept."""
        with closing(sqlite3.connect(self.file)) as connection:
            return "\n".join(connection.iterdump())

    def earlier(self, column: str, minutes: int) -> str:
        """See Kept."""
        return f"datetime({column}, '-{minutes} minutes')"


class OnServer:
    """A database of PostgreSQL, as its administrator sees it."""

    kind = "postgresql"

    def __init__(self, url: str) -> None:
        """Keep where it is."""
        self.url = url

    def rows(self, query: str, *values: object) -> list[tuple]:
        """See Kept."""
        with self._cursor() as cursor:
            cursor.execute(_in_its_words(query, values), values or None)
            return cursor.fetchall()

    def change(self, statement: str, *values: object) -> int:
        """See Kept."""
        with self._cursor() as cursor:
            cursor.execute(_in_its_words(statement, values), values or None)
            return cursor.rowcount

    @contextmanager
    def locked(self, *, for_readers: bool = True) -> Iterator[None]:
        """See Kept."""
        mode = "ACCESS EXCLUSIVE" if for_readers else "EXCLUSIVE"
        with self._cursor() as cursor:
            self._lock(cursor, f"LOCK TABLE {', '.join(self._tables())} IN {mode} MODE")
            yield

    def _lock(self, cursor: Any, statement: str, tries: int = 10) -> None:
        """Again where the server held one table and wanted the next one: PostgreSQL then lets either of both go."""
        cursor.execute("SAVEPOINT unlocked")
        try:
            cursor.execute(statement)
        except psycopg2.errors.DeadlockDetected:
            if tries == 1:
                raise
            cursor.execute("ROLLBACK TO SAVEPOINT unlocked")
            self._lock(cursor, statement, tries - 1)

    def dump(self) -> str:
        """See Kept."""
        return "\n".join(f"{table}: {self.rows(f'SELECT * FROM {table}')}" for table in self._tables())  # noqa: S608 - names of ours

    def earlier(self, column: str, minutes: int) -> str:
        """See Kept."""
        return f"{column} - interval '{minutes} minutes'"

    def let_in(self, *, anybody: bool) -> None:
        """Whether anybody may connect; if not, who is connected is cut off."""
        name = self.url.rpartition("/")[2]
        with closing(psycopg2.connect(self.url.replace(f"/{name}", "/postgres"))) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {anybody}')
            if not anybody:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
                )

    @contextmanager
    def _cursor(self) -> Iterator[psycopg2.extensions.cursor]:
        with closing(psycopg2.connect(self.url)) as connection, connection, connection.cursor() as cursor:
            yield cursor

    def _tables(self) -> list[str]:
        wanted = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        return [name for (name,) in self.rows(wanted)]


def _in_its_words(query: str, values: tuple[object, ...]) -> str:
    return query.replace("%", "%%").replace("?", "%s") if values else query
