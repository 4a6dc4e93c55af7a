"""Whose danger staff write about: a young person's as they report, their own where they say so, and where nobody can tell."""

from __future__ import annotations

import pytest

from bot.safeguarding.finding import Danger
from bot.safeguarding.staff_whose import Whose, whose_danger

FOUND = Danger("crisis_self_harm")


@pytest.mark.parametrize(
    "text",
    [
        "Gia says she will kill herself tonight",
        "Mia's boyfriend hit her last night",
        "one of mine has taken an overdose",
        "Kai told me he wants to die",
        "Sol has overdosed",
        "I've taken Gia to A&E, she took an overdose",
        "I'm scared for Gia, he has a knife",
        "I took a call from Sol, he is on a bridge",
        "my YP is missing",
        "young person sleeping rough tonight",
        "Bilal's being exploited by a gang",
        "I think Mia was raped",
        "he says he'll smash the place up",
    ],
)
def test_what_staff_report_is_a_young_persons(text: str) -> None:
    """Whatever the detector made of it, and though they speak of themselves as who saw it."""
    assert whose_danger(text, FOUND) is Whose.THEIRS


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "I can't go on any more",
        "I don't want to be here any more",
        "I've taken too many tablets",
        "I took them all, she will find me",
        "he's going to kill me",
        "my husband hit me last night",
        "Sol threatened me with a knife",
        "I've been raped",
        "I want to die, Gia's death was too much",
        "they'd be better off without me",
        "he is outside and I'm hiding",
    ],
)
@pytest.mark.parametrize("found", [FOUND, Danger("crisis_self_harm", is_about_other=True)])
def test_an_adviser_who_means_themselves_is_heard(text: str, found: Danger) -> None:
    """Also where somebody else is named, or the detector thought so."""
    assert whose_danger(text, found) is Whose.OWN


@pytest.mark.parametrize("text", ["overdose", "suicide tonight", "Help me", "Nothing matters any more"])
def test_where_nothing_says_whose_it_is_nobody_decides(text: str) -> None:
    """Then it is answered as the writer's own."""
    assert whose_danger(text, FOUND) is Whose.UNSURE
