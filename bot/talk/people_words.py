"""What we say about getting to a person: a call from the PA, and what staff see elsewhere."""

from __future__ import annotations

from typing import Mapping

from bot.answer import Answer, Choice
from bot.offer.loader import Offer
from bot.talk.general_answers import ALWAYS_THERE, SIGN_IN, human_contacts

_CALL_LEADS: Mapping[str, str] = {
    "new": (
        "Done. I have put it on your PA's list that you want a call. They see it when they next look. I can't say when they "
        "will ring. If it can't wait, ring them or the council."
    ),
    "waiting": (
        "I have already put it on your PA's list that you want a call. They have not ticked it off yet. If it can't wait, "
        "ring them or the council."
    ),
    "nobody": (
        "You have no PA on record, so I can't ask for a call. Please ring the council and ask the leaving care team for a "
        "PA. It is your right to ask."
    ),
}


def call_answer(outcome: str, offer: Offer, place: str) -> Answer:
    """What became of the wish to be called: `new`, `waiting` or `nobody`."""
    return Answer(
        title="A call from your PA",
        lead=_CALL_LEADS[outcome],
        place=place,
        notes=(ALWAYS_THERE,),
        contacts=human_contacts(offer, place),
    )


def call_needs_sign_in(offer: Offer, place: str) -> Answer:
    """We don't know who asks, so we can't tell their PA."""
    return Answer(
        title="A call from your PA",
        lead=(
            "I don't know who you are, so I can't ask your PA to call. Sign in first, then ask me again. Or ring the "
            "people below. You don't need to sign in for that."
        ),
        place=place,
        notes=(ALWAYS_THERE,),
        contacts=human_contacts(offer, place),
        choices=(SIGN_IN,),
    )


def for_staff(offer: Offer, place: str) -> Answer:
    """A question of personal advisers: nobody is staff here, so there is no data, only the way to it."""
    return Answer(
        title="For personal advisers",
        lead=(
            "I can't show anybody's records in this chat. Do you work for the council? Then sign in on the staff page. It "
            "has your caseload, plans and dates. Is it about you? Ask me about your own plan."
        ),
        place=place,
        contacts=human_contacts(offer, place)[:1],
        choices=(
            Choice(label="The staff page", kind="page", value="staff"),
            Choice(label="Where is my own plan?", kind="intent", value="pathway_plan_status"),
        ),
    )
