"""Answers from the local offer."""

from __future__ import annotations

from typing import Any, Optional

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Events, Turn, read_turn, remember, say
from bot.answer import Answer
from bot.offer.answers import answer_for, councils_with_more
from bot.offer.lengths import length_choices
from bot.offer.phrases import NEAREST, council_taken, dont_know, not_written, which_council


class ActionAnswer(Action):
    """Answers a question about the offer."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say the topic for the council named or remembered; ask for the council once."""
        turn = read_turn(tracker)
        return answer_topic(dispatcher, turn, turn.topic or "", turn.place)


class ActionDontKnow(Action):
    """Is honest about what it can't answer."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_dont_know"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Take a council's name alone as "and there?"; otherwise say so, with two topics and a person."""
        turn = read_turn(tracker)
        if turn.named_council:
            return choose_council(dispatcher, turn, turn.named_council)
        say(dispatcher, dont_know(turn.topics, turn.services.offer, turn.place))
        return []


NEARLY_AS_LIKELY = 0.5


def whole_question(turn: Turn) -> Optional[str]:
    """The written topic that is nearly as likely as the short question, if there is one."""
    for topic, confidence in list(zip(turn.topics, turn.confidences, strict=True))[1:3]:
        if confidence >= NEARLY_AS_LIKELY * turn.confidences[0] and turn.services.offer.topic(topic, turn.place):
            return topic
    return None


def answer_topic(dispatcher: CollectingDispatcher, turn: Turn, topic_id: str, place: str) -> Events:
    """Say one topic for one place; remember it, and a council that was named first here."""
    found = turn.services
    topic = found.offer.topic(topic_id, place)
    if topic is None:
        return _unwritten(dispatcher, turn, topic_id, place)
    answer = answer_for(topic, found.offer, found.parameters, found.clock.today())
    answer = answer.copy(update={"choices": (*length_choices(topic), *answer.choices)})
    asks = _asks_for_council(turn, topic_id)
    say(dispatcher, _with_council_question(answer, turn) if asks else answer)
    asked = [SlotSet("was_asked_for_council", True)] if asks else []
    return [*remember(answer), *asked, *_first_council(turn)]


def choose_council(dispatcher: CollectingDispatcher, turn: Turn, place: str) -> Events:
    """Remember the council; answer the question that came with it, or the last one, for it."""
    topic = whole_question(turn) or turn.last_topic
    said = answer_topic(dispatcher, turn, topic, place) if topic else []
    if not topic:
        say(dispatcher, council_taken(place, turn.services.offer))
    return [*said, SlotSet("my_council", place), SlotSet("was_asked_for_council", True)]


def _unwritten(dispatcher: CollectingDispatcher, turn: Turn, topic_id: str, place: str) -> Events:
    """The nearest topic that is written, said to be so; else the council, if one was named; else an honest no.

    What the talk was about stays remembered: a gap of ours must not end it.
    """
    found = turn.services
    nearest = found.offer.topic(NEAREST.get(topic_id, ""), place)
    if nearest:
        answer = answer_for(nearest, found.offer, found.parameters, found.clock.today())
        note = "I don't have a page on that yet. This is the closest I have."
        say(dispatcher, answer.copy(update={"notes": (note, *answer.notes)}))
        return [*remember(answer), *_first_council(turn)]
    if turn.named_council:
        return choose_council(dispatcher, turn, turn.named_council)
    say(dispatcher, not_written(topic_id, place, found.offer))
    return []


def _asks_for_council(turn: Turn, topic_id: str) -> bool:
    if turn.council or turn.named_council or turn.was_asked_for_council:
        return False
    return bool(councils_with_more(topic_id, turn.services.offer))


def _with_council_question(answer: Answer, turn: Turn) -> Answer:
    question = "Which council looks after you? I'll look up what it says."
    return answer.copy(
        update={"question": question, "choices": (*which_council(turn.services.offer), *answer.choices)}
    )


def _first_council(turn: Turn) -> Events:
    """Remember a council that is named while none is remembered."""
    new: Optional[str] = turn.named_council if turn.council is None else None
    return [SlotSet("my_council", new)] if new else []
