"""What we say about telling somebody: plain, honest, and only what is true for who is signed in."""

from __future__ import annotations

from typing import Any

import pytest
import textstat

from bot.answer import Answer, Choice, ContactLine
from bot.gsm import TWO_FRAGMENTS, not_gsm, septets
from bot.safeguarding import passing_on
from bot.safeguarding.finding import Danger
from bot.safeguarding.passing_on import (
    ASKING_FIRST,
    BUTTON_LOST,
    GO_ON,
    NOT_TOLD,
    NOT_WANTED,
    SAY_AGAIN,
    SIGNED_OUT,
    WITHOUT_ASKING,
    Outlook,
    Passed,
    Standing,
    agreed,
    choices,
    not_wanted,
    outcome,
    question_of,
    told,
    told_beforehand,
    with_standing,
    without_offer,
)
from bot.safeguarding.replies import ALWAYS, KINDS, urgent_reply

DANGERS = [Danger(kind, other) for kind in sorted(KINDS) for other in (False, True)]
OUTLOOKS = {
    "all": Outlook(tells_pa=True, tells_duty=True, tells_manager=True),
    "duty alone": Outlook(tells_duty=True),
    "manager alone": Outlook(tells_manager=True, minutes=1),
    "nobody known": Outlook(),
}
PA = ContactLine(name="Sam Okafor (invented), your PA", phone="01632 960101", who_for="The PA on your record")
TOLD = {name: told(Passed(Standing.TOLD, (PA,), outlook), ()) for name, outlook in OUTLOOKS.items()}
SAID = {
    **TOLD,
    "not wanted": NOT_WANTED,
    "not told": NOT_TOLD,
    "signed out": SIGNED_OUT,
    "say again": SAY_AGAIN,
}
NOTES = [
    *passing_on._NOTES.values(),
    *map(passing_on.asking, OUTLOOKS.values()),
    ASKING_FIRST,
    WITHOUT_ASKING,
    BUTTON_LOST,
]
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
    assert answer.contacts[-len(ALWAYS) :] == ALWAYS


@pytest.mark.parametrize("note", NOTES)
def test_every_note_reads_at_grade_five(note: str) -> None:
    """What is agreed to must be understood."""
    assert grade(note) <= 5
    assert not_gsm(note) == []


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("danger", DANGERS, ids=repr)
def test_the_urgent_reply_stays_whole_whatever_is_added(danger: Danger, standing: Standing) -> None:
    """Its words, contacts, steps and buttons are all there; more stands beside them."""
    plain, answer = urgent_reply(danger), with_standing(urgent_reply(danger), danger, Passed(standing, (PA,)))
    same = ("title", "lead", "topic", "steps", "urgency")
    assert [getattr(answer, name) for name in same] == [getattr(plain, name) for name in same]
    assert set(plain.notes) < set(answer.notes)
    assert set(plain.choices) <= set(answer.choices)
    assert answer.contacts == (plain.contacts[0], PA, *plain.contacts[1:])


def test_only_who_is_signed_in_and_not_yet_told_about_is_asked() -> None:
    """A question for two of the five, and a yes and a no with it."""
    asked = {
        standing: [
            choice.value
            for choice in with_standing(urgent_reply(DANGERS[0]), DANGERS[0], Passed(standing)).choices
            if choice.kind == "alert"
        ]
        for standing in Standing
    }
    assert {standing for standing, values in asked.items() if values} == {
        Standing.ASK_ABOUT_PA,
        Standing.ASK_ABOUT_TEAM,
    }
    assert all(
        values in ([], ["yes/crisis_abuse_or_danger/self", "no/crisis_abuse_or_danger/self"])
        for values in asked.values()
    )


@pytest.mark.parametrize("danger", DANGERS, ids=repr)
def test_a_choice_carries_the_danger_it_is_about(danger: Danger) -> None:
    """There and back, for oneself and for others; a no agrees to nothing."""
    yes, no = choices(danger, Standing.ASK_ABOUT_PA)
    assert (agreed(yes), agreed(no)) == (danger, None)


def test_who_has_no_pa_is_not_promised_one() -> None:
    """The words name the team instead."""
    answer = with_standing(
        urgent_reply(DANGERS[0]), DANGERS[0], Passed(Standing.ASK_ABOUT_TEAM, (), OUTLOOKS["duty alone"])
    )
    words = f"{answer.question} {answer.choices[0].label} {answer.notes[0]}"
    assert "team" in words
    assert "PA" not in words


