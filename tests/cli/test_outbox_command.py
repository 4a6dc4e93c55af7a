"""`localoffer outbox` and `worker`: what waits, why, and trying again; for whom a message is stays untold."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Callable

import pytest
from invented import KEY
from sqlalchemy import select

from bot.casework.tables import AuditEvent, YoungPerson
from bot.cli.main import main
from bot.delivery.sending.carrying import Carrier, send_due, send_one
from bot.delivery.sending.outbox import put
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.sending.outgoing import Channel, NeverError, Outgoing

if TYPE_CHECKING:
    from bot.records.database import Database

NOW = datetime(2026, 11, 22, 11, 59)
NUMBER, WORDS = "+447700900123", "Marked words for Zebedee"
Run = Callable[..., int]
ROOT = Path(__file__).resolve().parents[2]


class Refusing:
    """A provider that never takes anything."""

    name = "refusing"

    def send(self, outgoing: Outgoing) -> str:
        """Refuse."""
        raise NeverError


def settings_of(database: Database) -> dict[str, str]:
    """The settings of this database, at noon of a day."""
    return {
        "LOCALOFFER_DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "LOCALOFFER_DATA_KEYS": KEY,
        "LOCALOFFER_TODAY": "2026-11-22",
        "LOCALOFFER_DEMO": "false",
        "LOCALOFFER_SECRET_KEY": "guards nothing",
    }


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on this database."""
    for name, value in settings_of(database).items():
        monkeypatch.setenv(name, value)
    return lambda *words: main(["outbox", *words])


@pytest.fixture
def messages(database: Database) -> None:
    """A dead letter about an invented person, one that waits, one that waits behind it, and one for tomorrow."""
    person = YoungPerson(
        reference="YP-1", preferred_name="Zebedee", birth_date=date(2008, 2, 29), council="rutland"
    )
    with database.transaction() as session:
        session.add(person)
    text = Outgoing("marked", Channel.SMS, "1", "anna", NUMBER, WORDS, young_person=person.id)
    with database.transaction() as session:
        put(session, text, NOW)
    send_due(Carrier(database, {"sms": Refusing()}), lambda: NOW)
    with database.transaction() as session:
        for key in ("2", "3"):
            put(session, Outgoing("reminder", Channel.SMS, key, "bela", NUMBER, WORDS), NOW)
        later = NOW + timedelta(days=1)
        put(session, Outgoing("reminder", Channel.EMAIL, "4", "bela", NUMBER, WORDS, not_before=later), NOW)


def audit(database: Database) -> list[tuple[str, str, int | None]]:
    """Who looked at whom."""
    columns = (AuditEvent.actor, AuditEvent.action, AuditEvent.person)
    with database.transaction() as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(AuditEvent.id))]


def test_the_list_says_what_waits_and_what_is_dead(
    run: Run, messages: None, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """State, age, tries and channel; neither for whom nor what; and the look is audited."""
    assert run("list") == 0
    said = capsys.readouterr().out
    assert said.splitlines() == [
        "3 waiting, 1 failed; the oldest has been due for 1 minute (times in UTC)",
        "message 1: marked by sms, failed, put 1 minute ago, 1 try (NeverError)",
        "message 2: reminder by sms, waiting, put 1 minute ago, not tried yet",
        "message 3: reminder by sms, waiting, put 1 minute ago, not tried yet",
        "message 4: reminder by email, waiting, put 1 minute ago, not tried yet",
    ]
    assert run("list", "--state", "failed") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert audit(database) == [("terminal", "outbox_list", None)] * 2


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (
            1,
            "It is a dead letter, and is not tried by itself any more.\nWhen the cause is mended: localoffer outbox retry 1",
        ),
        (2, "It is due: it leaves as soon as a worker is free."),
        (3, "It waits behind message 2, which is older and for the same person"),
        (4, "It is tried at 2026-11-23 11:59:00, because it may not leave before"),
    ],
)
def test_a_message_is_explained_in_plain_words(
    run: Run, messages: None, database: Database, capsys: pytest.CaptureFixture[str], number: int, said: str
) -> None:
    """What happened and what happens next; whoever it is about stands in the audit, and not in the words."""
    assert run("explain", str(number)) == 0
    told = capsys.readouterr().out
    assert said in told
    for private in (NUMBER, "900123", "Zebedee", "YP-1", "anna", "bela"):
        assert private not in told
    assert audit(database) == [("terminal", "outbox_explain", 1 if number == 1 else None)]


def test_dead_letters_are_tried_again(
    run: Run, messages: None, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """One by its number, or all of them; each is audited."""
    for words in (("1",), ("--dead",)):
        assert run("retry", *words) == 0
        assert "1 message will be tried now" in capsys.readouterr().out
        with database.transaction() as session:
            assert session.get(OutgoingMessage, 1).state == "waiting"
        send_one(Carrier(database, {"sms": Refusing()}), 1, lambda: NOW + timedelta(minutes=2))
    assert audit(database) == [("terminal", "outbox_retry", 1)] * 2


def test_what_is_not_there_or_half_said_is_refused(
    run: Run, messages: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what to do."""
    assert run("explain", "99") == 1
    assert "there is no message 99; `localoffer outbox list` shows them" in capsys.readouterr().err
    for words in ((), ("1", "--dead")):
        assert run("retry", *words) == 2
        assert "name a message by its ID, or say --dead" in capsys.readouterr().err


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_on_sqlite_there_is_no_worker_of_its_own(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """The server itself sends, and the command says so."""
    assert main(["worker"]) == 1
    assert "on SQLite the server itself sends" in capsys.readouterr().err


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_worker_of_its_own_sends_until_it_is_stopped(database: Database, tmp_path: Path) -> None:
    """Without a chat page; it ends well when it is told to."""
    command = str(Path(sys.executable).parent / "localoffer")
    settings = {
        **os.environ,
        **settings_of(database),
        "LOCALOFFER_DEMO": "true",
        "LOCALOFFER_STATE": str(tmp_path),
        "PYTHONPATH": str(ROOT),
    }
    del settings["LOCALOFFER_TODAY"]
    with subprocess.Popen([command, "worker"], env=settings, cwd=ROOT, stdout=subprocess.PIPE) as process:
        with database.transaction() as session:
            text = Outgoing("marked", Channel.SMS, "1", "anna", NUMBER, WORDS, is_urgent=True)
            put(session, text, datetime(2026, 11, 22))
        until = time.monotonic() + 90
        sent = tmp_path / "demo-texts.jsonl"
        while not sent.exists() and time.monotonic() < until:
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert "Marked words" in sent.read_text(encoding="utf-8")
