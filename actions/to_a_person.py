"""Pointing to people: the PA, the council, and urgent help."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Optional

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.certainty import ONLY_NET, SECOND_NET, SURE_ABOUT_TEXTS
from actions.say_topic import refuse
from actions.turn import Events, Turn, after_danger, offering, read_turn, say
from actions.unknown import found_in_content
from bot.answer import Answer
from bot.caseload.casework_reads import own_plan_status
from bot.casework.plans.plan_status import PlanStatus
from bot.casework.plans.plan_words import adviser_line
from bot.identity.access.decisions import audited
from bot.phrases import phrase
from bot.records.reach import own
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import KINDS, check_in_reply, urgent_reply
from bot.talk.general_answers import ALWAYS_THERE, human_contacts, with_call_back, with_sign_in


class ActionTalkToHuman(Action):
    """Says who to talk to: for a signed-in person, their own PA first."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_talk_to_human"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Name the people and how to reach them."""
        return say_people(dispatcher, read_turn(tracker))


class ActionUrgent(Action):
    """The second net for danger: the front door looks first."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_urgent"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Behind rules alone say the urgent reply, behind a judge that saw nothing ask if they are OK; to a mere guess say neither."""
        turn = read_turn(tracker)
        found = Danger(next(topic for topic in turn.topics if topic in KINDS))
        if not turn.services.danger_was_judged and turn.confidences[0] >= ONLY_NET:
            say(dispatcher, urgent_reply(found))
            return []
        if turn.confidences[0] < SECOND_NET:
            return _answered(dispatcher, turn)
        say(dispatcher, check_in_reply(found))
        return after_danger(dispatcher, lambda: _answered(dispatcher, turn))


class ActionStopTexts(Action):
    """ "Stop texting me": nobody is texted from here, and the word alone may mean much more."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_stop_texts"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        """Say that no texts come from here, if that is surely what was asked."""
        turn = read_turn(tracker)
        if turn.confidences[0] < SURE_ABOUT_TEXTS:
            return refuse(dispatcher, replace(turn, topics=(), confidences=()))  # "stop" hints at no topic
        say(dispatcher, Answer(lead=phrase("people.no_texts"), notes=(ALWAYS_THERE,)))
        return []


def _answered(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """What a passage surely says to it: "who helps if i am made to marry" asks something, whatever it sounds like."""
    return found_in_content(dispatcher, turn) or refuse(dispatcher, turn)


def say_people(dispatcher: CollectingDispatcher, turn: Turn) -> Events:
    """Who there is to talk to. A signed-in person with a PA on record can ask for a call here."""
    status = _own_status(turn)
    answer = _people(turn, status)
    if status is None:
        say(dispatcher, with_sign_in(answer))
    elif status.adviser:
        say(dispatcher, with_call_back(answer))
        return offering(["call_back"])
    else:
        say(dispatcher, answer)
    return []


def _people(turn: Turn, status: Optional[PlanStatus]) -> Answer:
    return Answer(
        title=phrase("people.title"),
        lead=phrase("people.who"),
        topic="talk_to_human",
        place=turn.place,
        contacts=(
            *((adviser_line(status),) if status else ()),
            *human_contacts(turn.services.offer, turn.place),
        ),
    )


def _own_status(turn: Turn) -> Optional[PlanStatus]:
    person = turn.signed_in()
    if person is None:
        return None
    on, now = turn.services.clock.today(), turn.services.clock.now()
    with audited(turn.services.database, own(person)) as session:
        return own_plan_status(session, person, turn.services.parameters, on, now)
