"""Copies of SQLite's files, with SQLite's own backup: what was written last is in it, and nobody need stop meanwhile."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Iterator

from sqlalchemy.engine import make_url

from bot.records.copies.manifest import BackupError

PATIENCE = 1.0  # seconds for somebody who is just about to close the file
_BESIDE = ("-wal", "-shm", "-journal")


def file_of(url: str) -> Path:
    """The file of an SQLite database. Raises BackupError for one in memory."""
    name = make_url(url).database
    if not name or name == ":memory:":
        raise BackupError("a database in memory can't be kept or brought back; name a file")
    return Path(name).resolve()


def copy_file(url: str, to: Path) -> None:
    """Copy the database of a URL into a new file that only its owner can read. Raises BackupError."""
    source = file_of(url)
    if not source.is_file():
        raise BackupError(f"there is no database {source}; start the server once, or check the settings")
    os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True)) as opened,
            closing(sqlite3.connect(to)) as copied,
        ):
            opened.backup(copied)
            _close_up(copied)
            said = copied.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise BackupError(f"{source} can't be copied: {error}") from error
    if said != "ok":
        raise BackupError(f"{source} is damaged, and so is the copy; bring an older backup back")


@contextmanager
def held_alone(file: Path) -> Iterator[None]:
    """Within, nobody else has the file open, nor can open it. Raises BackupError while a server or a command uses it."""
    if not file.exists():
        yield
        return
    with closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)) as connection:
        _take(connection, file)
        yield


def _take(connection: sqlite3.Connection, file: Path) -> None:
    """Whoever has a file with a write-ahead log open holds it: it can be closed up only by the last."""
    try:
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        _close_up(connection)
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        raise BackupError(
            f"{file} is in use; stop the server, and every command that uses it, first"
        ) from None
    except sqlite3.DatabaseError:
        return  # it is no database any more, so nobody can be using it as one


def _close_up(connection: sqlite3.Connection) -> None:
    """Everything into the one file."""
    connection.execute("PRAGMA journal_mode=DELETE")


def stage(source: Path, target: Path) -> Path:
    """A copy beside the target, to be worked on and then put in its place."""
    staged = target.with_name(f"{target.name}.restoring")
    remove(staged)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    shutil.copyfile(source, staged)
    return staged


def put_in_place(staged: Path, target: Path) -> None:
    """From one moment to the next the target is what was staged, whole and on the disk. Nobody may have either open."""
    with closing(sqlite3.connect(staged)) as connection:
        _close_up(connection)
    with staged.open("rb") as opened:
        os.fsync(opened.fileno())
    for ending in _BESIDE:  # of the old file: SQLite would take them for the new one's
        target.with_name(f"{target.name}{ending}").unlink(missing_ok=True)
    staged.replace(target)
    _reach_disk(target.parent)


def remove(file: Path) -> None:
    """Take a file away with what SQLite keeps beside it."""
    for ending in ("", *_BESIDE):
        file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)


def _reach_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
