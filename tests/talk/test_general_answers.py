"""Answers about the offer as a whole are honest and point to somebody."""

from __future__ import annotations

from functools import partial
from typing import Callable

import pytest
from readability import grade, whole

from bot.answer import Answer, Choice
from bot.caseload.call_backs import Asked
from bot.gsm import TWO_FRAGMENTS, not_gsm, septets
from bot.offer.loader import Offer
from bot.talk.general_answers import (
    choice_for,
    choices_for,
    did_you_mean,
    dont_know,
    human_contacts,
    which_council,
    with_call_back,
    with_sign_in,
)
from bot.talk.languages import other_language
from bot.talk.people_words import call_answer, call_needs_sign_in, for_staff


def test_an_unknown_question_gets_the_two_likeliest_written_topics(offer: Offer) -> None:
    """At most two guesses, and none that nobody has written."""
    answer = dont_know(["greet", "council_tax", "chathealth", "personal_adviser"], offer, "rutland")
    assert [choice.value for choice in answer.choices] == ["council_tax", "chathealth"]
    assert answer.question == "Did you mean one of these?"


def test_an_unknown_question_without_a_guess_asks_nothing_back(offer: Offer) -> None:
    """Without a likely topic there is no "did you mean"."""
    answer = dont_know([], offer, "rutland")
    assert answer.choices == ()
    assert answer.question == ""


def test_a_button_stands_for_a_topic_or_for_what_people_can_ask_besides(offer: Offer) -> None:
    """What is neither has none."""
    kinds = {
        t: choice and choice.kind
        for t in ("savings", "talk_to_human", "greet")
        for choice in [choice_for(t, offer, "rutland")]
    }
    assert kinds == {"savings": "topic", "talk_to_human": "intent", "greet": None}


def plain_and_short(answer: Answer) -> None:
    """Fail unless the words read at grade six and the lead fits a text."""
    assert grade(answer.lead) <= 6
    assert grade(" ".join([answer.lead, answer.question, *answer.notes])) <= 6
    assert septets(answer.lead) <= TWO_FRAGMENTS
    assert not_gsm(answer.lead) == []


@pytest.mark.parametrize("time", range(1, 8))
def test_every_refusal_is_plain_fits_a_text_and_names_people(offer: Offer, time: int) -> None:
    """However often, it can be read, and says whom to ask and what is urgent."""
    answer = dont_know(["savings"], offer, "rutland", time)
    plain_and_short(answer)
    plain_and_short(with_call_back(answer))
    plain_and_short(with_sign_in(answer))
    assert answer.contacts
    assert "116 123" in answer.notes[0]


@pytest.mark.parametrize("is_again", [False, True])
def test_did_you_mean_is_plain_and_fits_a_text_for_the_longest_titles(offer: Offer, is_again: bool) -> None:
    """Any two topics can be named."""
    titles = sorted((topic.title for topic in offer.topics_of("rutland")), key=len)[-2:]
    answer = did_you_mean(
        tuple(Choice(label=title, kind="topic", value="x") for title in titles), "rutland", is_again=is_again
    )
    assert septets(answer.lead) <= TWO_FRAGMENTS
    assert not_gsm(answer.lead) == []
    plain_and_short(
        did_you_mean(choices_for(["council_tax", "savings"], offer, "rutland"), "rutland", is_again=is_again)
    )


@pytest.mark.parametrize(
    "answer",
    [
        *(partial(call_answer, outcome.value) for outcome in Asked),
        call_needs_sign_in,
        for_staff,
        partial(other_language, None),
    ],
    ids=[*(outcome.value for outcome in Asked), "sign_in", "staff", "language"],
)
def test_words_about_getting_to_a_person_are_plain_and_fit_a_text(
    offer: Offer, answer: Callable[[Offer, str], Answer]
) -> None:
    """Calls, sign-in, staff and interpreters."""
    made = answer(offer, "rutland")
    plain_and_short(made)
    assert grade(whole(made)) <= 6
    assert made.contacts


@pytest.mark.parametrize(
    ("place", "main"),
    [
        ("england", "Become"),
        ("llr", "Become"),
        ("rutland", "Rutland Fostering, Adoption and Care Leaver Service"),
        ("rotherham", "Rotherham Fostering Service, Riverside House"),
    ],
)
def test_every_place_has_a_pa_and_a_main_contact(offer: Offer, place: str, main: str) -> None:
    """Where a place has no main contact of its own, the nearest one it inherits stands in."""
    assert [contact.name for contact in human_contacts(offer, place)] == ["Your personal adviser (PA)", main]


def test_every_council_and_any_other_can_be_chosen(offer: Offer) -> None:
    """Somebody from a council we don't know is not left without a button."""
    labels = [(choice.label, choice.value) for choice in which_council(offer)]
    assert labels == [*((place.name, place.id) for place in offer.councils()), ("Another council", "england")]
    assert len(labels) > 3
