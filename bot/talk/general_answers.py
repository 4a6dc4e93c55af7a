"""Answers that are about the offer as a whole: no answer, no council, nothing written yet."""

from __future__ import annotations

from functools import reduce
from typing import Iterable, Optional

from bot.answer import Answer, Choice, ContactLine
from bot.offer.answers import contact_line
from bot.offer.inherit import chain
from bot.offer.loader import FALLBACK_CONTACT, Offer
from bot.offer.models import Contact
from bot.offer.short_answers import in_few_words
from bot.phrases import PhraseSet, phrase, phrases

ALWAYS_THERE = "Feeling unsafe? Ring 999. Need to talk? Ring Samaritans on 116 123, or text SHOUT to 85258."

# What people can ask for that is no topic of the offer, as buttons say it.
_REQUESTS = PhraseSet(
    "buttons.requests", ("pathway_plan_status", "pathway_plan_change", "talk_to_human", "sign_in")
)


def person_button() -> Choice:
    """The way to a person."""
    return Choice(label=phrase("buttons.person"), kind="intent", value="talk_to_human")


def call_back_button() -> Choice:
    """A yes to being called."""
    return Choice(label=phrase("buttons.call_back"), kind="intent", value="call_back")


def sign_in_button() -> Choice:
    """The way to the sign-in page."""
    return Choice(label=phrase("buttons.sign_in"), kind="page", value="sign-in")


def request_button(intent: str) -> Choice:
    """Something that people can ask for and that is no topic. Raises KeyError for anything else."""
    return Choice(label=_REQUESTS[intent], kind="intent", value=intent)


def title_of(topic_id: str, offer: Offer, place: str) -> str:
    """A topic's title, or its id in words where nobody has written it."""
    topic = offer.topic(topic_id, place)
    return topic.title if topic else topic_id.replace("_", " ").capitalize()


def choice_for(topic_id: str, offer: Offer, place: str) -> Optional[Choice]:
    """A button for a topic that is written, or for what people can ask for besides; None for anything else."""
    if offer.topic(topic_id, place):
        return Choice(label=title_of(topic_id, offer, place), kind="topic", value=topic_id)
    return request_button(topic_id) if topic_id in _REQUESTS else None


def choices_for(likely: Iterable[str], offer: Offer, place: str, most: int = 2) -> tuple[Choice, ...]:
    """Buttons for the likeliest topics that have one."""
    found = (choice_for(topic, offer, place) for topic in likely)
    return tuple(choice for choice in found if choice)[:most]


def dont_know(
    likely: Iterable[str], offer: Offer, place: str, time: int = 1, questions: tuple[Choice, ...] = ()
) -> Answer:
    """An honest "I don't know that one", the `questions` or else topics that are likeliest, and somebody to ask besides the PA, whom it names.

    `time` counts how often in a row: nobody is told the same words twice running.
    """
    choices = questions or choices_for(likely, offer, place)
    return Answer(
        title=phrase("not_knowing.title") if time == 1 else phrase("not_knowing.title_again"),
        notes=(ALWAYS_THERE,),
        lead=_unknown(time),
        place=place,
        contacts=tuple(
            in_few_words(offer.contacts[c]) for c in [main_contact(offer, place)] if c in offer.contacts
        ),
        question=phrase("not_knowing.one_of_these") if choices else "",
        choices=choices,
    )


def did_you_mean(choices: tuple[Choice, ...], place: str, *, is_again: bool = False) -> Answer:
    """It is one of two, and we don't guess which."""
    named = reduce(_or, [f'"{choice.label}"' for choice in choices] or [""])
    lead = (
        phrase("not_knowing.not_sure_again", named=named)
        if is_again
        else phrase("not_knowing.not_sure", named=named)
    )
    return Answer(
        title=phrase("not_knowing.one_of_these"),
        lead=lead,
        place=place,
        notes=(ALWAYS_THERE,),
        choices=choices,
    )


def with_call_back(answer: Answer) -> Answer:
    """The answer to a signed-in person, with the offer to be called."""
    question = phrase("people.shall_pa_call")
    return answer.copy(update={"question": question, "choices": (call_back_button(), *answer.choices)})


def with_sign_in(answer: Answer) -> Answer:
    """The answer to somebody whom we don't know: signed in, they could ask for a call."""
    note = phrase("people.sign_in_for_call")
    return answer.copy(
        update={"notes": (note, *answer.notes), "choices": (*answer.choices, sign_in_button())}
    )


def _unknown(time: int) -> str:
    """What we say the first, the second, the third time in a row; then the last two in turn."""
    said = phrases("not_knowing.in_a_row")
    last_two = len(said) - 2
    return said[time - 1 if time <= len(said) else last_two + (time - len(said) - 1) % 2]


def _or(first: str, second: str) -> str:
    return phrase("not_knowing.or", first=first, second=second)


def which_council(offer: Offer) -> tuple[Choice, ...]:
    """A button for each council we know, and one for everybody else."""
    other = Choice(label=phrase("buttons.another_council"), kind="council", value="england")
    return (*(Choice(label=place.name, kind="council", value=place.id) for place in offer.councils()), other)


def council_taken(place_id: str, offer: Offer) -> Answer:
    """We noted the council, and nothing was asked yet."""
    place = offer.places[place_id]
    if place.kind != "council":
        return Answer(lead=phrase("councils.other_taken"), place=place.id)
    lead = f"{phrase('councils.taken', place=place.name)} {phrase('councils.what_next')}"
    return Answer(lead=lead, place=place.id)


def human_contacts(offer: Offer, place_id: str) -> tuple[ContactLine, ...]:
    """The PA, and the main contact of the place or of the nearest place it inherits from."""
    wanted = [FALLBACK_CONTACT, main_contact(offer, place_id)]
    return tuple(contact_line(offer.contacts[c]) for c in wanted if c in offer.contacts)


def main_contact(offer: Offer, place_id: str) -> str:
    """The nearest main contact that can be reached."""
    nearest = (offer.places[p].main_contact for p in reversed(chain(place_id, offer.places)))
    return next((one for one in nearest if one in offer.contacts and _ways(offer.contacts[one])), "")


def _ways(contact: Contact) -> bool:
    return any((contact.phone, contact.text_number, contact.email, contact.web))
