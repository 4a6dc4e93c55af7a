"""Whether a database can be read and written: the very file that was opened, not one that has taken its place."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Callable, Optional

from sqlalchemy import text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DBAPIError, ProgrammingError, SQLAlchemyError

from bot.health.states import EMPTY, FAILING, MISSING, NO_ANSWER, OK, READ_ONLY, of_sqlite

PATIENCE = 0.5  # seconds for a lock of somebody else's


def database_probe(engine: Engine, table: str) -> Callable[[], str]:
    """How the database of an engine is, in a word. It must be there and have this table now."""
    url = make_url(engine.url)
    if url.get_backend_name() != "sqlite":
        return lambda: _server_word(engine, table)
    if url.database in (None, "", ":memory:"):
        return lambda: OK
    return _FileProbe(Path(url.database).resolve(), table)


class _FileProbe:
    """A database of SQLite. A file deleted under a running server goes on working for those who have it open, and is lost."""

    def __init__(self, file: Path, table: str) -> None:
        self._file, self._table, self._opened = file, table, _identity(file)

    def __call__(self) -> str:
        if self._opened is None or _identity(self._file) != self._opened:
            return MISSING
        try:
            _write_nothing(self._file, self._table)
        except sqlite3.Error as error:
            return of_sqlite(error)
        return OK


def _identity(file: Path) -> Optional[tuple[int, int]]:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _write_nothing(file: Path, table: str) -> None:
    """Read a table, and write a number that stays as it is: a full or a locked database can't."""
    uri = f"{file.as_uri()}?mode=rw"  # never makes a new file
    with closing(sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)) as connection:
        connection.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - a name of ours
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")


def _server_word(engine: Engine, table: str) -> str:
    try:
        with engine.connect() as connection:
            connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1"))  # noqa: S608 - a name of ours
            is_read_only = connection.execute(text("SHOW transaction_read_only")).scalar() == "on"
    except ProgrammingError:
        return EMPTY
    except DBAPIError:
        return NO_ANSWER
    except SQLAlchemyError:
        return FAILING
    return READ_ONLY if is_read_only else OK
