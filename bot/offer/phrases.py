"""Answers that are about the offer as a whole: no answer, no council, nothing written yet."""

from __future__ import annotations

from typing import Iterable, Mapping

from bot.answer import Answer, Choice, ContactLine
from bot.offer.answers import contact_line
from bot.offer.inherit import chain
from bot.offer.loader import FALLBACK_CONTACT, Offer

_OTHER = Choice(label="Another council", kind="council", value="england")


ALWAYS_THERE = "Feeling unsafe? Ring 999. Need to talk? Ring Samaritans on 116 123, or text SHOUT to 85258."

# Until a topic is written, the closest one that is.
NEAREST: Mapping[str, str] = {
    "help_after_21": "personal_adviser",
    "needs_assessment": "pathway_plan_what_is",
    "living_together_agreement": "staying_put_what_is",
    "staying_put_university": "staying_put_money",
    "counselling_online": "mental_health_support",
    "talking_therapy": "mental_health_support",
    "pledges": "what_is_local_offer",
    "participation": "what_is_local_offer",
    "mentoring": "what_is_local_offer",
    "advocacy": "contact_council",
    "complaint": "contact_council",
}


def title_of(topic_id: str, offer: Offer, place: str) -> str:
    """A topic's title, or its id in words where nobody has written it."""
    topic = offer.topic(topic_id, place)
    return topic.title if topic else topic_id.replace("_", " ").capitalize()


def dont_know(likely: Iterable[str], offer: Offer, place: str) -> Answer:
    """An honest "I don't know that one", the two likeliest topics and somebody to ask."""
    written = [topic for topic in likely if offer.topic(topic, place)][:2]
    choices = tuple(Choice(label=title_of(t, offer, place), kind="topic", value=t) for t in written)
    maybe = " Did you mean one of these?" if choices else ""
    return Answer(
        title="I don't know that one",
        notes=(ALWAYS_THERE,),
        lead="Sorry, I don't know that one. I'd rather say so than guess. Your personal adviser (PA) can help." + maybe,
        place=place,
        contacts=human_contacts(offer, place),
        choices=choices,
    )


def not_written(topic_id: str, place: str, offer: Offer) -> Answer:
    """A topic we understand but hold no checked facts for."""
    return Answer(
        title="I don't have that yet",
        lead="Sorry, I don't have checked facts on that yet. Please ask your personal adviser (PA).",
        topic=topic_id,
        place=place,
        notes=(ALWAYS_THERE,),
        contacts=human_contacts(offer, place),
        choices=(Choice(label="What is a local offer?", kind="topic", value="what_is_local_offer"),),
    )


def which_council(offer: Offer) -> tuple[Choice, ...]:
    """A button for each council we know, and one for everybody else."""
    return (*(Choice(label=place.name, kind="council", value=place.id) for place in offer.councils()), _OTHER)


def council_taken(place_id: str, offer: Offer) -> Answer:
    """We noted the council, and nothing was asked yet."""
    place = offer.places[place_id]
    if place.kind != "council":
        return Answer(lead="OK. I only know the law for all of England then. What would you like to know?", place=place.id)
    return Answer(lead=f"OK, I'll answer for {place.name} from now on. What would you like to know?", place=place.id)


def human_contacts(offer: Offer, place_id: str) -> tuple[ContactLine, ...]:
    """The PA, and the main contact of the place or of the nearest place it inherits from."""
    nearest = [offer.places[p].main_contact for p in reversed(chain(place_id, offer.places))]
    wanted = [FALLBACK_CONTACT, *[contact for contact in nearest if contact][:1]]
    return tuple(contact_line(offer.contacts[c]) for c in wanted if c in offer.contacts)
