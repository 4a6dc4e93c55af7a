"""Whoever starts a server is told by which lines texts go, what their providers must call, and where a demo's code is."""

from __future__ import annotations

import pytest

from bot.cli.serving_process import welcome
from bot.settings import Settings

ADDRESS = "https://offer.example.org"


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (
            "notify",
            f"Text messages by notify: notify must call {ADDRESS}/texts/notify/received and {ADDRESS}/texts/notify/receipt (docs/sms.md).",
        ),
        (
            "console,twilio",
            f"Text messages by console, twilio: twilio must call {ADDRESS}/texts/twilio/received (docs/sms.md).",
        ),
    ],
)
def test_the_addresses_that_providers_must_call_are_told(texts: str, told: str) -> None:
    """In one line, as they are set up there, also where the address ends with a slash."""
    said = welcome(Settings(texts=texts, public_url=f"{ADDRESS}/", demo=False), 9).splitlines()
    assert [line for line in said if "Text messages" in line] == [told]


@pytest.mark.parametrize("texts", ["", "console"])
def test_without_a_provider_nothing_is_told_of_it(texts: str) -> None:
    """Nobody calls us then."""
    assert "/texts/" not in welcome(Settings(texts=texts), 9)


@pytest.mark.parametrize(
    ("texts", "worker", "said"),
    [
        ("", True, "The code is printed here."),
        ("console,notify", True, "The code is printed here."),
        ("console", False, "`localoffer worker` prints the code."),
        ("notify,console", True, "The code leaves by notify and is not shown"),
        ("twilio", False, "The code leaves by twilio and is not shown"),
    ],
)
def test_a_demo_says_where_the_code_is(texts: str, said: str, *, worker: bool) -> None:
    """It is printed only where texts are."""
    assert said in welcome(Settings(demo=True, texts=texts, worker=worker), 9)
