"""Where my own plan stands. Who "I" am comes from the session, never from words."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.certainty import SURE_OF_PASSAGE
from actions.own_council import take_as_own
from actions.say_passage import say_passage
from actions.turn import Events, Turn, read_turn, say
from bot.answer import Answer, Choice
from bot.caseload.casework_reads import own_plan_status
from bot.casework.plans.plan_words import plan_answer
from bot.identity.access.decisions import audited
from bot.phrases import phrase
from bot.records.reach import own
from bot.talk.choosing import passage_of
from bot.talk.general_answers import human_contacts, sign_in_button


class ActionPlanStatus(Action):
    """Tells a signed-in young person where their pathway plan stands."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_plan_status"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say the status, or how to sign in. Further answers are for the council of the record."""
        return say_plan(dispatcher, read_turn(tracker))


class ActionSignIn(Action):
    """Says how to sign in, or that the person is signed in."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_sign_in"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Point to the sign-in page, or to signing out."""
        return say_sign_in(dispatcher, read_turn(tracker))


def say_plan(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """Where the signed-in person's plan stands; to anybody else, how to sign in."""
    person = turn.signed_in()
    if person is None:
        return _say_to_a_stranger(dispatcher, turn)
    answer = _status(turn, person)
    say(dispatcher, answer)
    return take_as_own(dispatcher, answer.place) if turn.services.councils.get(answer.place) else []


def _say_to_a_stranger(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """How to sign in; or what surely answers it for everybody, with the button to sign in."""
    first = turn.passages[0] if turn.passages else None
    found = passage_of(first, turn.services.offer, turn.place) if first else None
    if first and found and first.chance >= SURE_OF_PASSAGE:
        return say_passage(dispatcher, turn, *found, (sign_in_button(),))
    say(dispatcher, _sign_in_first(turn))
    return []


def say_sign_in(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """How to sign in, or that the person is signed in."""
    say(dispatcher, _sign_in_first(turn) if turn.signed_in() is None else _signed_in())
    return []


def _status(turn: Turn, person: int) -> Answer:
    on, now = turn.services.clock.today(), turn.services.clock.now()
    with audited(turn.services.database, own(person)) as session:
        return plan_answer(own_plan_status(session, person, turn.services.parameters, on, now), on)


def _sign_in_first(turn: Turn) -> Answer:
    return Answer(
        title=phrase("plans.sign_in_title"),
        lead=phrase("plans.sign_in"),
        topic="pathway_plan_status",
        place=turn.place,
        contacts=human_contacts(turn.services.offer, turn.place),
        choices=(
            sign_in_button(),
            Choice(label=phrase("buttons.what_is_a_plan"), kind="topic", value="pathway_plan_what_is"),
        ),
    )


def _signed_in() -> Answer:
    return Answer(
        lead=phrase("plans.signed_in"),
        choices=(
            Choice(label=phrase("buttons.my_plan"), kind="intent", value="pathway_plan_status"),
            Choice(label=phrase("buttons.sign_out"), kind="page", value="sign-out"),
        ),
    )
