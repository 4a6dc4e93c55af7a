"""Settings of text messages that can't be meant are refused at the start, with the entry and how to mend it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bot.assistant import prepare
from bot.channels.sms.text_councils import check_councils
from bot.channels.sms.text_lines import make_lines, make_prices
from bot.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = ("rutland", "rotherham", "leicestershire")
ONE, OTHER = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"our-team_live-{ONE}-{OTHER}"
NOTIFY = {"texts": "notify", "notify_template": ONE, "notify_token": "an invented bearer token"}


@pytest.mark.parametrize("setting", ["text_caps", "text_pence"])
@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-inf", "-1", "1e99", "fifty", "£5"])
def test_an_amount_that_is_none_is_named(setting: str, amount: str) -> None:
    """NaN would break every answer, and a negative cap would stop them."""
    with pytest.raises(RuntimeError) as said:
        make_prices(Settings(**{setting: f"notify={amount}"}))
    assert f"LOCALOFFER_{setting.upper()}: notify={amount} is no amount" in str(said.value)
    assert "write notify=12.50" in str(said.value)


@pytest.mark.parametrize("amount", ["0", "50", "12.50"])
def test_a_cap_is_what_is_written(amount: str) -> None:
    """Nothing at all may be one."""
    assert make_prices(Settings(text_caps=f" rutland = {amount} ,")).caps == {"rutland": Decimal(amount)}


@pytest.mark.parametrize("given", ["twilio=3.9", "notify=2.5", ""])
def test_a_price_that_is_not_named_stays_as_it_is(given: str) -> None:
    """So that nobody's texts cost nothing."""
    usual = {"notify": Decimal("2.4"), "twilio": Decimal("4.0")}
    changed = {name: Decimal(pence) for name, _, pence in [given.partition("=")] if pence}
    assert make_prices(Settings(text_pence=given)).pence == {**usual, **changed}


def test_a_price_of_no_provider_is_refused() -> None:
    """A slip would leave the usual price in force unseen."""
    with pytest.raises(
        RuntimeError, match="LOCALOFFER_TEXT_PENCE: 'Notify' is none of notify, twilio, console"
    ):
        make_prices(Settings(text_pence="Notify=2.5"))


@pytest.mark.parametrize("written", ["07700900111", "07700 900111", "+447700900111", "+44 7700 900111"])
def test_a_number_of_ours_is_known_however_it_is_written(written: str) -> None:
    """As the network writes it."""
    assert make_lines(Settings(text_numbers=f"{written}=rutland")).numbers == {"+447700900111": "rutland"}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("0770=rutland", "'0770' is no UK mobile number"),
        ("rutland=+447700900111", "'rutland' is no UK mobile number"),
        ("07700900111=rutland,+447700900111=rotherham", "is there twice"),
        ("07700900111=rutland,07700900111=rutland", "is there twice"),
        ("07700900111", "needs a name and a value"),
    ],
)
def test_a_number_that_is_none_or_there_twice_is_refused(given: str, why: str) -> None:
    """With the entry."""
    with pytest.raises(RuntimeError, match="LOCALOFFER_TEXT_NUMBERS") as said:
        make_lines(Settings(text_numbers=given))
    assert why in str(said.value)


@pytest.mark.parametrize(
    ("given", "nearest"),
    [("rutlnd", "did you mean rutland?"), ("Rotherham", "did you mean rotherham?"), ("x", "choose one of")],
)
@pytest.mark.parametrize(
    ("setting", "entry"),
    [
        ("text_caps", "{}=50"),
        ("texts_of", "{}=console"),
        ("text_numbers", "07700900111={}"),
        ("duty_texts", "{}=07700900222"),
    ],
)
def test_a_council_that_nobody_knows_is_refused(setting: str, entry: str, given: str, nearest: str) -> None:
    """By the setting's name, with the nearest one that is known."""
    settings: dict[str, Any] = {"texts": "console", setting: entry.format(given)}
    with pytest.raises(RuntimeError) as said:
        check_councils(Settings(**settings), KNOWN)
    assert f"LOCALOFFER_{setting.upper()}: there is no council {given!r}; {nearest}" in str(said.value)
    check_councils(Settings(**{**settings, setting: entry.format("rutland")}), KNOWN)


def test_a_server_does_not_start_with_one(tmp_path: Path) -> None:
    """The offer that it serves says which there are."""
    with pytest.raises(
        RuntimeError, match="LOCALOFFER_TEXT_CAPS: there is no council 'rutlnd'; did you mean rutland"
    ):
        prepare(Settings(state=tmp_path, text_caps="rutlnd=5"))


@pytest.mark.parametrize(
    "key",
    [f"'{KEY}'", f'"{KEY}"', KEY[:-1], f"{ONE}-{OTHER}", f"{KEY} ", f"{KEY}x", OTHER, f"-{ONE}-{OTHER}"],
)
def test_a_key_of_notify_that_is_cut_or_quoted_is_refused_and_not_shown(key: str) -> None:
    """At the start, not with the first text."""
    with pytest.raises(RuntimeError, match="LOCALOFFER_NOTIFY_API_KEY has not the form") as said:
        make_lines(Settings(**NOTIFY, notify_api_key=key))
    assert OTHER[:8] not in str(said.value)


def test_a_whole_key_of_notify_is_taken() -> None:
    """Its name may have hyphens of its own."""
    assert list(make_lines(Settings(**NOTIFY, notify_api_key=KEY)).providers) == ["notify"]
