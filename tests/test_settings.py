"""Settings for staff sign-in: all of them or none, and the secret is never shown."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.carrier_setup import make_carrier
from bot.delivery.sending.waits import Night
from bot.records.database import Database
from bot.records.sealed import new_key
from bot.settings import Settings

GIVEN = {"oidc_issuer": "https://issuer.example", "oidc_client_id": "us", "oidc_client_secret": "marker"}


def test_without_any_staff_sign_in_is_off() -> None:
    """As it comes; empty values count as none."""
    assert Settings().staff_sign_in() is None
    assert Settings(**dict.fromkeys(GIVEN, "")).staff_sign_in() is None


def test_with_all_three_it_is_on() -> None:
    """Each as it was set."""
    assert Settings(**GIVEN).staff_sign_in() == ("https://issuer.example", "us", "marker")


@pytest.mark.parametrize("missing", GIVEN)
def test_one_that_is_missing_is_named(missing: str) -> None:
    """That one and no other."""
    kept = {name: value for name, value in GIVEN.items() if name != missing}
    with pytest.raises(RuntimeError) as said:
        Settings(**kept).staff_sign_in()
    named = [name for name in GIVEN if f"LOCALOFFER_{name.upper()}" in str(said.value).split()]
    assert named == [missing]


def test_the_secret_is_never_printed() -> None:
    """Not by printing the settings, nor in the error of a half-set sign-in."""
    settings = Settings(**GIVEN)
    assert "marker" not in f"{settings} {settings!r} {settings.json()}"
    with pytest.raises(RuntimeError) as said:
        Settings(oidc_client_secret="marker").staff_sign_in()
    assert "marker" not in str(said.value)


def test_each_council_s_duty_team_is_read() -> None:
    """Spaces and a last comma don't matter; none is none."""
    assert Settings(duty_emails="rutland=a@example.org, rotherham = b@example.org,").duty_addresses() == {
        "rutland": "a@example.org",
        "rotherham": "b@example.org",
    }
    assert Settings().duty_addresses() == {}


@pytest.mark.parametrize("wrong", ["rutland", "rutland=", "=a@example.org", "rutland=nobody"])
def test_a_duty_team_without_an_address_is_named(wrong: str) -> None:
    """The error says where and how it is written."""
    with pytest.raises(RuntimeError, match=r"LOCALOFFER_DUTY_EMAILS: .*council=address"):
        Settings(duty_emails=wrong).duty_addresses()


def test_half_a_mail_server_is_named_and_no_password_goes_in_the_open() -> None:
    """What is missing or unsafe stops the start; the password is in no error and no print."""
    Settings().require_mail()
    Settings(smtp_host="localhost", smtp_from="a@example.org", smtp_starttls=False).require_mail()
    with pytest.raises(RuntimeError, match="LOCALOFFER_SMTP_FROM"):
        Settings(smtp_host="localhost").require_mail()
    unsafe = Settings(
        smtp_host="localhost", smtp_from="a@example.org", smtp_password="marker", smtp_starttls=False
    )
    with pytest.raises(RuntimeError, match="LOCALOFFER_SMTP_STARTTLS") as said:
        unsafe.require_mail()
    assert "marker" not in f"{said.value} {unsafe} {unsafe!r} {unsafe.json()}"


def test_an_alert_waits_at_least_a_minute() -> None:
    """Nobody is flooded by a wrong number."""
    with pytest.raises(ValueError, match="alert_minutes"):
        Settings(alert_minutes=0)


def test_a_server_that_would_send_nothing_is_refused() -> None:
    """On SQLite nobody else can send; on PostgreSQL `localoffer worker` does."""
    Settings().require_worker()
    with pytest.raises(RuntimeError, match="LOCALOFFER_WORKER=false needs PostgreSQL"):
        Settings(worker=False).require_worker()
    Settings(worker=False, database_url="postgresql://u:p@localhost/x").require_worker()


def test_quiet_hours_of_the_wrong_form_are_named(tmp_path: Path) -> None:
    """With how they are written; and without any a text leaves at any hour."""
    settings = {"state": tmp_path, "secret_key": "guards nothing"}
    database = Database("sqlite://", [new_key()])
    with pytest.raises(RuntimeError, match="LOCALOFFER_QUIET_HOURS: 'night' is no time from and to"):
        make_carrier(Settings(quiet_hours="night", **settings), database)
    assert make_carrier(Settings(quiet_hours="", **settings), database).night is None
    assert make_carrier(Settings(**settings), database).night == Night(time(21), time(8))
