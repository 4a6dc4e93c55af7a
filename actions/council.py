"""Which council the answers are for: asked once, remembered, changed on request; and where somebody lives, which never changes it."""

from __future__ import annotations

from typing import Any, Optional

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.council_chosen import choose_council
from actions.own_council import say_abroad
from actions.places_told import lines_of_council, living_events
from actions.say_topic import answer_topic
from actions.turn import WHICH_COUNCIL, WHICH_OF_THEM, Events, Turn, asking, read_turn, say
from bot.answer import Answer
from bot.language.gazetteer.unknown_names import left_over, unknown_council_in
from bot.phrases import phrase
from bot.talk.council_words import (
    living_told,
    not_found_again,
    only_england,
    unknown_council,
    which_home,
    which_one,
    who_had_you,
)
from bot.talk.general_answers import which_council
from bot.talk.told_places import Mention

_HOW_TO_FIND_OUT = "council_choice"  # the topic


class ActionChooseCouncil(Action):
    """Takes the council, or asks which."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_choose_council"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Remember the council and answer the last question again for it; or say what living elsewhere changes."""
        return take_council(dispatcher, read_turn(tracker))


def take_council(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """What the message tells: a council of care, a home, that it is not that one. Else ask for the council."""
    told = turn.told(is_choice=True)
    if told.care:
        return _take_care(dispatcher, turn, told.care, told.living)
    if told.living:
        return [*_take_living(dispatcher, turn, told.living), *living_events(told)]
    if any(council.id == turn.council for council in told.denied):
        return _not_that_one(dispatcher, turn)
    if told.named:
        return _take_named(dispatcher, turn, told.named)
    if turn.named_council:  # the nation, pressed for want of a council
        return choose_council(dispatcher, turn, turn.named_council)
    return without_place(dispatcher, turn)


def without_place(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """No place that we know: a name that is none is asked about once; who does not know is told how to find out; else ask which council."""
    name = left_over(turn.text) if turn.was_just_asked else unknown_council_in(turn.text)
    if name:
        return _unknown(dispatcher, turn, name)
    if turn.was_just_asked:
        return answer_topic(dispatcher, turn, _HOW_TO_FIND_OUT, turn.place)
    return _ask(dispatcher, _question(turn), WHICH_COUNCIL)


def _take_care(
    dispatcher: CollectingDispatcher, turn: Turn, care: Mention, living: Optional[Mention]
) -> Events:
    if care.council:
        return choose_council(dispatcher, turn, care.council.id, living)
    if turn.council_question == WHICH_OF_THEM:
        return _go_on(dispatcher, turn)
    return _ask(dispatcher, which_one(care, turn.services.offer), WHICH_OF_THEM)


def _take_living(dispatcher: CollectingDispatcher, turn: Turn, living: Mention) -> Events:
    """Where they live. Their council stays; who has named none yet is asked for it, once."""
    offer = turn.services.offer
    if turn.is_abroad:
        return say_abroad(dispatcher, turn, turn.last_topic)
    if turn.council is None and not turn.was_asked_for_council:
        return _ask(dispatcher, who_had_you(living, offer), WHICH_COUNCIL)
    if len(living.councils) > 1 and turn.council_question != WHICH_OF_THEM:
        return _ask(dispatcher, which_home(living, offer), WHICH_OF_THEM)
    say(dispatcher, living_told(turn.own, living, offer, turn.place))
    return []


def _take_named(dispatcher: CollectingDispatcher, turn: Turn, named: Mention) -> Events:
    """A council that is asked for by name: one that we hold is taken, of another we say that we don't."""
    council = named.council
    if council is None:
        return _take_care(dispatcher, turn, named, None)
    if not council.is_english:
        say(dispatcher, Answer(lead=only_england(council.nation), place=turn.place))
        return []
    if council.has_own_offer or turn.council is None:
        return choose_council(dispatcher, turn, council.id)
    say(dispatcher, Answer(lead=" ".join(lines_of_council(turn, council)), place=turn.place))
    return []


def _not_that_one(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    name = turn.own.name if turn.own else ""
    answer = _question(turn).copy(update={"lead": phrase("councils.denied", council=name)})
    return [*_ask(dispatcher, answer, WHICH_COUNCIL), SlotSet("my_council", None)]


def _unknown(dispatcher: CollectingDispatcher, turn: Turn, name: str) -> Events:
    if turn.council_question == WHICH_OF_THEM:
        return _go_on(dispatcher, turn)
    found = turn.services
    return _ask(dispatcher, unknown_council(name, found.councils.like(name), found.offer), WHICH_OF_THEM)


def _go_on(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    say(dispatcher, not_found_again(turn.place))
    return []


def _ask(dispatcher: CollectingDispatcher, question: Answer, what: str) -> Events:
    say(dispatcher, question)
    return asking(what)


def _question(turn: Turn) -> Answer:
    return Answer(
        title=phrase("councils.title"),
        lead=phrase("councils.which"),
        choices=which_council(turn.services.offer),
    )
