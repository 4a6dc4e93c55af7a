"""Ages, money and dates in messages, and the look-alikes that are none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.quantities import quantities

TODAY = date(2026, 11, 26)  # a Thursday


def found(text: str, kind: str, on: date | None = TODAY) -> list[str]:
    """The values of one kind."""
    return [one.value for one in quantities(text, on) if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("im 19", "19"),
        ("i'm 19 and", "19"),
        ("I am nineteen", "19"),
        ("i turn 18 next month", "18"),
        ("turning 21 soon", "21"),
        ("19yo lad", "19"),
        ("a 17 year old", "17"),
        ("20 yrs old", "20"),
        ("eighteen years old", "18"),
        ("aged 16", "16"),
        ("until 21", "21"),
        ("till 25?", "25"),
        ("when i was 15", "15"),
        ("my 18th birthday", "18"),
        ("my 21st birthday", "21"),
        ("shes 24", "24"),
        ("im only 16", "16"),
        ("i am just 18", "18"),
        ("im nearly 21", "21"),
        ("being 23", "23"),
        ("twenty-two years old", "22"),
        ("under 25", "25"),
    ],
)
def test_an_age_is_read(text: str, age: str) -> None:
    """In figures, in words, with "yo", "years old" or behind "im"."""
    assert found(text, "age") == [age]


@pytest.mark.parametrize(
    "text",
    [
        "flat 19",
        "bus 21",
        "20 quid",
        "it takes 12 weeks",
        "ring 01632 960199",
        "im 5 mins away",
        "room 18 please",
        "page 22",
        "im 19 weeks pregnant",
        "at 10am",
        "at 10:30",
        "universal credit 25%",
        "im 99",
        "on 12 march",
        "i was on 20 pounds a week",
        "24 hours",
    ],
)
def test_other_numbers_are_no_age(text: str) -> None:
    """House numbers, prices, weeks, times and telephone numbers are not ages."""
    assert found(text, "age") == []


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("£50", "50.00"),
        ("£ 50", "50.00"),
        ("£1,200 back", "1200.00"),
        ("£12.50 a week", "12.50"),
        ("50 quid", "50.00"),
        ("200 pounds", "200.00"),
        ("fifty quid", "50.00"),
        ("a hundred pounds", "100.00"),
        ("£3k for a flat", "3000.00"),
        ("50p left", "0.50"),
        ("i owe 85 pound", "85.00"),
        ("twenty quid", "20.00"),
    ],
)
def test_money_is_read_in_pounds(text: str, pounds: str) -> None:
    """With a sign, with "quid", in words, with thousands and pence."""
    assert found(text, "money") == [pounds]


@pytest.mark.parametrize(
    "text", ["50 people", "im 19", "flat 50", "£", "quid", "ring 0808 800 4444", "a pound of flesh"]
)
def test_other_numbers_are_no_money(text: str) -> None:
    """A number alone is no sum."""
    assert found(text, "money") == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14 march 2027", "2027-03-14"),
        ("on the 14th of March 2027", "2027-03-14"),
        ("3/4/2025", "2025-04-03"),
        ("3.4.25", "2025-04-03"),
        ("14 march", "2027-03-14"),
        ("1st dec", "2026-12-01"),
        ("today", "2026-11-26"),
        ("tonight", "2026-11-26"),
        ("tomorrow", "2026-11-27"),
        ("next friday", "2026-11-27"),
        ("this thursday", "2026-12-03"),
        ("in 3 weeks", "2026-12-17"),
        ("in a month", "2026-12-26"),
        ("in two days", "2026-11-28"),
        ("29 feb 2028", "2028-02-29"),
        ("26 november", "2026-11-26"),
    ],
)
def test_a_date_is_read(text: str, day: str) -> None:
    """UK order; a day without a year is the next one; "next friday" counts from today."""
    assert found(text, "date") == [day]


@pytest.mark.parametrize(
    "text",
    ["31 february 2027", "3/14/2025", "may i ask", "march on", "1/2 price", "in 3 minutes", "29 feb 2027"],
)
def test_what_is_no_date_is_left_out(text: str) -> None:
    """Days that don't exist, and words that only look like months."""
    assert found(text, "date") == []


@pytest.mark.parametrize("text", ["14 march", "tomorrow", "next friday", "in 3 weeks"])
def test_without_a_day_nothing_is_guessed(text: str) -> None:
    """What depends on today is left out where today is not known."""
    assert found(text, "date", None) == []


def test_places_are_those_of_the_text() -> None:
    """The stretch is what was read, so that it can be marked."""
    text = "im 19 and owe £50 by 14 march 2027"
    assert [text[one.start : one.end] for one in quantities(text, TODAY)] == ["im 19", "£50", "14 march 2027"]


_PIECES = (
    "im",
    "aged",
    "at",
    "in",
    "on",
    "next",
    "zero",
    "twenty one",
    "a hundred",
    "hundred",
    "£",
    "quid",
    "p",
    "k",
    "years old",
    "days",
    "weeks",
    "months",
    "friday",
    "31 february",
    "29 feb",
    "0/0/0000",
    "31/12/9999",
    "march 0000",
    "99",
    "007",
    "1,000",
    "\u0663\u0664",
    "th birthday",
    " ",
)


@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=5))))
def test_no_text_makes_it_fail(pieces: list[str]) -> None:
    """A number that is none, a day that never was: the rest of the message is still understood."""
    for text in (" ".join(pieces), "".join(pieces)):
        assert quantities(text, TODAY) is not None


def test_zero_is_a_number() -> None:
    """ "my bank is at zero" is about money, not an age, and breaks nothing."""
    assert found("my bank is at zero", "age") == []
    assert found("zero pounds left", "money") == ["0.00"]
