"""Answers about the offer as a whole are honest and point to somebody."""

from __future__ import annotations

import pytest

from bot.offer.loader import Offer
from bot.offer.phrases import NEAREST, dont_know, human_contacts, not_written, which_council


def test_an_unknown_question_gets_the_two_likeliest_written_topics(offer: Offer) -> None:
    """At most two guesses, and none that nobody has written."""
    answer = dont_know(["savings", "council_tax", "chathealth", "personal_adviser"], offer, "rutland")
    assert [choice.value for choice in answer.choices] == ["council_tax", "chathealth"]


def test_an_unknown_question_without_a_guess_asks_nothing_back(offer: Offer) -> None:
    """Without a likely topic there is no "did you mean"."""
    answer = dont_know([], offer, "rutland")
    assert answer.choices == ()
    assert "Did you mean" not in answer.lead


def test_a_topic_that_nobody_wrote_is_admitted_with_people_to_turn_to(offer: Offer) -> None:
    """We say that we hold no checked facts, and name the PA and the urgent numbers."""
    answer = not_written("savings", "rutland", offer)
    assert answer.lead == "Sorry, I don't have checked facts on that yet. Please ask your personal adviser (PA)."
    assert "116 123" in answer.notes[0]


def test_the_nearest_topics_are_all_written(offer: Offer) -> None:
    """A topic that stands in for another one exists, and the other one does not yet."""
    assert {topic for topic in NEAREST.values() if not offer.topic(topic, "england")} == set()
    assert {topic for topic in NEAREST if offer.topic(topic, "england")} == set()


@pytest.mark.parametrize(("place", "main"), [
    ("england", "Become"),
    ("llr", "Become"),
    ("rutland", "Rutland Fostering, Adoption and Care Leaver Service"),
    ("rotherham", "Rotherham Fostering Service, Riverside House"),
])
def test_every_place_has_a_pa_and_a_main_contact(offer: Offer, place: str, main: str) -> None:
    """Where a place has no main contact of its own, the nearest one it inherits stands in."""
    assert [contact.name for contact in human_contacts(offer, place)] == ["Your personal adviser (PA)", main]


def test_every_council_and_any_other_can_be_chosen(offer: Offer) -> None:
    """Somebody from a council we don't know is not left without a button."""
    labels = [(choice.label, choice.value) for choice in which_council(offer)]
    assert labels == [("Rotherham", "rotherham"), ("Rutland", "rutland"), ("Another council", "england")]
