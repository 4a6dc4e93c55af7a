"""A database is brought to a newer version while others use it, by one process at a time, a whole step or none of it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from invented import KEY
from sqlalchemy import event, inspect, text

from bot.cli.main import main
from bot.records import upgrading
from bot.records.database import Database
from bot.records.migrations import undo
from bot.records.upgrading import database_version, pending, program_version, require_current, upgrade

if TYPE_CHECKING:
    from postgresql import Server
    from sqlalchemy.engine import Engine

ROOT = Path(__file__).resolve().parents[2]
ONLY_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
OLD = "0005"


def back_to(database: Database, version: str) -> None:
    """An older database."""
    with database.owning() as engine:
        undo(engine, version)


def columns(engine: Engine, table: str) -> set[str]:
    """The names of a table's columns."""
    return {str(column["name"]) for column in inspect(engine).get_columns(table)}


def test_the_missing_steps_are_done_in_order_and_once(database: Database) -> None:
    """And it is told which; a second time there is nothing to do."""
    back_to(database, OLD)
    with database.owning() as engine:
        missing = pending(engine)
        assert (missing[0], missing[-1]) == ("0006", program_version())
        assert upgrade(engine) == missing
        assert (database_version(engine), upgrade(engine)) == (program_version(), [])


def test_a_step_that_fails_leaves_nothing_half_done(database: Database) -> None:
    """The steps before it stay; of its own, which had changed a table already, nothing does."""
    back_to(database, OLD)
    with database.owning() as engine:

        def fail_at_the_last(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            if "version_num='0006'" in statement:
                raise TimeoutError

        event.listen(engine, "before_cursor_execute", fail_at_the_last)
        with pytest.raises(TimeoutError):
            upgrade(engine)
        event.remove(engine, "before_cursor_execute", fail_at_the_last)
        assert (database_version(engine), "number" in columns(engine, "alert")) == (OLD, False)
        upgrade(engine)
        assert "number" in columns(engine, "alert")


def test_processes_that_start_at_once_do_it_once(database: Database) -> None:
    """Each finds the tables of its version, whoever made them."""
    back_to(database, OLD)
    code = "import sys; from bot.records.database import Database; Database(sys.argv[1], [sys.argv[2]], sys.argv[3]).create_tables()"
    with database.owning() as engine:
        url = engine.url.render_as_string(hide_password=False)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, url, KEY, url],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    said = [process.communicate(timeout=120)[1] for process in started]
    assert [process.returncode for process in started] == [0] * 4, said
    assert database_version(database.engine) == program_version()


@ONLY_POSTGRESQL
def test_a_step_behind_a_lock_waits_by_trying_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never queues for long, for everybody who came behind it would wait too; when the lock is gone it is done."""
    monkeypatch.setattr(upgrading, "REST", 0.1)
    monkeypatch.setattr(upgrading, "LOCK_TIMEOUT", 1)
    back_to(database, OLD)
    locked, over = threading.Event(), threading.Event()

    def hold() -> None:
        with database.owning() as engine, engine.begin() as connection:
            connection.execute(text("LOCK TABLE alert IN ACCESS SHARE MODE"))
            locked.set()
            over.wait(30)

    with ThreadPoolExecutor(2) as pool:
        holding = pool.submit(hold)
        assert locked.wait(10)
        with database.owning() as engine:
            going = pool.submit(upgrade, engine)
            for _ in range(3):  # whoever reads the table meanwhile is served
                with database.engine.connect() as connection:
                    connection.execute(text("SET lock_timeout = '3s'"))
                    connection.execute(text("SELECT count(*) FROM alert"))
            over.set()
            assert going.result(60)[-1] == program_version()
        holding.result(10)


@ONLY_POSTGRESQL
def test_a_lock_that_never_ends_is_said(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do, and the database as it was."""
    monkeypatch.setattr(upgrading, "REST", 0.0)
    monkeypatch.setattr(upgrading, "LOCK_TIMEOUT", 1)
    monkeypatch.setattr(upgrading, "TRIES", 2)
    back_to(database, OLD)
    with database.owning() as holder, holder.begin() as connection:
        connection.execute(text("LOCK TABLE alert IN ACCESS SHARE MODE"))
        with database.owning() as engine, pytest.raises(RuntimeError, match="locked 2 times; end the long"):
            upgrade(engine)
    assert database_version(database.engine) == OLD


@ONLY_POSTGRESQL
def test_a_role_that_may_not_is_told_which_may(database: Database, postgresql: Server) -> None:
    """The server's own role changes no tables."""
    back_to(database, OLD)
    server = Database(postgresql.url(str(database.engine.url.database)), [KEY])
    with pytest.raises(RuntimeError, match="LOCALOFFER_MIGRATION_URL"):
        server.create_tables()
    server.engine.dispose()


def test_tables_that_are_older_are_left_alone_where_that_is_set(database: Database) -> None:
    """The start stops with the command that does it."""
    back_to(database, OLD)
    with pytest.raises(RuntimeError, match=rf"has {OLD}, and this program needs .*localoffer migrate"):
        database.create_tables(at_start=False)
    database.create_tables()
    database.create_tables(at_start=False)


def test_tables_that_are_newer_are_left_alone(database: Database) -> None:
    """An older program says so in a sentence, and changes nothing."""
    with database.owning() as engine, engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for use in (database.create_tables, lambda: require_current(database.engine)):
        with pytest.raises(RuntimeError, match=r"a newer version of this program made it \(9999"):
            use()


def test_the_command_says_and_does_it(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """With --check it changes nothing, and a missing step is exit code 1."""
    back_to(database, OLD)
    with database.owning() as engine:
        owner = engine.url.render_as_string(hide_password=False)
    for name, value in {
        "DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "MIGRATION_URL": owner,
        "DATA_KEYS": KEY,
        "STATE": str(tmp_path / "state"),
        "MIGRATE": "never",
    }.items():
        monkeypatch.setenv(f"LOCALOFFER_{name}", value)
    assert main(["staff", "list"]) == 1
    assert "run `localoffer migrate`" in capsys.readouterr().err
    assert main(["migrate", "--check"]) == 1
    assert f"version of the tables: {OLD}" in capsys.readouterr().out
    assert database_version(database.engine) == OLD
    assert main(["migrate"]) == 0
    assert f"done: 0006, 0007, {program_version()}"[:16] in capsys.readouterr().out
    assert (main(["migrate", "--check"]), main(["migrate"]), main(["staff", "list"])) == (0, 0, 0)
    assert "nothing to do" in capsys.readouterr().out
