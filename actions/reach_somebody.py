"""How to reach somebody whom a message names."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.say_topic import refuse
from actions.turn import Events, read_turn, say
from actions.unknown import found_in_content
from bot.offer.inherit import chain
from bot.talk.reaching import asked_contact, reach_answer


class ActionReach(Action):
    """Says the number, address or page of a contact of the offer."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_reach"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Of the person's own place; else, by its full name, of another. Where that has none it is a question like any other."""
        turn = read_turn(tracker)
        offer = turn.services.offer
        here = chain(turn.place, offer.places)
        own = [one for one in offer.contacts.values() if one.place in here]
        contact = asked_contact(turn.text, own, offer.contacts.values())
        if contact is None:
            return found_in_content(dispatcher, turn) or refuse(dispatcher, turn)
        say(dispatcher, reach_answer(contact, offer))
        return []
