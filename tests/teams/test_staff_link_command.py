"""`localoffer staff link` and `staff unlink`: an operator says whose an account in Teams is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

import pytest
from invented import KEY
from invented_world import events
from sqlalchemy import select

from bot.cli.main import main
from bot.identity.by_teams.teams_tables import TeamsUser

if TYPE_CHECKING:
    from pathlib import Path

    from bot.records.database import Database

Run = Callable[..., int]
ACCOUNT = ("--tenant", "an-invented-tenant", "--object-id", "an-invented-object")


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command on this database."""
    for name, value in {
        "DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "DATA_KEYS": KEY,
        "TODAY": "2026-11-29",
        "DEMO": "false",
        "SECRET_KEY": "guards nothing",
        "STATE": str(tmp_path),
    }.items():
        monkeypatch.setenv(f"LOCALOFFER_{name}", value)
    return lambda *words: main(["staff", *words])


def linked(database: Database) -> list[int | None]:
    """The accounts of staff that accounts in Teams are linked to."""
    with database.transaction() as session:
        return list(session.execute(select(TeamsUser.staff_account_id)).scalars())


def test_an_account_is_linked_and_its_link_ended(
    run: Run, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is one event of the audit, and neither tenant nor object id is printed or kept."""
    run("add", "--subject", "ada", "--role", "administrator")
    assert run("link", "--account", "1", *ACCOUNT) == 0
    assert linked(database) == [1]
    assert run("unlink", "--account", "1") == 0
    assert linked(database) == [None]
    assert [event[2] for event in events(database)] == ["staff_add", "staff_link", "staff_unlink"]
    said = capsys.readouterr().out
    assert "account 1 is linked" in said
    assert "invented" not in said
    with database.owning() as engine, engine.connect() as connection:
        assert "invented" not in str(connection.exec_driver_sql("SELECT * FROM teams_user").all())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("link", "--account", "7", *ACCOUNT), "there is no account 7"),
        (("link", "--account", "1", "--tenant", "x", "--object-id", " "), "both are needed"),
        (("unlink", "--account", "1"), "linked to nobody in Teams"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_said(
    run: Run, database: Database, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    """And changes nothing."""
    run("add", "--subject", "ada", "--role", "administrator")
    assert run(*words) != 0
    assert said in capsys.readouterr().err
    assert linked(database) == []
