"""`localoffer sms due` and `sms survey`: who would be texted first and why not, and who is invited; audited, and nothing is sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Callable

import pytest
from invented import KEY
from invented_world import events
from reminder_world import add
from sqlalchemy import func, select
from text_world import OTHER_NUMBER

from bot.cli.main import main
from bot.delivery.reminding.reminder_tables import Reminder, Survey
from bot.delivery.sending.outbox_tables import OutgoingMessage

if TYPE_CHECKING:
    from pathlib import Path

    from bot.records.database import Database

Run = Callable[..., int]
PAGE = "https://www.gov.uk/s"


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command on this database at noon of a day."""
    for name, value in {
        "DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "DATA_KEYS": KEY,
        "TODAY": "2026-11-22",
        "DEMO": "false",
        "TEXTS": "console",
        "SECRET_KEY": "guards nothing",
        "STATE": str(tmp_path),
    }.items():
        monkeypatch.setenv(f"LOCALOFFER_{name}", value)
    return lambda *words: main(["sms", *words])


def test_due_says_who_what_when_and_why_not(
    run: Run, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """By reference alone; a look is in each one's audit, and changes nothing."""
    add(database)
    add(database, 2, OTHER_NUMBER, consent=False)
    add(database, 3, None)
    add(database, 4, "+447700900789", plan={"state": "drafting", "authorised_on": None})
    assert run("due") == 0
    out = capsys.readouterr().out
    assert out.splitlines() == [
        "2026-11-22  YP-1, rutland: plan review due 2026-12-06",
        "2026-11-22  YP-2, rutland: plan review due 2026-12-06; not sent: has not agreed to be texted",
        "2026-11-22  YP-3, rutland: plan review due 2026-12-06; not sent: no mobile number on record",
        "2026-12-04  YP-1, rutland: plan review due 2026-12-06",
        "2026-12-04  YP-2, rutland: plan review due 2026-12-06; not sent: has not agreed to be texted",
        "2026-12-04  YP-3, rutland: plan review due 2026-12-06; not sent: no mobile number on record",
    ]
    assert "Zebedee" not in out
    looked = [event for event in events(database) if event[2] == "reminders_due"]
    assert looked == [("operator", "terminal", "reminders_due", person, "allowed") for person in (1, 2, 3)]
    with database.transaction() as session:
        for table in (Reminder, OutgoingMessage):
            assert session.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_due_looks_as_far_ahead_as_it_is_told(
    run: Run, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """As lines of JSON too."""
    add(database)
    assert run("due", "--days", "5", "--json") == 0
    [line] = map(json.loads, capsys.readouterr().out.splitlines())
    assert line == {
        "on": "2026-11-22",
        "reference": "YP-1",
        "council": "rutland",
        "what": "review",
        "day": "2026-12-06",
        "why_not": None,
    }
    assert run("due", "--days", "-1") == 1
    assert "--days is -1" in capsys.readouterr().err


def test_due_says_that_nobody_is(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty list is no silence."""
    assert run("due", "--days", "3") == 0
    assert capsys.readouterr().out == "nobody is due a text in the next 3 days\n"


def test_a_survey_is_kept_and_says_how_many_are_invited(
    run: Run, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those who agreed; the audit has it, and `due` shows each."""
    add(database, plan={"state": "drafting", "authorised_on": None})
    add(database, 2, OTHER_NUMBER, consent=False, plan={"state": "drafting", "authorised_on": None})
    assert run("survey", "--council", "rutland", "--address", PAGE) == 0
    assert capsys.readouterr().out.startswith("rutland: 1 agreed to be texted")
    with database.transaction() as session:
        [survey] = session.execute(select(Survey)).scalars()
    assert (survey.council, survey.address, str(survey.ends_on)) == ("rutland", PAGE, "2026-12-20")
    assert ("operator", "terminal", "survey_ask", None, "allowed") in events(database)
    run("due")
    assert "2026-11-22  YP-1, rutland: survey, open until 2026-12-20\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--council", "rutland", "--address", "https://evil.example/s"), "neither our own host"),
        (("--council", "atlantis", "--address", PAGE), "nobody of 'atlantis'"),
        (("--council", "rutland", "--address", PAGE, "--days", "0"), "--days is 0"),
    ],
)
def test_a_survey_that_can_t_be_is_refused(
    run: Run, database: Database, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], why: str
) -> None:
    """With what is wrong, and nothing kept."""
    add(database)
    assert run("survey", *words) == 1
    assert why in capsys.readouterr().err
    with database.transaction() as session:
        assert session.execute(select(Survey)).first() is None
