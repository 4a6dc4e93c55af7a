"""Which passage is meant: the likeliest of a topic, the same in another place, and each of several questions."""

from __future__ import annotations

from made_topics import a_passage, a_topic, an_offer

from bot.talk.choosing import (
    BESIDE,
    PART,
    Part,
    Ranked,
    best_in,
    in_the_same_sense,
    passage_of,
    read_ranked,
    several,
)

JUST = 0.001
TOPIC = a_topic(
    a_passage("what"),
    a_passage("cost", aspect="how_much"),
    a_passage("hamlet_cost", aspect="how_much", place="hamlet"),
    a_passage("where", aspect="where", place="hamlet"),
)


def ranked(passage: str, chance: float, topic: str = "bus_pass") -> Ranked:
    """A passage with its chance."""
    return Ranked(topic, passage, chance)


def test_rankings_are_read_as_they_were_written() -> None:
    """In their order."""
    found = read_ranked([{"topic": "a", "id": "b", "chance": 1}, {"topic": "c", "id": "d", "chance": 0.5}])
    assert found == (Ranked("a", "b", 1.0), Ranked("c", "d", 0.5))


def test_the_best_passage_of_a_topic_is_its_likeliest_that_is_likely_at_all() -> None:
    """Another topic's does not count, nor one that is gone; with none it is the first."""
    others = [ranked("what", 1.0, "train_pass"), ranked("gone", 0.9), ranked("where", PART)]
    assert best_in(TOPIC, others).id == "where"
    assert best_in(TOPIC, [ranked("where", PART - JUST)]).id == "what"
    assert best_in(TOPIC, []).id == "what"


def test_a_ranked_passage_is_there_or_is_none() -> None:
    """Also where its topic or its place is gone."""
    offer = an_offer(TOPIC)
    assert passage_of(ranked("where", 1.0), offer, "hamlet") == (TOPIC, TOPIC.passage("where"))
    assert passage_of(ranked("gone", 1.0), offer, "hamlet") is None
    assert passage_of(ranked("where", 1.0, "tram_pass"), offer, "hamlet") is None
    assert passage_of(ranked("where", 1.0), offer, "atlantis") is None


def test_the_same_question_in_a_council_is_its_own_words_on_it() -> None:
    """That passage if the council wrote it, else its own on the same aspect, else what it inherits."""
    assert in_the_same_sense(TOPIC, a_passage("where", aspect="where"), "hamlet").id == "where"
    assert in_the_same_sense(TOPIC, a_passage("cost", aspect="how_much"), "hamlet").id == "hamlet_cost"
    assert in_the_same_sense(TOPIC, a_passage("what"), "hamlet").id == "what"


def test_what_a_council_does_not_tell_is_told_by_the_aspect_or_by_its_own_first() -> None:
    """A passage that does not hold there is not said."""
    assert in_the_same_sense(TOPIC, a_passage("price", aspect="how_much"), "moor").id == "cost"
    assert in_the_same_sense(TOPIC, a_passage("gone", aspect="by_when"), "hamlet").id == "hamlet_cost"
    assert in_the_same_sense(TOPIC, a_passage("gone", aspect="by_when"), "moor").id == "what"


def test_several_questions_are_those_with_likely_answers_of_their_own() -> None:
    """One that is not likely, also for the whole message, or has the same answer as another, is none; a single one is not several."""
    cost, where = Part("how much", (ranked("cost", BESIDE),)), Part("where", (ranked("where", BESIDE),))
    again = Part("the price", (ranked("cost", 1.0),))
    unlikely = Part("when", (ranked("what", BESIDE - JUST),))
    whole = [ranked("cost", 0.5), ranked("where", 0.2), ranked("what", 0.1)]
    assert several([cost, unlikely, where, again, Part("hello", ())], whole) == [cost, where]
    assert several([cost, again, unlikely], whole) == []
    assert several([cost, where], whole[:1]) == []
    assert several([], whole) == []
