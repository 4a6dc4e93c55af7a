"""A database that can't be used is named with its setting and the fix, in one line, and nothing is done to it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from invented import KEY
from postgresql import SERVER
from sqlalchemy.engine import make_url

from bot.dialogue.kept_events import rotate_events
from bot.records.database import Database
from bot.records.unusable import CONVERSATIONS, RECORDS, UnusableDatabaseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgresql import Server

LOCALOFFER = str(Path(sys.executable).parent / "localoffer")
SECRET = "okapi-password"


def said_of(url: str) -> str:
    """What is said when it is opened for work."""
    with pytest.raises(UnusableDatabaseError) as told:
        Database(url, [KEY]).create_tables()
    said = str(told.value)
    assert (said.count("\n"), RECORDS in said, "docs/databases.md" in said, SECRET in said) == (
        0,
        True,
        True,
        False,
    )
    assert told.value.__cause__ is None
    return said


def garbage(file: Path, _template: Path) -> None:
    """No database at all."""
    file.write_bytes(bytes(range(256)) * 20)


def cut_short(file: Path, template: Path) -> None:
    """The beginning of one."""
    file.write_bytes(template.read_bytes()[:20_480])


def cut_in_the_first_page(file: Path, template: Path) -> None:
    """Its first letters."""
    file.write_bytes(template.read_bytes()[:50])


def folder(file: Path, _template: Path) -> None:
    """A folder where the file should be."""
    file.mkdir()


def another_program(file: Path, _template: Path) -> None:
    """A good database with other tables."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE customer (id INTEGER)")


def versioned(version: str) -> Callable[[Path, Path], None]:
    """Ours, but for its version."""

    def make(file: Path, template: Path) -> None:
        shutil.copyfile(template, file)
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", [version])

    return make


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (garbage, "it is no SQLite database"),
        (cut_short, "damaged or cut short"),
        (cut_in_the_first_page, "damaged or cut short"),
        (folder, "it is a folder"),
        (another_program, "another program (customer)"),
        (versioned("9999"), "a newer version of this program made it (9999"),
        (versioned("ae1027a6acf"), "another program (version ae1027a6acf)"),
    ],
)
def test_a_file_that_is_no_database_of_ours(
    tmp_path: Path, sqlite_template: Path, make: Callable[[Path, Path], None], reason: str
) -> None:
    """The file is named and stays as it is."""
    file = tmp_path / "records.db"
    make(file, sqlite_template)
    before = file.is_file() and file.stat().st_size
    said = said_of(f"sqlite:///{file}")
    assert str(file) in said
    assert reason in said
    assert (file.is_file() and file.stat().st_size) == before


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    """The place is named."""
    (tmp_path / "var").touch()
    assert "a file stands where its folder should be" in said_of(f"sqlite:///{tmp_path}/var/records.db")


def test_a_file_that_can_only_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A first start that may not write; no folder is made of the address."""
    monkeypatch.chdir(tmp_path)
    sqlite3.connect(tmp_path / "records.db").execute("VACUUM").connection.close()
    assert "can only be read" in said_of(f"sqlite:///file:{tmp_path}/records.db?mode=ro&uri=true")
    assert [one.name for one in tmp_path.iterdir()] == ["records.db"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_somebody_else(tmp_path: Path) -> None:
    """Without the right to read it."""
    (tmp_path / "records.db").touch(mode=0)
    assert "this user may not read and write there" in said_of(f"sqlite:///{tmp_path}/records.db")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("nonsense", "is no address of a database"),
        (f"postgresql://u:{SECRET}@h:abc/x", "is no address of a database"),
        (f"postgres://u:{SECRET}@h/x", "use postgresql://"),
        (f"mysql://u:{SECRET}@h/x", "use postgresql://"),
        (f"postgresql://u:{SECRET}@127.0.0.1:1/x", "no server answers there"),
        (f"postgresql://u:{SECRET}@nowhere.invalid/x", "no machine of this name"),
    ],
)
def test_an_address_that_leads_nowhere(url: str, reason: str) -> None:
    """What is wrong with it, without its password."""
    assert reason in said_of(url)


def test_a_server_that_refuses(postgresql: Server) -> None:
    """A wrong password, a user and a database that are not there."""
    url = make_url(postgresql.url("nothing_of_this_name"))
    assert "has no database of this name" in said_of(url.render_as_string(hide_password=False))
    assert "refuses this name or password" in said_of(
        url.set(password=SECRET).render_as_string(hide_password=False)
    )


def test_a_server_s_database_of_another_program(postgresql: Server) -> None:
    """Its tables stay alone."""
    url = postgresql.create("of_others", owner=SERVER)
    try:
        database = Database(url, [KEY])
        with database.connection() as connection:
            connection.exec_driver_sql("CREATE TABLE customer (id INTEGER)")
        assert "another program (customer)" in said_of(url)
        database.engine.dispose()
    finally:
        postgresql.drop("of_others")


def test_rasa_s_record_may_stand_beside_ours(tmp_path: Path) -> None:
    """One file for both is a choice that was open until now."""
    with closing(sqlite3.connect(tmp_path / "both.db")) as connection, connection:
        connection.execute("CREATE TABLE events (id INTEGER)")
    Database(f"sqlite:///{tmp_path}/both.db", [KEY]).create_tables()


def test_the_record_of_conversations_has_a_setting_of_its_own(tmp_path: Path) -> None:
    """The one that is wrong is named."""
    garbage(tmp_path / "talk.db", tmp_path)
    with pytest.raises(UnusableDatabaseError, match=f"no SQLite database.*{CONVERSATIONS}"):
        rotate_events(f"sqlite:///{tmp_path}/talk.db", [KEY])


def called(tmp_path: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """One command, with these settings."""
    environment = {**os.environ, "LOCALOFFER_STATE": str(tmp_path / "state"), **settings}
    return subprocess.run(
        [LOCALOFFER, *arguments], env=environment, capture_output=True, text=True, timeout=300, check=False
    )


COMMANDS = {
    "audit": ("audit", "YP-1"),
    "retention": ("retention",),
    "staff": ("staff", "list"),
    "keys": ("keys", "rotate"),
    "scrub": ("person", "scrub"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_opens_it_says_the_same(tmp_path: Path, command: str) -> None:
    """One line and no traceback; what it was to do is not done."""
    garbage(tmp_path / "records.db", tmp_path)
    done = called(tmp_path, *COMMANDS[command], LOCALOFFER_DATABASE_URL=f"sqlite:///{tmp_path}/records.db")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("localoffer: the database ")
    assert "it is no SQLite database" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.model
@pytest.mark.parametrize("setting", [RECORDS, CONVERSATIONS])
def test_a_server_does_not_start_on_it(tmp_path: Path, setting: str) -> None:
    """And the last line says why."""
    garbage(tmp_path / "bad.db", tmp_path)
    done = called(tmp_path, "serve", **{setting: f"sqlite:///{tmp_path}/bad.db", "LOCALOFFER_PORT": "1"})
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert (last.startswith("localoffer: the database "), setting in last) == (True, True)


def test_a_first_start_says_nothing_of_steps(tmp_path: Path) -> None:
    """What makes the tables is nobody's business on the terminal: only that they are new, and not a server's. Then not even that."""
    first, second = called(tmp_path, "retention"), called(tmp_path, "retention")
    assert (first.returncode, len(first.stderr.splitlines())) == (0, 1)
    assert "localoffer.db is new and empty; to reach a server's records" in first.stderr
    assert (second.returncode, second.stderr) == (0, "")