def test_after_a_yes_or_a_no_we_ask_if_they_want_to_go_on() -> None:
    """With the way back, if there is one, and a person."""
    yes, _ = choices(DANGERS[0], Standing.ASK_ABOUT_PA)
    for answer in (outcome(Passed(Standing.TOLD), yes, BACK), not_wanted(BACK)):
        assert f"{answer.lead} {answer.question}".strip().endswith(GO_ON)
        assert answer.choices[0] == BACK[0]
        assert answer.choices[-1].value == "talk_to_human"


@pytest.mark.parametrize("standing", [one for one in Standing if one is not Standing.TOLD])
def test_nothing_but_told_is_said_to_be_told(standing: Standing) -> None:
    """Whatever comes back after a yes."""
    yes, _ = choices(DANGERS[0], Standing.ASK_ABOUT_PA)
    answer: Any = outcome(Passed(standing), yes, BACK)
    assert "telling them" not in f"{answer.title} {answer.lead}"
    assert "on its way" not in answer.lead
    assert "999" in answer.lead


def words(answer: Answer) -> str:
    """All that an answer says in sentences."""
    return " ".join([answer.title, answer.lead, *(p.text for p in answer.paragraphs), *answer.notes])


def test_after_a_yes_it_is_said_what_happens_by_when_and_what_if_nobody_rings() -> None:
    """Who hears now, who later and after how many minutes, and the numbers for the meantime."""
    said = words(TOLD["all"])
    assert "It's on its way. Your PA and the duty team will get a message that you need a call." in said
    assert "If nobody takes it on in 15 minutes, the team manager gets it too." in said
    assert "I can't say when they ring. At night or at the weekend it may be slow." in said
    assert "If nobody rings: Don't wait for it. Ring your PA or the team yourself." in said
    assert {"999", "116 123", PA.phone} <= {contact.phone for contact in TOLD["all"].contacts}


def test_what_is_agreed_to_is_what_is_done() -> None:
    """Whoever will hear of it is named before the yes."""
    said = passing_on.asking(OUTLOOKS["all"])
    assert said == (
        "Say yes, and your PA and the duty team will get a message that you need a call. If nobody takes it on, the team manager gets it too. "
        "It does not say what you typed."
    )
    assert "team" not in passing_on.asking(Outlook(tells_pa=True))


@pytest.mark.parametrize("name", OUTLOOKS)
def test_nobody_is_named_who_can_t_be_told(name: str) -> None:
    """What is promised is what the alert does."""
    outlook, said = OUTLOOKS[name], words(TOLD[name])
    assert ("Your PA" in said or "your PA and" in said) is outlook.tells_pa
    assert ("duty team" in said) is outlook.tells_duty
    assert ("manager" in said) is outlook.tells_manager
    assert ("1 minute," in said) is (name == "manager alone")


@pytest.mark.parametrize("name", OUTLOOKS)
def test_no_call_is_promised_for_a_time(name: str) -> None:
    """We don't know when they ring."""
    assert [word for word in ("today", "tonight", "soon", "straight away") if word in words(TOLD[name])] == []


def test_a_question_that_could_not_be_kept_is_taken_back() -> None:
    """Nobody is asked for a yes that would be lost; the rest stays."""
    asked = with_standing(urgent_reply(DANGERS[0]), DANGERS[0], Passed(Standing.ASK_ABOUT_PA, (PA,)))
    told_so = with_standing(urgent_reply(DANGERS[0]), DANGERS[0], Passed(Standing.NOT_TOLD, (PA,)))
    assert without_offer(asked) == told_so
    assert without_offer(told_so) == told_so


def test_the_question_of_a_button_is_known() -> None:
    """And that of no other button."""
    for standing, question in (
        (Standing.ASK_ABOUT_PA, "Shall I tell your PA you need a call?"),
        (Standing.ASK_ABOUT_TEAM, "Shall I tell the duty team you need a call?"),
    ):
        assert question_of(choices(DANGERS[0], standing)[0]) == question
    assert question_of(BACK[0]) == ""


def test_what_is_done_is_said_beforehand_for_each_policy() -> None:
    """Added to what the answer says already."""
    answer = Answer(lead="x", notes=("old",))
    assert told_beforehand(answer, at_once=False).notes == ("old", ASKING_FIRST)
    assert told_beforehand(answer, at_once=True).notes == ("old", WITHOUT_ASKING)
