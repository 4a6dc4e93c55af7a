"""The council of care: remembered as it was told, unless the record of the signed-in person says another."""

from __future__ import annotations

from typing import Optional

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Events, Turn, say
from bot.caseload.casework_reads import own_plan_status
from bot.identity.access.decisions import audited
from bot.offer.council_register import Council
from bot.records.reach import own
from bot.talk.council_words import cared_for_abroad


def take_as_own(dispatcher: CollectingDispatcher, council: str) -> Events:
    """Remember in the talk whose care leaver they are; the last answer says it too, for a channel that keeps it longer."""
    said = [message["answer"] for message in dispatcher.messages if message.get("answer")]
    if said:
        said[-1]["own_council"] = council
    return [SlotSet("my_council", council)]


def say_abroad(dispatcher: CollectingDispatcher, turn: Turn, topic: Optional[str]) -> Events:
    """That we only know England; the topic is remembered, for whoever asks for England's rules then."""
    if turn.own:
        say(dispatcher, cared_for_abroad(turn.own, turn.services.offer))
    return [SlotSet("last_topic", topic)] if topic else []


def council_of_record(turn: Turn) -> Optional[Council]:
    """The council of the signed-in person's record; None for anybody else."""
    person = turn.signed_in()
    if person is None:
        return None
    on, now = turn.services.clock.today(), turn.services.clock.now()
    with audited(turn.services.database, own(person)) as session:
        status = own_plan_status(session, person, turn.services.parameters, on, now)
    return turn.services.councils.get(status.council)
