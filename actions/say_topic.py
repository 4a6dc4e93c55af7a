"""Saying one topic, or for which council: what many actions share."""

from __future__ import annotations

from typing import Optional

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.certainty import NEARLY_AS_LIKELY, WORTH_OFFERING
from actions.own_council import say_abroad, take_as_own
from actions.turn import WHICH_BESIDE, Events, Turn, asking, offering, remember, say
from bot.answer import Answer
from bot.offer.answers import answer_for, councils_with_more
from bot.offer.lengths import length_choices
from bot.offer.models import Topic
from bot.phrases import phrase
from bot.talk.council_words import shown_as
from bot.talk.general_answers import dont_know, which_council, with_call_back, with_sign_in


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
    topic = turn.services.offer.topic(topic_id, place)
    if turn.is_abroad:
        return say_abroad(dispatcher, turn, topic_id)
    if topic is None:
        return [*refuse(dispatcher, turn), *first_council(dispatcher, turn)]
    answer = whole_answer(turn, topic)
    answer = answer.copy(update={"choices": (*length_choices(topic), *answer.choices)})
    asks = _asks_for_council(turn, topic_id)
    say(dispatcher, _with_council_question(answer, turn) if asks else answer)
    asked = asking(WHICH_BESIDE) if asks else []
    return [*remember(answer), *asked, *first_council(dispatcher, turn)]


def whole_answer(turn: Turn, topic: Topic) -> Answer:
    """The whole answer of a topic; of a council whose own offer we don't hold it says that this is the law for all of England."""
    found = turn.services
    answer = answer_for(topic, found.offer, found.parameters, found.clock.today())
    council = found.councils.get(turn.named_council or turn.council)
    is_law_alone = council and not council.has_own_offer and council.offer_place == topic.place
    return answer.copy(update={"place_name": shown_as(council)}) if council and is_law_alone else answer


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


def first_council(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """Remember a council that is named while none is remembered."""
    new = turn.named_as_own if turn.council is None else None
    return take_as_own(dispatcher, new) if new else []


def _asks_for_council(turn: Turn, topic_id: str) -> bool:
    if turn.council or turn.named_council or turn.was_asked_for_council:
        return False
    return bool(councils_with_more(topic_id, turn.services.offer))


def _with_council_question(answer: Answer, turn: Turn) -> Answer:
    question = phrase("councils.which_looked_up")
    return answer.copy(
        update={"question": question, "choices": (*which_council(turn.services.offer), *answer.choices)}
    )
