"""What we say about telling somebody: plain, honest, and only what is true for who is signed in."""

from __future__ import annotations

from typing import Any

import pytest
import textstat

from bot.answer import Answer, Choice
from bot.gsm import TWO_FRAGMENTS, not_gsm, septets
from bot.safeguarding import passing_on
from bot.safeguarding.finding import Danger
from bot.safeguarding.passing_on import (
    ASKING_FIRST,
    BUTTON_LOST,
    NOT_TOLD,
    NOT_WANTED,
    SIGNED_OUT,
    TOLD,
    WITHOUT_ASKING,
    Standing,
    agreed,
    choice_for,
    choices,
    not_wanted,
    outcome,
    told_beforehand,
    with_standing,
    yes_or_no,
)
from bot.safeguarding.replies import ALWAYS, KINDS, urgent_reply

DANGERS = [Danger(kind, other) for kind in sorted(KINDS) for other in (False, True)]
SAID = {"told": TOLD, "not wanted": NOT_WANTED, "not told": NOT_TOLD, "signed out": SIGNED_OUT}
NOTES = [*passing_on._NOTES.values(), ASKING_FIRST, WITHOUT_ASKING, BUTTON_LOST]
BACK = (Choice(label="Back to: Council tax", kind="topic", value="council_tax"),)


def grade(text: str) -> float:
    """The school grade of a text after Flesch and Kincaid."""
    return float(textstat.flesch_kincaid_grade(text))


@pytest.mark.parametrize("answer", SAID.values(), ids=SAID)
def test_every_lead_reads_at_grade_five_and_fits_two_text_fragments(answer: Answer) -> None:
    """As plain as the urgent replies, with 999 and the numbers to ring."""
    assert grade(answer.lead) <= 5
    assert septets(answer.lead) <= TWO_FRAGMENTS
    assert not_gsm(answer.lead) == []
    assert "999" in answer.lead
    assert answer.contacts == ALWAYS


@pytest.mark.parametrize("note", NOTES)
def test_every_note_reads_at_grade_five(note: str) -> None:
    """What is agreed to must be understood."""
    assert grade(note) <= 5
    assert not_gsm(note) == []


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("danger", DANGERS, ids=repr)
def test_the_urgent_reply_stays_whole_whatever_is_added(danger: Danger, standing: Standing) -> None:
    """Its words, contacts, steps and buttons are all there; more stands beside them."""
    plain, answer = urgent_reply(danger), with_standing(urgent_reply(danger), danger, standing)
    same = ("title", "lead", "topic", "steps", "contacts", "urgency")
    assert [getattr(answer, name) for name in same] == [getattr(plain, name) for name in same]
    assert set(plain.notes) < set(answer.notes)
    assert set(plain.choices) <= set(answer.choices)


def test_only_who_is_signed_in_and_not_yet_told_about_is_asked() -> None:
    """A question for two of the five, and a yes and a no with it."""
    asked = {
        standing: [choice.value for choice in with_standing(urgent_reply(DANGERS[0]), DANGERS[0], standing).choices if choice.kind == "alert"]
        for standing in Standing
    }
    assert {standing for standing, values in asked.items() if values} == {Standing.ASK_ABOUT_PA, Standing.ASK_ABOUT_TEAM}
    assert all(values in ([], ["yes/crisis_abuse_or_danger/self", "no/crisis_abuse_or_danger/self"]) for values in asked.values())


@pytest.mark.parametrize("danger", DANGERS, ids=repr)
def test_a_choice_carries_the_danger_it_is_about(danger: Danger) -> None:
    """There and back, for oneself and for others; a no agrees to nothing."""
    yes, no = choices(danger, Standing.ASK_ABOUT_PA)
    assert (agreed(yes), agreed(no)) == (danger, None)


def test_who_has_no_pa_is_not_promised_one() -> None:
    """The words name the team instead."""
    answer = with_standing(urgent_reply(DANGERS[0]), DANGERS[0], Standing.ASK_ABOUT_TEAM)
    words = f"{answer.question} {answer.choices[0].label} {answer.notes[0]}"
    assert "team" in words
    assert "PA" not in words


@pytest.mark.parametrize(("text", "meant"), [
    ("yes", "yes"), ("YES PLEASE!", "yes"), ("yh", "yes"), ("no", "no"), ("No thanks.", "no"), ("don\u2019t", "no"), ("please don't", "no"),
    ("ok", None), ("okay", None), ("yes no", None), ("not sure", None), ("", None), ("?!", None), ("yes " * 40, None),
])
def test_only_a_plain_yes_or_no_is_one(text: str, meant: str | None) -> None:
    """Everything else goes the way of every message."""
    assert yes_or_no(text) == meant


def test_a_yes_means_the_choice_of_the_answer_that_asked() -> None:
    """And nothing where nothing was asked."""
    asked = with_standing(urgent_reply(DANGERS[0]), DANGERS[0], Standing.ASK_ABOUT_PA)
    yes, no = choices(DANGERS[0], Standing.ASK_ABOUT_PA)
    assert (choice_for("yes", asked), choice_for("no", asked), choice_for("yes", TOLD)) == (yes, no, None)


def test_after_a_yes_or_a_no_we_ask_if_they_want_to_go_on() -> None:
    """With the way back, if there is one, and a person."""
    yes, _ = choices(DANGERS[0], Standing.ASK_ABOUT_PA)
    for answer in (outcome(Standing.TOLD, yes, BACK), not_wanted(BACK)):
        assert answer.lead.endswith("Do you want to go on where you were?")
        assert answer.choices[0] == BACK[0]
        assert answer.choices[-1].value == "talk_to_human"


@pytest.mark.parametrize("standing", set(Standing) - {Standing.TOLD})
def test_nothing_but_told_is_said_to_be_told(standing: Standing) -> None:
    """Whatever comes back after a yes."""
    yes, _ = choices(DANGERS[0], Standing.ASK_ABOUT_PA)
    answer: Any = outcome(standing, yes, BACK)
    assert "telling them" not in f"{answer.title} {answer.lead}"
    assert "999" in answer.lead


def test_what_is_done_is_said_beforehand_for_each_policy() -> None:
    """Added to what the answer says already."""
    answer = Answer(lead="x", notes=("old",))
    assert told_beforehand(answer, at_once=False).notes == ("old", ASKING_FIRST)
    assert told_beforehand(answer, at_once=True).notes == ("old", WITHOUT_ASKING)
