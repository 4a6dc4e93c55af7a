"""Answers that are about the offer as a whole: no answer, no council, nothing written yet."""

from __future__ import annotations

from typing import Iterable

from bot.answer import Answer, Choice, ContactLine
from bot.offer.answers import contact_line
from bot.offer.inherit import chain
from bot.offer.loader import FALLBACK_CONTACT, Offer

_OTHER = Choice(label="Another council", kind="council", value="england")


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
        lead="Sorry, I don't know that one. I'd rather say so than guess. Your personal adviser (PA) can help." + maybe,
        place=place,
        contacts=human_contacts(offer, place),
        choices=choices,
    )


def not_written(topic_id: str, offer: Offer, place: str) -> Answer:
    """A topic we understand but hold no checked facts for."""
    title = title_of(topic_id, offer, place).lower()
    return Answer(
        title="I don't have that yet",
        lead=f"I think you are asking about {title}. I don't have checked facts on that yet. Please ask your PA.",
        topic=topic_id,
        place=place,
        contacts=human_contacts(offer, place),
        choices=(Choice(label="What is a local offer?", kind="topic", value="what_is_local_offer"),),
    )


def which_council(offer: Offer) -> tuple[Choice, ...]:
    """A button for each council we know, and one for everybody else."""
    return (*(Choice(label=place.name, kind="council", value=place.id) for place in offer.councils()), _OTHER)


def human_contacts(offer: Offer, place_id: str) -> tuple[ContactLine, ...]:
    """The PA, and the main contact of the place or of the nearest place it inherits from."""
    nearest = [offer.places[p].main_contact for p in reversed(chain(place_id, offer.places))]
    wanted = [FALLBACK_CONTACT, *[contact for contact in nearest if contact][:1]]
    return tuple(contact_line(offer.contacts[c]) for c in wanted if c in offer.contacts)
