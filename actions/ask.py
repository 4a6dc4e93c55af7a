"""Questions about the offer: one, two in a message, or one that may be either of two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Callable, Mapping, Optional

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.certainty import SURE_OF_TOPIC
from actions.council import take_council
from actions.places_told import told_first
from actions.plan import say_plan, say_sign_in
from actions.say_passage import say_likeliest, say_nearest, say_passage
from actions.say_topic import answer_topic, first_council, refuse
from actions.several import answer_several, questions_told
from actions.to_a_person import say_people
from actions.turn import Events, Turn, after_danger, offering, read_turn, say
from bot.answer import Choice
from bot.offer.short_answers import passage_choice
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import KINDS, urgent_reply
from bot.talk.choosing import Ranked, best_in, passage_of, several
from bot.talk.doubt import close_pair
from bot.talk.general_answers import choices_for, did_you_mean

_WHICH_COUNCIL = "council_choice"  # the topic


class ActionAnswer(Action):
    """Answers questions about the offer."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Both questions of a message in order; or "did you mean"; or the topic for the council named or remembered."""
        return told_first(dispatcher, read_turn(tracker), _answer)


def _answer(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    if turn.pressed:
        return _pressed(dispatcher, turn, turn.pressed)
    told = questions_told(turn, several(turn.parts, turn.passages, turn.questions))
    asks_more_than_told = (KINDS | _REQUESTS.keys()) & set(turn.questions)
    if told and not KINDS & set(turn.questions):
        return answer_several(dispatcher, turn, told)
    if len(turn.questions) > 1 and (asks_more_than_told or not turn.passages):
        return _answer_each(dispatcher, turn)
    return _answer_one(dispatcher, turn)


def _pressed(dispatcher: CollectingDispatcher, turn: Turn, value: str) -> Events:
    """The passage of a button, for the place that the button stood under."""
    place, topic_id, passage_id = value.split("/", 2)
    found = passage_of(Ranked(topic_id, passage_id, 1.0), turn.services.offer, place)
    if found is None:
        return answer_topic(dispatcher, turn, topic_id, turn.place)
    return say_passage(dispatcher, turn, *found)


def _answer_one(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """The likeliest passage, or else which of two topics is meant, or what the likeliest says first."""
    said = say_likeliest(dispatcher, turn, _also_asked(turn))
    if said:
        return [*said, *first_council(dispatcher, turn)]
    choices = _in_doubt(turn)
    if choices:
        return ask_which(dispatcher, turn, choices)
    if turn.passages:  # the ranker looked, and nothing is likely
        near = _near_by_topic(dispatcher, turn)
        if near:
            return [*near, *first_council(dispatcher, turn)]
        return [*refuse(dispatcher, turn), *first_council(dispatcher, turn)]
    return answer_topic(dispatcher, turn, turn.topic or "", turn.place)


def _near_by_topic(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """Of a topic that is sure, the likeliest passage as the nearest we have; nothing if none is."""
    topic = turn.services.offer.topic(turn.topic or "", turn.place)
    if topic is None or turn.confidences[0] < SURE_OF_TOPIC:
        return []
    return say_nearest(dispatcher, turn, topic, best_in(topic, turn.passages, 0.0), turn.passages)


def _also_asked(turn: Turn) -> tuple[Choice, ...]:
    """The other topics of a message that may ask two things, as buttons: the likeliest passage of each."""
    if not turn.passages:
        return ()
    topics = [turn.services.offer.topic(one, turn.place) for one in turn.questions[:2]]
    return tuple(
        passage_choice(topic, best_in(topic, turn.passages))
        for topic in topics
        if topic and topic.id != turn.passages[0].topic
    )


def ask_which(
    dispatcher: CollectingDispatcher, turn: Turn, choices: tuple[Choice, ...], *, is_again: bool = False
) -> Events:
    """Ask which of two was meant; a council that was named is not lost by it."""
    say(dispatcher, did_you_mean(choices, turn.place, is_again=is_again))
    return [*offering(choice.value for choice in choices), *first_council(dispatcher, turn)]


def _in_doubt(turn: Turn) -> Optional[tuple[Choice, ...]]:
    """The two buttons of a toss-up, if the likeliest topic is in one."""
    pairs = [
        (t, c)
        for t, c in zip(turn.topics, turn.confidences, strict=True)
        if choices_for([t], turn.services.offer, turn.place) and not (t == _WHICH_COUNCIL and _is_told(turn))
    ]
    pair = close_pair(pairs)
    return choices_for(pair, turn.services.offer, turn.place) if pair and pair[0] == turn.topic else None


def _is_told(turn: Turn) -> bool:
    """Whether the council is told, and so not what is asked: the rest of the message only looks like it."""
    told = turn.told()
    return bool(told.care or told.living)


def _answer_each(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """Danger first, the rest in order, nothing twice. The council is asked for once, at the end."""
    questions = sorted(dict.fromkeys(turn.questions), key=lambda topic: topic not in KINDS)
    if questions[0] not in KINDS:
        return _answer_in_order(dispatcher, turn, questions)
    rest = questions[1:]
    say(dispatcher, urgent_reply(Danger(questions[0])))
    return after_danger(dispatcher, lambda: _answer_in_order(dispatcher, turn, rest)) if rest else []


def _answer_in_order(dispatcher: CollectingDispatcher, turn: Turn, questions: list[str]) -> Events:
    quiet = replace(turn, was_asked_for_council=True)
    said = [event for topic in questions[:-1] for event in answer_part(dispatcher, quiet, topic)]
    return [*said, *answer_part(dispatcher, turn, questions[-1])]


def answer_part(dispatcher: CollectingDispatcher, turn: Turn, topic: str) -> Events:
    """Say what one part asks: a topic, or one of the things besides that have a button."""
    if topic in KINDS:
        say(dispatcher, urgent_reply(Danger(topic)))
        return []
    if topic in _REQUESTS:
        return _REQUESTS[topic](dispatcher, turn)
    return answer_topic(dispatcher, turn, topic, turn.place)


def _say_how_to_change_a_plan(dispatcher: CollectingDispatcher, _turn: Turn) -> Events:
    dispatcher.utter_message(response="utter_pathway_plan_change")
    return []


_REQUESTS: Mapping[str, Callable[[CollectingDispatcher, Turn], Events]] = {
    "pathway_plan_status": say_plan,
    "pathway_plan_change": _say_how_to_change_a_plan,
    "sign_in": say_sign_in,
    "council_choice": take_council,
    "talk_to_human": say_people,
}
