"""Which council the answers are for: asked once, remembered, changed on request."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import answer_topic
from actions.turn import Events, Turn, read_turn, say
from bot.answer import Answer
from bot.offer.phrases import which_council


class ActionChooseCouncil(Action):
    """Takes the council, or asks which."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_choose_council"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Remember the council and answer the last question again for it."""
        turn = read_turn(tracker)
        if turn.named_council is None:
            say(dispatcher, _question(turn))
            return []
        chosen = [SlotSet("my_council", turn.named_council), SlotSet("was_asked_for_council", True)]
        if turn.last_topic:
            return [*answer_topic(dispatcher, turn, turn.last_topic, turn.named_council), *chosen]
        say(dispatcher, _thanks(turn))
        return chosen


def _question(turn: Turn) -> Answer:
    return Answer(
        title="Your council",
        lead="Which council looks after you? It is the one that was in charge of your care.",
        choices=which_council(turn.services.offer),
    )


def _thanks(turn: Turn) -> Answer:
    place = turn.services.offer.places[turn.named_council or turn.place]
    if place.kind == "nation":
        return Answer(lead="OK. I only know the law for all of England then. What would you like to know?", place=place.id)
    return Answer(lead=f"OK, I'll answer for {place.name} from now on. What would you like to know?", place=place.id)
