"""How a part is, in a word, found out by real means: full disks, and locked, deleted and damaged files."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from full_disk import fill, small_disk
from invented import KEY

from bot.health.databases import database_probe
from bot.health.disk import PROBE, disk_word
from bot.records.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.alone

TABLE = "web_session"
ONLY_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LIMITED = """
import resource, sys
from pathlib import Path
from bot.health.disk import disk_word
resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))
print(disk_word(Path(sys.argv[1])))
"""


@pytest.fixture
def file(database: Database) -> Path:
    """The file of a database."""
    return Path(database.engine.url.database)


@pytest.fixture
def probe(database: Database) -> Callable[[], str]:
    """What a server that has opened it asks."""
    return database_probe(database.engine, TABLE)


def test_a_database_that_works_is_ok(probe: Callable[[], str]) -> None:
    """Of either kind, as often as it is asked."""
    assert [probe(), probe()] == ["ok", "ok"]


def test_a_database_without_its_tables_is_empty(database: Database) -> None:
    """Of either kind."""
    assert database_probe(database.engine, "no_such_table")() == "empty"


@ONLY_SQLITE
def test_a_database_that_somebody_holds_is_locked(file: Path, probe: Callable[[], str]) -> None:
    """It is said within a second, and no longer than it lasts."""
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN EXCLUSIVE")
        started = time.monotonic()
        assert probe() == "locked"
        assert time.monotonic() - started < 1
        other.rollback()
        assert probe() == "ok"


@ONLY_SQLITE
def test_a_file_that_is_deleted_under_the_server_is_missing(
    database: Database, file: Path, probe: Callable[[], str]
) -> None:
    """Though whoever has it open can still write to it; and so it is when a new one has taken its place."""
    with database.engine.connect() as connection:
        for part in file.parent.glob(f"{file.name}*"):
            part.unlink()
        assert connection.exec_driver_sql("SELECT count(*) FROM web_session").scalar() == 0
        assert probe() == "missing"
        assert not file.exists()
    other = Database(f"sqlite:///{file}", [KEY])
    other.create_tables()
    other.engine.dispose()
    assert probe() == "missing"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_server_that_may_only_be_read_says_so(database: Database) -> None:
    """As a standby is."""
    with database.owning() as engine, engine.begin() as connection:
        connection.exec_driver_sql(
            f'ALTER DATABASE "{database.engine.url.database}" SET default_transaction_read_only = on'
        )
    database.engine.dispose()
    assert database_probe(database.engine, TABLE)() == "read-only"


def test_a_server_that_is_not_there_has_no_answer() -> None:
    """Nobody listens at its address."""
    nowhere = Database("postgresql://nobody@127.0.0.1:1/nothing", [KEY])
    assert database_probe(nowhere.engine, TABLE)() == "no_answer"


@ONLY_SQLITE
def test_a_damaged_file_is_unreadable(database: Database, file: Path, probe: Callable[[], str]) -> None:
    """Whatever is in it now is no database."""
    database.engine.dispose()
    with file.open("r+b") as opened:
        opened.write(b"not a database" * 1000)
    assert probe() == "unreadable"


@ONLY_SQLITE
def test_asking_changes_nothing(database: Database, file: Path, probe: Callable[[], str]) -> None:
    """Neither tables nor the number that is written."""
    with closing(sqlite3.connect(file)) as other:
        before = list(other.iterdump()), other.execute("PRAGMA user_version").fetchone()
        assert probe() == "ok"
        assert (list(other.iterdump()), other.execute("PRAGMA user_version").fetchone()) == before


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    with small_disk(tmp_path / "disk", 4096) as folder:
        yield folder


def test_a_full_disk_is_full(disk: Path) -> None:
    """The folder of the state and a database on it; room again, and all is well."""
    database = Database(f"sqlite:///{disk / 'own.db'}", [KEY])
    database.create_tables()
    probe = database_probe(database.engine, TABLE)
    assert (disk_word(disk), probe()) == ("ok", "ok")
    filling = fill(disk)
    words = [(disk_word(disk), probe()) for _ in range(50)]
    assert words[-1] == ("full", "full")
    filling.unlink()
    assert (disk_word(disk), probe()) == ("ok", "ok")
    database.engine.dispose()


def test_a_disk_that_may_only_be_read_says_so(disk: Path) -> None:
    """As it is after an error of the disk itself."""
    database = Database(f"sqlite:///{disk / 'own.db'}", [KEY])
    database.create_tables()
    probe = database_probe(database.engine, TABLE)
    database.engine.dispose()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    assert disk_word(disk) == "read-only"
    assert probe() in ("read-only", "unreadable")


def test_a_limit_on_files_is_like_a_full_disk(tmp_path: Path) -> None:
    """Needs no rights: the system refuses what is longer than the limit."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "full\n"


def test_a_folder_that_works_is_ok_and_left_as_it_was(tmp_path: Path) -> None:
    """Nothing stays behind."""
    assert disk_word(tmp_path) == "ok"
    assert not (tmp_path / PROBE).exists()


def test_a_folder_that_is_gone_is_missing(tmp_path: Path) -> None:
    """Or is no folder."""
    (tmp_path / "a file").write_text("")
    assert [disk_word(tmp_path / name) for name in ("gone", "a file")] == ["missing", "missing"]
