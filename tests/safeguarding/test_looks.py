"""Bounded looks: at texts that are too long and at bytes that nobody could read."""

from __future__ import annotations

import json
import time
from urllib.parse import quote, quote_plus

import pytest

from bot.safeguarding import byte_look, long_look
from bot.safeguarding.detector import MOST_READ, rules_alone
from bot.safeguarding.finding import Danger

pytestmark = pytest.mark.alone

check = rules_alone().check
DANGER = "i want to kill myself"
FILLING = "blah blah blah "
HUGE = 256 * 1024


def shows_danger(raw: bytes) -> bool:
    """Whether the rules see danger in what is looked at."""
    return any(check(text) for text in byte_look.texts(raw))


def seconds(work, *given) -> float:
    """The best of five tries."""
    tries = []
    for _ in range(5):
        started = time.perf_counter()
        work(*given)
        tries.append(time.perf_counter() - started)
    return min(tries)


def test_a_message_of_a_thousand_letters_is_looked_at_whole() -> None:
    """Nothing of what may be sent is left out."""
    assert long_look.slices("x" * 1_000) == ("x" * 1_000,)


@pytest.mark.parametrize("length", [1_001, 5_000, HUGE])
def test_of_a_longer_one_beginning_middle_and_end_are_seen(length: int) -> None:
    """Three slices, wherever the danger stands of the three."""
    filling = FILLING * (length // len(FILLING) + 1)
    half = length // 2
    for text in (DANGER + " " + filling, filling[:half] + DANGER + filling[:half], filling + DANGER):
        slices = long_look.slices(text)
        assert [len(one) for one in slices] == [long_look.LETTERS] * 3
        assert any(DANGER in one for one in slices)


@pytest.mark.parametrize("place", [0.2, 0.4, 0.7, 0.9])
@pytest.mark.parametrize("length", [1_500, 8_000, MOST_READ - 100])
def test_plain_danger_is_seen_anywhere_in_a_long_text(length: int, place: float) -> None:
    """Between the slices too, which are looked at more closely."""
    calm = FILLING * (length // len(FILLING))
    at = int(len(calm) * place)
    assert check(f"{calm[:at]} {DANGER.upper()} {calm[at:]}") == Danger("crisis_self_harm")
    assert check(calm) is None


def test_a_longer_text_takes_no_longer() -> None:
    """Microseconds, for any length."""
    assert seconds(long_look.slices, "x" * 10_000_000) < 0.001


@pytest.mark.parametrize(
    "raw",
    [
        f'{{"text": "{DANGER}"}}'.encode(),
        json.dumps({"message": f"\u00e9 {DANGER} \U0001f622"}).encode(),
        b'{"text": "i want\\nto \\u006bill myself"}',
        DANGER.encode("utf-16"),
        DANGER.encode("utf-16-le"),
        DANGER.encode("utf-16-be"),
        f"caf\u00e9 {DANGER}".encode("latin-1"),
        f"caf\u00e9 \u2019 {DANGER}".encode(),
        b"\xff\xfe\xfd " + DANGER.encode(),
        f"text={quote_plus(DANGER)}".encode(),
        f"a=1&b={quote(DANGER)}".encode(),
        f'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n{DANGER}\r\n--x--\r\n'.encode(),
        f"<message>{DANGER}</message>".encode(),
    ],
    ids=[
        "json",
        "json with escapes",
        "json escaped inside",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "latin-1",
        "utf-8",
        "broken utf-8",
        "form",
        "percent signs",
        "multipart",
        "xml",
    ],
)
def test_danger_is_seen_in_bytes_of_every_kind(raw: bytes) -> None:
    """However it was sent."""
    assert shows_danger(raw)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_danger_is_seen_in_a_huge_body(encoding: str, place: int) -> None:
    """At its beginning, its middle and its end."""
    filling = FILLING * 8_000
    text = [DANGER + " " + filling, f"{filling} {DANGER} {filling}", filling + " " + DANGER][place]
    assert shows_danger(text.encode(encoding))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0",
        b"%",
        b"\xff",
        bytes(range(256)),
        b'{"text": "do i pay council tax"}',
        b"\\ud83d",
        b"%f0%9f",
    ],
)
def test_other_bytes_are_no_danger(raw: bytes) -> None:
    """And none of them is an error."""
    assert not shows_danger(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"%41" * 90_000,
        b"%" * HUGE,
        b"\\u0041" * 45_000,
        b"\xff" * HUGE,
        b"\0a" * (HUGE // 2),
        b"&=" * (HUGE // 2),
        "\U0001f622".encode() * 65_000,
        b"\t." * (HUGE // 2),
    ],
    ids=[
        "percent",
        "percent alone",
        "json escapes",
        "broken",
        "two bytes",
        "fields",
        "emoji",
        "tabs and dots",
    ],
)
def test_no_body_takes_long_to_look_at(raw: bytes) -> None:
    """Well under the 50 milliseconds that the event loop has for 256 KB."""
    assert seconds(byte_look.texts, raw) < 0.025
