"""How to reach somebody whom a message names."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.say_topic import refuse
from actions.turn import Events, Turn, about_topic, read_turn, say
from actions.unknown import found_in_content
from bot.answer import Answer
from bot.offer.answers import council_name
from bot.offer.inherit import chain
from bot.offer.models import Topic
from bot.offer.short_answers import whole_answer
from bot.talk.council_words import name_shown
from bot.talk.general_answers import main_contact
from bot.talk.reaching import asked_contact, reach_answer

_COUNCIL = "contact_council"  # the topic


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
        topic = offer.topic(_COUNCIL, turn.place)
        if topic is None or contact.id != main_contact(offer, turn.place):
            say(dispatcher, reach_answer(contact, offer))
            return []
        say(dispatcher, _of_the_council(turn, topic, reach_answer(contact, offer)))
        return about_topic(topic.id)


def _of_the_council(turn: Turn, topic: Topic, answer: Answer) -> Answer:
    """How to reach the own council is a topic, with more to it."""
    name = name_shown(turn.answered_for, topic.place, council_name(topic.place, turn.services.offer))
    more = {"topic": topic.id, "place": topic.place, "place_name": name, "choices": (whole_answer(topic),)}
    return answer.copy(update=more)
