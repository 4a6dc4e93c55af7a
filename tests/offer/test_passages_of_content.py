"""Every passage that is written keeps the form: short, plain, asked for, supported, and never further than a press or two."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from readability import grade
from topic_ids import ANSWERS as TOPICS

from bot.authoring.check_lengths import (
    FEWEST_WORDS,
    MOST_GRADE_OF_A_PASSAGE,
    MOST_GRADE_OF_THE_RULE,
    MOST_LETTERS,
    MOST_WORDS,
)
from bot.authoring.check_passages import FEWEST_ASKS, MOST_ASKS, as_asked
from bot.gsm import TWO_FRAGMENTS, not_gsm, septets
from bot.offer.answers import answer_for
from bot.offer.figures import fill
from bot.offer.short_answers import passage_answer

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer
    from bot.offer.models import Topic
    from bot.offer.passage import Passage

TODAY = date(2026, 11, 30)
MOST_CONTACTS, MOST_BUTTONS = 2, 4
EACH_TOPIC = pytest.mark.parametrize("topic_id", TOPICS)


def told(offer: Offer, topic_id: str) -> list[tuple[Topic, Passage]]:
    """A topic's passages, each once: where the place tells it that wrote it."""
    topics = (offer.topic(topic_id, place) for place in offer.places)
    return [
        (topic, passage)
        for topic in topics
        if topic
        for passage in topic.passages
        if passage.place == topic.place
    ]


def named(topic: Topic, passage: Passage) -> str:
    """Which passage it is."""
    return f"{topic.place}/{topic.id}/{passage.id}"


@EACH_TOPIC
def test_a_passage_has_at_most_sixty_words(offer: Offer, parameters: Parameters, topic_id: str) -> None:
    """Steps and today's figures included, and enough to be understood alone."""
    words = {
        named(t, p): len(fill(p.whole_text, parameters, TODAY).split()) for t, p in told(offer, topic_id)
    }
    assert words
    assert {name: count for name, count in words.items() if not FEWEST_WORDS <= count <= MOST_WORDS} == {}


@EACH_TOPIC
def test_a_passage_or_its_twin_fits_two_text_fragments(
    offer: Offer, parameters: Parameters, topic_id: str
) -> None:
    """306 septets, and only letters of text messages."""
    texts = {named(t, p): fill(p.short or p.whole_text, parameters, TODAY) for t, p in told(offer, topic_id)}
    assert {name: septets(text) for name, text in texts.items() if septets(text) > TWO_FRAGMENTS} == {}
    assert {name: not_gsm(text) for name, text in texts.items() if not_gsm(text)} == {}


@EACH_TOPIC
def test_a_passage_can_be_read_by_an_eleven_year_old(
    offer: Offer, parameters: Parameters, topic_id: str
) -> None:
    """Grade 6 and a half at most; where it names laws, a grade more."""
    hard = {
        named(t, p): grade(text)
        for t, p in told(offer, topic_id)
        for text in (fill(p.whole_text, parameters, TODAY), fill(p.short, parameters, TODAY))
        if text and grade(text) > (MOST_GRADE_OF_THE_RULE if p.is_rule else MOST_GRADE_OF_A_PASSAGE)
    }
    assert hard == {}


@EACH_TOPIC
def test_a_passage_has_three_to_eight_asks_that_no_other_has(offer: Offer, topic_id: str) -> None:
    """In different words; the same question in two passages of one topic could not be told apart."""
    for topic, passage in told(offer, topic_id):
        asks = {as_asked(ask) for ask in passage.asks}
        assert FEWEST_ASKS <= len(asks) <= MOST_ASKS, named(topic, passage)
        others = {as_asked(ask) for one in topic.passages if one.id != passage.id for ask in one.asks}
        assert asks & others == set(), named(topic, passage)


@EACH_TOPIC
def test_a_question_fits_a_button(offer: Offer, topic_id: str) -> None:
    """45 letters, a question mark, and no two passages of a topic with the same one."""
    for topic, passage in told(offer, topic_id):
        assert len(passage.question) <= MOST_LETTERS, named(topic, passage)
        assert passage.question.endswith("?"), named(topic, passage)
        same = [one.id for one in topic.passages if one.question == passage.question]
        assert same == [passage.id], named(topic, passage)


@EACH_TOPIC
def test_a_short_answer_is_short(offer: Offer, parameters: Parameters, topic_id: str) -> None:
    """Two contacts and four buttons at most; who stands behind it has a source."""
    for topic, passage in told(offer, topic_id):
        answer = passage_answer(topic, passage, offer, parameters, TODAY)
        assert len(answer.contacts) <= MOST_CONTACTS, named(topic, passage)
        assert len(answer.choices) <= MOST_BUTTONS, named(topic, passage)
        assert answer.sources or answer.basis is None, named(topic, passage)


@EACH_TOPIC
def test_every_passage_is_reached_by_buttons(offer: Offer, parameters: Parameters, topic_id: str) -> None:
    """From the first one on, question by question or by the whole answer, in every place."""
    for place in offer.places:
        topic = offer.topic(topic_id, place)
        if topic is None:
            continue
        whole = answer_for(topic, offer, parameters, TODAY)
        shown = {topic.passages[0].question, *(one.heading for one in whole.paragraphs)}
        assert {passage.question for passage in topic.passages} <= shown
        assert _pressed_through(topic, offer, parameters) == {
            one.id for one in topic.passages if not one.is_rule
        }


def _pressed_through(topic: Topic, offer: Offer, parameters: Parameters) -> set[str]:
    """What somebody sees who presses the first question that they did not have yet, again and again."""
    seen: set[str] = set()
    passage = topic.passages[0]
    while True:
        seen.add(passage.id)
        said = {(topic.place, topic.id, one) for one in seen}
        answer = passage_answer(topic, passage, offer, parameters, TODAY, said)
        offered = [choice.value.split("/")[-1] for choice in answer.choices if choice.kind == "passage"]
        following = topic.passage(offered[0]) if offered else None
        if following is None:
            return seen
        passage = following
