"""Asking the PA for a call. Who "I" am comes from the session, never from words."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.turn import Events, Turn, read_turn, say
from bot.caseload.call_backs import Asked, ask_for_call
from bot.delivery.handing_over.promised_calls import promise_call
from bot.delivery.handing_over.said_to_young_person import Promise, call_promised
from bot.identity.access.decisions import audited
from bot.records.reach import own
from bot.talk.people_words import call_answer, call_needs_sign_in


class ActionCallBack(Action):
    """Puts a signed-in person on their PA's list of people to call."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_call_back"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Keep the wish, once; or say how to get to a person without signing in."""
        return ask_to_be_called(dispatcher, read_turn(tracker))


def ask_to_be_called(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """What the button does, and a yes to "shall I ask your PA to call you?"."""
    person, found = turn.signed_in(), turn.services
    if person is None:
        say(dispatcher, call_needs_sign_in(found.offer, turn.place))
        return []
    with audited(found.database, own(person)) as session:
        outcome, promise = _asked(session, person, turn)
    say(dispatcher, call_answer(outcome.value, found.offer, turn.place, call_promised(promise)))
    return []


def _asked(session: Session, person: int, turn: Turn) -> tuple[Asked, Promise]:
    """What became of it; a day is promised only where somebody hears of it if nobody called."""
    found, now = turn.services, turn.services.clock.now()
    if found.hand_over_rules is None:
        return ask_for_call(session, person, now), Promise(None)
    return promise_call(session, person, found.hand_over_rules, now)
