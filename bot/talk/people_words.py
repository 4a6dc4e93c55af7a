"""What we say about getting to a person: a call from the PA, and what staff see elsewhere."""

from __future__ import annotations

from bot.answer import Answer, Choice
from bot.caseload.call_backs import Asked
from bot.offer.loader import Offer
from bot.phrases import PhraseSet, phrase
from bot.talk.general_answers import ALWAYS_THERE, human_contacts, request_button, sign_in_button

_CALL_LEADS = PhraseSet("people.call", [asked.value for asked in Asked])


def call_answer(outcome: str, offer: Offer, place: str, promised: str = "") -> Answer:
    """What became of the wish to be called: `new`, `waiting` or `nobody`; where a day was promised, in these words."""
    return Answer(
        title=phrase("people.call_title"),
        lead=promised or _CALL_LEADS[outcome],
        place=place,
        notes=(ALWAYS_THERE,),
        contacts=human_contacts(offer, place),
    )


def call_needs_sign_in(offer: Offer, place: str) -> Answer:
    """We don't know who asks, so we can't tell their PA."""
    return Answer(
        title=phrase("people.call_title"),
        lead=phrase("people.call_needs_sign_in"),
        place=place,
        notes=(ALWAYS_THERE,),
        contacts=human_contacts(offer, place),
        choices=(sign_in_button(),),
    )


def for_staff(offer: Offer, place: str) -> Answer:
    """A question of personal advisers: nobody is staff here, so there is no data, only the way to it."""
    return Answer(
        title=phrase("people.for_staff_title"),
        lead=phrase("people.for_staff"),
        place=place,
        contacts=human_contacts(offer, place)[:1],
        choices=(
            Choice(label=phrase("buttons.staff_page"), kind="page", value="staff"),
            request_button("pathway_plan_status"),
        ),
    )
