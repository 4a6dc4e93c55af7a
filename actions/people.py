"""Pointing to people: the PA, the council, and urgent help."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import answer_topic
from actions.turn import Events, Turn, read_turn, say
from bot.answer import Answer, ContactLine
from bot.casework.plan_words import adviser_line
from bot.identity.access import audited
from bot.identity.casework_reads import own_plan_status
from bot.offer.phrases import ALWAYS_THERE, dont_know, human_contacts
from bot.safeguarding.detector import Danger
from bot.safeguarding.replies import KINDS, urgent_reply

# Measured on tests/sentences: below this, most of what the classifier calls danger is none.
MORE_THAN_A_GUESS = 0.3
SURE_ABOUT_TEXTS = 0.6


class ActionTalkToHuman(Action):
    """Says who to talk to: for a signed-in person, their own PA first."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_talk_to_human"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Name the people and how to reach them."""
        turn = read_turn(tracker)
        say(dispatcher, _people(turn))
        return []


class ActionUrgent(Action):
    """The second net for danger: the front door's rules look first."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_urgent"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say the urgent reply of the kind that was understood, unless it is hardly more than a guess."""
        turn = read_turn(tracker)
        if turn.confidences[0] < MORE_THAN_A_GUESS:
            say(dispatcher, dont_know(turn.topics, turn.services.offer, turn.place))
        else:
            say(dispatcher, urgent_reply(Danger(next(topic for topic in turn.topics if topic in KINDS))))
        return []


class ActionStopTexts(Action):
    """"Stop texting me": nobody is texted from here, and the word alone may mean much more."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_stop_texts"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say that no texts come from here, if that is surely what was asked."""
        turn = read_turn(tracker)
        lead = "You are not signed up to texts from me here. If you get texts you don't want, tell your PA."
        sure = turn.confidences[0] >= SURE_ABOUT_TEXTS
        say(dispatcher, Answer(lead=lead, notes=(ALWAYS_THERE,)) if sure else dont_know((), turn.services.offer, turn.place))
        return []


class ActionSayYesOrNo(Action):
    """A bare yes or no: more of the last answer, or something else."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_say_yes_or_no"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Yes says the last topic again in full; no asks what else."""
        turn = read_turn(tracker)
        said_yes = tracker.latest_message.get("intent", {}).get("name") == "affirm"
        if said_yes and turn.last_topic:
            return answer_topic(dispatcher, turn, turn.last_topic, turn.last_place or turn.place)
        say(dispatcher, Answer(lead="OK. What else would you like to know? You can type it in your own words."))
        return []


def _people(turn: Turn) -> Answer:
    return Answer(
        title="Talk to a person",
        lead=(
            "I'm a computer and can't ring anyone for you. Your personal adviser (PA) is the best person to ask. Here is "
            "who you can reach."
        ),
        topic="talk_to_human",
        place=turn.place,
        contacts=(*_own_adviser(turn), *human_contacts(turn.services.offer, turn.place)),
    )


def _own_adviser(turn: Turn) -> tuple[ContactLine, ...]:
    person = turn.signed_in()
    if person is None:
        return ()
    on, now = turn.services.clock.today(), turn.services.clock.now()
    with audited(turn.services.database) as session:
        return (adviser_line(own_plan_status(session, person, turn.services.parameters, on, now)),)
