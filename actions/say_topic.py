"""Saying one topic, or for which council: what many actions share."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.certainty import NEARLY_AS_LIKELY, WORTH_OFFERING
from actions.own_council import say_abroad, take_as_own
from actions.say_passage import meant_instead, say_passage
from actions.turn import Events, Turn, offering, say
from bot.answer import Answer
from bot.offer.answers import answer_for
from bot.offer.models import Topic
from bot.offer.passage import Passage
from bot.offer.short_answers import key_of
from bot.talk.choosing import best_in, in_the_same_sense
from bot.talk.council_words import name_shown
from bot.talk.general_answers import dont_know, with_call_back, with_sign_in


def whole_question(turn: Turn) -> Optional[str]:
    """The written topic that is nearly as likely as the short question, if there is one."""
    for topic, confidence in list(zip(turn.topics, turn.confidences, strict=True))[1:3]:
        if confidence >= NEARLY_AS_LIKELY * turn.confidences[0] and turn.services.offer.topic(
            topic, turn.place
        ):
            return topic
    return None


def answer_topic(dispatcher: CollectingDispatcher, turn: Turn, topic_id: str, place: str) -> Events:
    """Say what a topic answers to this message in one place; remember it, and a council that was named first here.

    A topic that the place does not have is refused like any question that we can't answer.
    """
    topic = turn.services.offer.topic(topic_id, place)
    if turn.is_abroad:
        return say_abroad(dispatcher, turn, topic_id)
    if topic is None:
        return [*refuse(dispatcher, turn), *first_council(dispatcher, turn)]
    passage = best_in(topic, turn.passages)
    return [*say_passage(dispatcher, turn, topic, passage), *first_council(dispatcher, turn)]


def whole_answer(turn: Turn, topic: Topic) -> Answer:
    """The whole answer of a topic; of a council whose own offer we don't hold it says that this is the law for all of England."""
    found = turn.services
    answer = answer_for(topic, found.offer, found.parameters, found.clock.today())
    return answer.copy(update={"place_name": name_shown(turn.answered_for, topic.place, answer.place_name)})


def answer_again(dispatcher: CollectingDispatcher, turn: Turn, place: str) -> Events:
    """Answer the last question anew for a place; nothing if there was none."""
    topic = turn.services.offer.topic(turn.last_topic or "", place)
    if topic is None:
        return []
    passage = in_the_same_sense(topic, _said_last(turn, topic), place)
    return say_fresh(dispatcher, turn, topic, passage)


def say_fresh(dispatcher: CollectingDispatcher, turn: Turn, topic: Topic, passage: Passage) -> Events:
    """Say a passage in full, also if this talk had it: that was asked for."""
    fresh = replace(turn, said=turn.said - {key_of(topic, passage)})
    return say_passage(dispatcher, fresh, topic, passage)


def _said_last(turn: Turn, topic: Topic) -> Passage:
    """The last passage as it was said, for the place that it was said for; the topic's first if there was none."""
    there = turn.services.offer.topic(topic.id, turn.last_place or topic.place) or topic
    return there.passage(turn.last_passage or "") or topic.passages[0]


def refuse(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """Say honestly that we don't know; from the second time in a row on, with the way to a person.

    What the talk was about stays remembered: a gap of ours must not end it.
    """
    time = turn.refusals + 1
    likely = [t for t, c in zip(turn.topics, turn.confidences, strict=True) if c >= WORTH_OFFERING]
    answer = dont_know(likely, turn.services.offer, turn.place, time, meant_instead(turn, turn.passages))
    topics = tuple(choice.value for choice in answer.choices if choice.kind == "topic")
    if time == 1:
        say(dispatcher, answer)
        return [SlotSet("refusals", 1.0), *offering(topics)]
    is_known = turn.signed_in() is not None
    say(dispatcher, with_call_back(answer) if is_known else with_sign_in(answer))
    return [SlotSet("refusals", float(time)), *offering(("call_back",) if is_known else topics)]


def first_council(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """Remember a council that is named while none is remembered."""
    new = turn.named_as_own if turn.council is None else None
    return take_as_own(dispatcher, new) if new else []
