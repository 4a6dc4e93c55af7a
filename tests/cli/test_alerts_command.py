"""`localoffer alerts`: what is open, that somebody looks after it, and one round of sending."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Callable

import pytest
from invented import KEY
from mail_server import Mailbox, mail_server
from ports import reserved_port
from sqlalchemy import select

from bot.casework.tables import AuditEvent, PersonalAdviser, Team, YoungPerson
from bot.cli.main import main
from bot.delivery.alerts.alert_tables import Alert, Unasked
from bot.delivery.alerts.stored_alerts import Rules, raise_alert
from bot.identity.access.decisions import audited
from bot.safeguarding.finding import Danger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.records.database import Database

NOW = datetime(2026, 11, 22, 11, 59)
Run = Callable[..., int]


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on this database at noon of a day."""
    for name, value in {
        "DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "DATA_KEYS": KEY,
        "TODAY": "2026-11-22",
        "DUTY_EMAIL": "duty@example.org",
        "DEMO": "false",
        "SECRET_KEY": "guards nothing",
    }.items():
        monkeypatch.setenv(f"LOCALOFFER_{name}", value)

    def call(*words: str) -> int:
        return main(["alerts", *words])

    return call


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mailbox whose server does not run yet."""
    with reserved_port() as port:
        yield Mailbox(port)


@pytest.fixture
def alert(database: Database) -> int:
    """An open alert about an invented person."""
    adviser = PersonalAdviser(
        name="Sam Okafor (invented)", email="pa@example.org", team=Team(council="rutland", name="A")
    )
    person = YoungPerson(
        reference="YP-1",
        preferred_name="Zebedee (invented)",
        birth_date=NOW.date(),
        council="rutland",
        personal_adviser=adviser,
    )
    with database.transaction() as session:
        session.add(person)
    with audited(database) as session:
        rules = Rules(lambda _council: "duty@example.org")
        return raise_alert(session, person.id, Danger("missing"), rules, NOW, with_consent=True)


def audit(database: Database) -> list[tuple[str, str]]:
    """Who did what."""
    with database.transaction() as session:
        return [
            tuple(row)
            for row in session.execute(select(AuditEvent.actor, AuditEvent.action).order_by(AuditEvent.id))
        ]


def test_the_list_says_about_whom_and_who_heard_of_it(
    run: Run, alert: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """By reference, with the danger and every delivery; no name."""
    assert run() == 0
    said = capsys.readouterr().out
    assert "1 open alert (times in UTC)" in said
    assert (
        f"alert {alert}: YP-1, rutland, missing, about themselves, they said yes, 2026-11-22 11:59:00" in said
    )
    assert "personal_adviser 1 by email: not sent yet; next 2026-11-22 11:59:00" in said
    assert "duty_team by email: not sent yet" in said
    assert "Zebedee" not in said


@pytest.mark.parametrize(
    ("unasked", "why"),
    [
        (Unasked.STOPPED, "they were not asked (they stopped our texts)"),
        (Unasked.UNDELIVERED, "they were not asked (the urgent reply could not be delivered)"),
    ],
)
def test_the_list_says_what_is_a_claim_and_why_nobody_was_asked(
    run: Run, alert: int, database: Database, capsys: pytest.CaptureFixture[str], unasked: Unasked, why: str
) -> None:
    """With the number that texted, which whoever holds the keys of the machine may read."""
    with database.transaction() as session:
        found = session.get(Alert, alert)
        assert found is not None
        found.with_consent, found.texted_from, found.unasked = False, "+447700900123", unasked.value
    assert run() == 0
    said = capsys.readouterr().out
    assert why in said
    assert "texted from +447700900123, which is on record; who texts has not been proved" in said


def test_acknowledging_empties_the_list(
    run: Run, alert: int, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """Twice says the same; the audit knows of both and of each list."""
    for _ in range(2):
        assert run("ack", str(alert)) == 0
        assert f"alert {alert}: acknowledged by terminal; nothing more is sent" in capsys.readouterr().out
    run()
    assert capsys.readouterr().out.startswith("0 open alerts")
    assert audit(database)[1:] == [("terminal", "alert_acknowledge")] * 2


def test_an_alert_that_is_not_there_is_named(
    run: Run, alert: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what to do."""
    assert run("ack", str(alert + 1)) == 1
    assert capsys.readouterr().err == (
        f"localoffer: there is no alert {alert + 1}; `localoffer alerts` lists them\n"
    )


