"""Saying one topic, or for which council: what many actions share."""

from __future__ import annotations

from typing import Optional

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.certainty import NEARLY_AS_LIKELY, WORTH_OFFERING
from actions.turn import Events, Turn, offering, remember, say
from bot.answer import Answer
from bot.offer.answers import answer_for, councils_with_more
from bot.offer.lengths import length_choices
from bot.phrases import phrase
from bot.talk.general_answers import council_taken, dont_know, which_council, with_call_back, with_sign_in


def whole_question(turn: Turn) -> Optional[str]:
    """The written topic that is nearly as likely as the short question, if there is one."""
    for topic, confidence in list(zip(turn.topics, turn.confidences, strict=True))[1:3]:
        if confidence >= NEARLY_AS_LIKELY * turn.confidences[0] and turn.services.offer.topic(
            topic, turn.place
        ):
            return topic
    return None


def answer_topic(dispatcher: CollectingDispatcher, turn: Turn, topic_id: str, place: str) -> Events:
    """Say one topic for one place; remember it, and a council that was named first here.

    A topic that the place does not have is refused like any question that we can't answer.
    """
    found = turn.services
    topic = found.offer.topic(topic_id, place)
    if topic is None:
        return [*refuse(dispatcher, turn), *first_council(turn)]
    answer = answer_for(topic, found.offer, found.parameters, found.clock.today())
    answer = answer.copy(update={"choices": (*length_choices(topic), *answer.choices)})
    asks = _asks_for_council(turn, topic_id)
    say(dispatcher, _with_council_question(answer, turn) if asks else answer)
    asked = [SlotSet("was_asked_for_council", True)] if asks else []
    return [*remember(answer), *asked, *first_council(turn)]


def choose_council(dispatcher: CollectingDispatcher, turn: Turn, place: str) -> Events:
    """Remember the council; answer the question that came with it, or the last one, for it."""
    topic = whole_question(turn) or turn.last_topic
    said = answer_topic(dispatcher, turn, topic, place) if topic else []
    if not topic:
        say(dispatcher, council_taken(place, turn.services.offer))
    return [*said, SlotSet("my_council", place), SlotSet("was_asked_for_council", True)]


def refuse(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """Say honestly that we don't know; from the second time in a row on, with the way to a person.

    What the talk was about stays remembered: a gap of ours must not end it.
    """
    time = turn.refusals + 1
    likely = [t for t, c in zip(turn.topics, turn.confidences, strict=True) if c >= WORTH_OFFERING]
    answer = dont_know(likely, turn.services.offer, turn.place, time)
    topics = tuple(choice.value for choice in answer.choices)
    if time == 1:
        say(dispatcher, answer)
        return [SlotSet("refusals", 1.0), *offering(topics)]
    is_known = turn.signed_in() is not None
    say(dispatcher, with_call_back(answer) if is_known else with_sign_in(answer))
    return [SlotSet("refusals", float(time)), *offering(("call_back",) if is_known else topics)]


def first_council(turn: Turn) -> Events:
    """Remember a council that is named while none is remembered."""
    new: Optional[str] = turn.named_council if turn.council is None else None
    return [SlotSet("my_council", new)] if new else []


def _asks_for_council(turn: Turn, topic_id: str) -> bool:
    if turn.council or turn.named_council or turn.was_asked_for_council:
        return False
    return bool(councils_with_more(topic_id, turn.services.offer))


def _with_council_question(answer: Answer, turn: Turn) -> Answer:
    question = phrase("councils.which_looked_up")
    return answer.copy(
        update={"question": question, "choices": (*which_council(turn.services.offer), *answer.choices)}
    )
