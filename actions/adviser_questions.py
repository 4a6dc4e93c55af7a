"""What personal advisers ask. On the chat page nobody is staff."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Events, read_turn, say
from bot.talk.people_words import for_staff


class ActionAdviser(Action):
    """Points staff to the pages where they sign in. Never gives data."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_adviser"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say where caseloads are."""
        turn = read_turn(tracker)
        say(dispatcher, for_staff(turn.services.offer, turn.place))
        return []
