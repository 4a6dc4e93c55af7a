"""Bringing a database to this program's version while others use it, and saying why that can't be done.

One process at a time, each step a transaction of its own. A step that would have to wait for somebody's lock
gives up soon and tries again: whoever comes behind a step that waits would wait too.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import Iterator, Optional

from alembic import command
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError, ProgrammingError

from bot.records.migrations import config, foreign_to_us
from bot.records.reach import MIGRATIONS, say
from bot.records.unusable import RECORDS, unusable

LOCK = 0x10CA2  # a number that nothing else of ours locks
LOCK_TIMEOUT = 2  # seconds until a step gives up behind somebody's lock
TRIES = 30
REST = 1.0  # seconds until it tries again, and until a process looks again whether another one is done
LONGEST = 1800.0  # seconds that another process may take
_NO_LOCK, _DEADLOCK, _NO_RIGHT = "55P03", "40P01", "42501"


def program_version() -> str:
    """The version that this program needs."""
    return str(_scripts().get_current_head())


def database_version(engine: Engine) -> Optional[str]:
    """The version that the tables have; None if there are none."""
    with engine.connect() as connection:
        return _version(connection)


def pending(engine: Engine) -> list[str]:
    """The steps that are missing, in order. Raises UnusableDatabaseError if the tables are newer than the program, or not ours."""
    reason = foreign_to_us(engine)
    if reason:
        raise unusable(engine.url, RECORDS, reason)
    return _missing(database_version(engine))


def require_current(engine: Engine) -> None:
    """Raise RuntimeError that names the fix unless the tables have this program's version."""
    missing = pending(engine)
    if missing:
        have = database_version(engine) or "no version yet"
        raise RuntimeError(
            f"the database has {have}, and this program needs {missing[-1]}; run `localoffer migrate`"
        )


def upgrade(engine: Engine) -> list[str]:
    """Bring the tables to this version; the steps that were done, none if others did them or it is there already.

    Raises RuntimeError if the tables are newer, if the role may not change them, or if somebody's lock never ended.
    """
    if not pending(engine):
        return []
    with _alone(engine):
        done = pending(engine)  # another process may just have done them
        for step in done:
            _persist(engine, step)
    return done


def _missing(have: Optional[str]) -> list[str]:
    known = [step.revision for step in _scripts().walk_revisions()][::-1]
    return known[known.index(have) + 1 :] if have is not None else known


def _persist(engine: Engine, step: str) -> None:
    """Do one step, again and again while somebody else's lock is in its way."""
    for _ in range(TRIES):
        if _tried(engine, step):
            return
        time.sleep(REST)
    raise RuntimeError(
        f"step {step} found the tables locked {TRIES} times; end the long transaction and run it again"
    )


def _tried(engine: Engine, step: str) -> bool:
    """Whether the step is done; False if somebody's lock is in its way."""
    try:
        _do(engine, step)
    except (OperationalError, ProgrammingError) as error:
        code = getattr(error.orig, "pgcode", None)
        if code == _NO_RIGHT:
            raise RuntimeError(
                "this role may not change the tables; set LOCALOFFER_MIGRATION_URL to the address of the role"
                " that owns them (docs/databases.md)"
            ) from error
        if code not in (_NO_LOCK, _DEADLOCK):
            raise
        return False
    return True


def _do(engine: Engine, step: str) -> None:
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}s'"))
            say(connection, MIGRATIONS)
        elif connection.dialect.name == "sqlite":
            # Python's driver would begin only at the first change of a row, and leave half a step behind an error.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            if _version(connection) is not None and step not in _missing(_version(connection)):
                return  # another process did it while we waited
        command.upgrade(config(connection), step)


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Nobody else changes the tables meanwhile. A process that dies lets go. SQLite locks its whole file by itself."""
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        until = time.monotonic() + LONGEST
        while not connection.execute(text(f"SELECT pg_try_advisory_lock({LOCK})")).scalar():
            if time.monotonic() > until:
                raise RuntimeError(
                    "another process has been changing the tables for half an hour; see what it waits for"
                )
            time.sleep(REST)
        try:
            yield
        finally:
            connection.execute(text(f"SELECT pg_advisory_unlock({LOCK})"))


def _version(connection: Connection) -> Optional[str]:
    found = MigrationContext.configure(connection).get_current_revision()
    return None if found is None else str(found)


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(config())
