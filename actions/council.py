"""Which council the answers are for: asked once, remembered, changed on request."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.say_topic import choose_council
from actions.turn import Events, Turn, read_turn, say
from bot.answer import Answer
from bot.phrases import phrase
from bot.talk.general_answers import which_council


class ActionChooseCouncil(Action):
    """Takes the council, or asks which."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_choose_council"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Remember the council and answer the last question again for it."""
        return take_council(dispatcher, read_turn(tracker))


def take_council(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """The council that the message names; without one, ask."""
    if turn.named_council is None:
        say(dispatcher, _question(turn))
        return []
    return choose_council(dispatcher, turn, turn.named_council)


def _question(turn: Turn) -> Answer:
    return Answer(
        title=phrase("councils.title"),
        lead=phrase("councils.which"),
        choices=which_council(turn.services.offer),
    )
