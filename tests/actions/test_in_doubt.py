"""Where we are not sure, we ask or say so, and the way to a person gets shorter each time."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

import actions.services
from actions.certainty import ONLY_NET, SECOND_NET
from bot.talk.general_answers import call_back_button

if TYPE_CHECKING:
    from talk import Talk


def labels(answer: object) -> list[str]:
    """The values of an answer's buttons."""
    return [choice.value for choice in answer.choices]


def test_two_close_topics_are_both_offered_and_neither_is_guessed(talk: Talk) -> None:
    """A toss-up is asked back, with both as buttons in order; pressing one answers it."""
    [asked] = talk.hears("ask", ("council_tax", 0.4), ("rent_and_housing_benefit", 0.39))
    assert labels(asked) == ["council_tax", "rent_and_housing_benefit"]
    assert "999" in asked.notes[0]
    [answer] = talk.presses(asked.choices[1])
    assert answer.topic == "rent_and_housing_benefit"


def test_what_is_no_topic_has_its_button_too(talk: Talk) -> None:
    """ "My plan" may be one's own or what a plan is."""
    [asked] = talk.hears("ask", ("pathway_plan_what_is", 0.4), ("greet", 0.39), ("pathway_plan_status", 0.38))
    assert labels(asked) == ["pathway_plan_what_is", "pathway_plan_status"]


def test_a_clear_topic_is_answered_at_once(talk: Talk) -> None:
    """Nobody is asked back where one topic leads."""
    [answer] = talk.hears("ask", ("council_tax", 0.8), ("rent_and_housing_benefit", 0.1))
    assert answer.topic == "council_tax"


def test_a_bare_yes_to_two_offers_asks_which(talk: Talk) -> None:
    """ "Yes" to "is it this or that?" is no answer, and not taken for one."""
    talk.hears("ask", ("council_tax", 0.4), ("rent_and_housing_benefit", 0.39))
    [again] = talk.hears("affirm", "affirm")
    assert again.lead.startswith("Which of the two is it?")
    assert labels(again) == ["council_tax", "rent_and_housing_benefit"]


def test_a_bare_yes_to_one_offer_takes_it(talk: Talk) -> None:
    """A single "did you mean" can be answered with yes."""
    talk.hears("nlu_fallback", ("savings", 0.2), text="qwerty uiop")
    [answer] = talk.hears("affirm", "affirm")
    assert answer.topic == "savings"


def test_an_offer_does_not_outlive_the_next_message(talk: Talk) -> None:
    """A yes is about what was just said, not about what was offered two messages ago."""
    talk.hears("ask", ("council_tax", 0.4), ("rent_and_housing_benefit", 0.39))
    talk.hears("ask", "savings")
    [answer] = talk.hears("affirm", "affirm")
    assert answer.topic == "savings"


def test_what_is_hardly_likely_is_not_offered(talk: Talk) -> None:
    """A question about football does not get "did you mean: sexual health?"."""
    [answer] = talk.hears("out_of_scope", "out_of_scope", ("sexual_health", 0.004), text="who won strictly")
    assert answer.choices == ()


def test_refusals_in_a_row_never_repeat_their_words(talk: Talk) -> None:
    """Six times in a row, no two neighbours are the same; the first is the plain one."""
    said = [talk.hears("nlu_fallback", ("savings", 0.2), text="qwerty uiop")[0].lead for _ in range(6)]
    assert all(one != other for one, other in pairwise(said))
    talk.hears("ask", "savings")
    assert talk.hears("nlu_fallback", ("savings", 0.2), text="qwerty uiop")[0].lead == said[0]


def test_the_second_refusal_tells_an_anonymous_person_how_to_get_to_somebody(talk: Talk) -> None:
    """People to ring, and that signing in allows a call-back; no call is offered that we can't arrange."""
    first, second = (talk.hears("nlu_fallback", ("savings", 0.2), text="qwerty uiop")[0] for _ in range(2))
    assert "sign-in" not in labels(first)
    assert labels(second)[-1] == "sign-in"
    assert second.contacts
    assert "If you sign in, I can ask your PA to call you." in second.notes
    assert call_back_button() not in second.choices


@pytest.mark.parametrize(
    ("intent", "topic"), [("safety", "missing"), ("stop_sms", "stop_sms"), ("follow_up", "how_much")]
)
def test_a_guess_at_what_matters_is_refused_like_anything_else(talk: Talk, intent: str, topic: str) -> None:
    """What is hardly more than a guess gets the honest reply with the urgent numbers."""
    [answer] = talk.hears(intent, (topic, ONLY_NET - 0.01))
    assert "999" in answer.notes[0]
    assert answer.title == "I don't know that one"


@pytest.mark.parametrize(
    ("was_judged", "chance", "said"),
    [
        (True, SECOND_NET, ["asked", "none"]),
        (True, SECOND_NET - 0.01, ["none"]),
        (False, ONLY_NET, ["urgent"]),
        (False, ONLY_NET - 0.01, ["none"]),
    ],
)
def test_the_second_net_is_wider_where_only_rules_looked(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, was_judged: bool, chance: float, said: list[str]
) -> None:
    """Behind a judge that saw nothing we ask if they are OK where it is nearly certain; without it a third of a chance is urgent."""
    monkeypatch.setattr(actions.services, "_provided", replace(talk.services, danger_was_judged=was_judged))
    answers = talk.hears("safety", ("missing", chance))
    assert [
        "asked" if any(choice.kind == "danger" for choice in answer.choices) else answer.urgency
        for answer in answers
    ] == said


def test_a_topic_that_nobody_wrote_is_refused_honestly(talk: Talk) -> None:
    """A council may train a topic that this place has no page for, and name itself in the question."""
    talk.slots["last_topic"] = "libraries"
    [answer] = talk.hears("ask", "libraries", council="rutland")
    assert answer.title == "I don't know that one"
    assert answer.contacts
    assert talk.slots["my_council"] == "rutland"
