"""No disguise hides danger, and what is no disguise stays as it was typed."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.safety_made import DISGUISES
from bot.safeguarding.detector import rules_alone
from bot.safeguarding.disguise import undisguised
from bot.safeguarding.lexicon import Lexicon
from bot.safeguarding.plain import Plain

KNOWN = Lexicon({"tracey": 2, "letter": 3})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("k i l l my self", "kill my self"),
        ("k.i.l.l m.y.s.e.l.f now", "kill myself now"),
        ("K-I-L-L M-E", "kill me"),
        ("i want to d1e", "i want to die"),
        ("5u1c1d3", "suicide"),
        ("wanna d!e", "wanna die"),
        ("killll meeee", "kill me"),
        ("i w\u0430nt t\u043e di\u0435", "i want to die"),
        ("\uff49 \uff57\uff41\uff4e\uff54 \uff54\uff4f \uff44\uff49\uff45", "i want to die"),
        ("i\u200b wa\u200bnt to d\u200bie", "i want to die"),
        ("i want to di\u0301e\u0301", "i want to die"),
        ("iwanttokillmyself", "i want to kill myself"),
        ("i_want_to_die", "i want to die"),
        ("su*cide", "suicide"),
        ("k*ll myself", "kill myself"),
        ("kermit sewer slide", "suicide"),
        ("un-alive me", "unalive me"),
    ],
)
def test_disguises_come_off(typed: str, meant: str) -> None:
    """Spaced, dotted, in figures, repeated, in letters that look alike, wide, invisible signs between, no spaces, stars, algospeak."""
    assert undisguised(typed, KNOWN) == meant


@pytest.mark.parametrize(
    "text",
    [
        "im 22 n get \u00a3500 at 6pm for 2 wks, dont u? b4 4th may",
        "gr8 m8 c u 2nite",
        "do i pay council tax/rent",
        "self-harm",
        "what's my pa's email",
        "100%",
        "threatening someone yesterday",
        "\u0445\u043e\u0447\u0443 \u0441\u043f\u0430\u0442\u044c",
        "identification",
        "ring 0116 496 0000",
        "a b c",
        "18yo, 2 kids",
        "",
    ],
)
def test_what_is_no_disguise_stays(text: str) -> None:
    """Chat-speak, figures that mean figures, other alphabets and long words are left alone."""
    assert undisguised(text, KNOWN) == text


@pytest.mark.parametrize("disguise", sorted(DISGUISES))
@pytest.mark.parametrize(
    "text", ["i want to kill myself", "going to end my life tonight", "nowhere to sleep tonight"]
)
def test_plain_danger_is_seen_in_every_disguise(disguise: str, text: str) -> None:
    """By the rules alone: that needs no model."""
    found = rules_alone().check(DISGUISES[disguise](text))
    assert found is not None
    assert found.is_urgent


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("i want to kill myslef", "i want to kill myself"),
        ("im homless", "i am homeless"),
        ("sucidal", "suicidal"),
    ],
)
def test_slips_of_the_finger_are_mended(typed: str, meant: str) -> None:
    """A letter too few or two that changed places hide nothing."""
    known = Plain({"homeless": 4, "suicidal": 4, "homes": 1})
    assert known(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "a1b2c3 " * 142,
        "x" * 1_000,
        "iwanttodie" * 100,
        "k i l l " * 125,
        "*a*" * 333,
        "!1|" * 333,
        "aabbccddee1! " * 77,
        "\u0301" * 1_000,
        "4" * 1_000,
        ". " * 500,
    ],
    ids=[
        "mixed",
        "one letter",
        "no spaces",
        "spaced",
        "stars",
        "signs",
        "doubles",
        "marks",
        "figures",
        "dots",
    ],
)
def test_no_text_takes_long(text: str) -> None:
    """Whatever is sent: a thousand letters take a fraction of a second, also on a slow machine."""
    started = time.perf_counter()
    undisguised(text, KNOWN)
    assert time.perf_counter() - started < 3


@given(st.text(max_size=300))
def test_no_text_is_an_error(text: str) -> None:
    """Whatever is typed comes out as a text."""
    assert isinstance(Plain()(text), str)


def test_held_down_keys_take_no_memory() -> None:
    """A word with sixty letters typed twice or thrice has more readings than a machine can hold: some of them must do."""
    tracemalloc.start()
    try:
        undisguised("iidd" * 60 + " " + "aabbbccddd" * 12, Lexicon({}))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
