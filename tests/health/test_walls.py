"""Whether PostgreSQL's second wall binds the server is said at the start and in /health."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from bot.assistant import tell_of_open_walls
from bot.health.row_security import row_security_word
from bot.records.database import make_engine
from bot.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from bot.records.database import Database


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_role_that_is_shown_every_row_is_told_of_at_the_start(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """The server goes on with a warning, unless the settings ask for the wall: then it stops, with what to do."""
    with database.owning() as engine:
        unbound = SimpleNamespace(database=SimpleNamespace(engine=engine))
        tell_of_open_walls(Settings(), unbound)
        assert "does not bind this role" in caplog.text
        with pytest.raises(RuntimeError, match=r"connect as another role \(docs/databases.md\)"):
            tell_of_open_walls(Settings(require_row_security=True), unbound)
    caplog.clear()
    tell_of_open_walls(Settings(require_row_security=True), SimpleNamespace(database=database))
    assert caplog.text == ""


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_server_that_does_not_answer_is_not_said_to_be_bound(database: Database) -> None:
    """Nor not to be: nobody knows."""
    with database.owning() as engine, engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE young_person RENAME TO gone")
    assert row_security_word(database.engine) == "no_answer"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_nobody_knows_is_no_wall_where_one_is_asked_for(database: Database) -> None:
    """The server stops: it would serve everybody's rows without anybody having looked."""
    with database.owning() as engine, engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE young_person RENAME TO gone")
    services = SimpleNamespace(database=database)
    tell_of_open_walls(Settings(), services)
    with pytest.raises(RuntimeError, match="does not tell whether row-level security binds this role"):
        tell_of_open_walls(Settings(require_row_security=True), services)


def test_sqlite_has_no_such_wall(tmp_path: Path) -> None:
    """And /health says so, whatever is in the file."""
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    assert row_security_word(engine) == "off"
    engine.dispose()
