"""How to reach somebody whom a message names."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.say_topic import refuse
from actions.turn import Events, read_turn, say
from bot.offer.inherit import chain
from bot.talk.reaching import asked_contact, reach_answer


class ActionReach(Action):
    """Says the number, address or page of a contact of the offer."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_reach"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """The contact of the person's own place goes before one of the same name elsewhere."""
        turn = read_turn(tracker)
        offer = turn.services.offer
        own = chain(turn.place, offer.places)
        contact = asked_contact(
            turn.text, sorted(offer.contacts.values(), key=lambda one: one.place not in own)
        )
        if contact is None:
            return refuse(dispatcher, turn)
        say(dispatcher, reach_answer(contact, offer))
        return []