def test_one_round_sends_what_is_due(
    run: Run,
    alert: int,
    mailbox: Mailbox,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Through a real mail server; while it is down the command says so and fails."""
    for name, value in {
        "HOST": "localhost",
        "PORT": str(mailbox.port),
        "FROM": "alerts@example.org",
        "STARTTLS": "false",
    }.items():
        monkeypatch.setenv(f"LOCALOFFER_SMTP_{name}", value)
    assert run("send") == 1
    assert "0 sent, 2 could not be sent; they are tried again" in capsys.readouterr().out
    run()
    assert "not sent yet, 1 failed since (ConnectionRefusedError)" in capsys.readouterr().out
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE outgoing_message SET next_try_at = tried_at WHERE tried_at IS NOT NULL"
        )
    with mail_server(mailbox):
        assert run("send") == 0
    assert "2 sent, 0 could not be sent" in capsys.readouterr().out
    assert sorted(mailbox.addresses()) == ["duty@example.org", "pa@example.org"]
    assert f"localoffer alerts ack {alert}" in mailbox.to("pa@example.org")[0].get_content()
    run()
    assert "sent (times: 1), last 2026-11-22 12:00:00; next 2026-11-22 12:15:00" in capsys.readouterr().out


def test_without_a_mail_server_sending_is_refused(
    run: Run, alert: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the settings."""
    assert run("send") == 1
    assert "LOCALOFFER_SMTP_HOST and LOCALOFFER_SMTP_FROM" in capsys.readouterr().err


def test_a_manager_s_address_is_set_and_taken_away(
    run: Run, alert: int, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """The address itself is not printed."""
    assert run("manager", "--team", "1", "--email", "manager@example.org") == 0
    assert capsys.readouterr().out == "team 1: alerts reach its manager\n"
    with database.transaction() as session:
        assert session.get(Team, 1).manager_email == "manager@example.org"
    assert run("manager", "--team", "1") == 0
    with database.transaction() as session:
        assert session.get(Team, 1).manager_email is None
    assert run("manager", "--team", "7") == 1
    assert "no team 7" in capsys.readouterr().err


def test_a_duty_number_is_set_and_taken_away(
    run: Run, alert: int, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """What can't be rung is refused, and the number itself is not printed."""
    assert run("duty", "--team", "1", "--phone", "01632 960198") == 0
    assert capsys.readouterr().out == "team 1: its young people see its duty number in danger\n"
    with database.transaction() as session:
        assert session.get(Team, 1).duty_phone == "01632 960198"
    for wrong in ("", "999", "duty@example.org", "01632 9601", "01632 960198 ext 3"):
        assert run("duty", "--team", "1", "--phone", wrong) == 1
        assert "not a UK phone number" in capsys.readouterr().err
    assert run("duty", "--team", "1") == 0
    with database.transaction() as session:
        assert session.get(Team, 1).duty_phone is None
    assert run("duty", "--team", "7") == 1
    assert "no team 7" in capsys.readouterr().err
    assert audit(database)[1:] == [("terminal", "alert_address")] * 2


def test_a_database_that_was_not_there_is_named_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who forgot the server's settings must not take `0 open alerts` of an empty database for the server's."""
    monkeypatch.setenv("LOCALOFFER_STATE", str(tmp_path))
    for is_new in (True, False):
        assert main(["alerts"]) == 0
        said = capsys.readouterr()
        assert "0 open alerts" in said.out
        assert (f"{tmp_path / 'localoffer.db'} is new and empty" in said.err) == is_new
