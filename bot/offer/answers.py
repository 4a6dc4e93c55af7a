"""From a topic to the whole answer: figures filled in, contacts and sources spelled out."""

from __future__ import annotations

from datetime import date

from bot.answer import Answer, Choice, ContactLine, Paragraph
from bot.entitlements.parameters import Parameters
from bot.offer.figures import fill
from bot.offer.loader import Offer
from bot.offer.models import Contact, Topic
from bot.offer.passage import Passage
from bot.offer.sources import paper_notes, source_line


def answer_for(topic: Topic, offer: Offer, parameters: Parameters, on: date) -> Answer:
    """The whole answer for one topic in one place, as of a day: its first passage, then the others under their questions."""
    first, *rest = topic.passages
    return Answer(
        title=topic.title,
        lead=fill(first.text or " ".join(first.steps), parameters, on),
        topic=topic.id,
        place=topic.place,
        place_name=council_name(topic.place, offer),
        paragraphs=tuple(paragraph_of(passage, parameters, on) for passage in rest),
        steps=tuple(fill(step, parameters, on) for step in first.steps) if first.text else (),
        contacts=tuple(contact_line(offer.contacts[c]) for c in contacts_of(topic) if c in offer.contacts),
        sources=tuple(source_line(source, offer) for source in topic.sources),
        basis=first.basis or topic.basis,
        applies_to=topic.applies_to.who,
        notes=notes_for(topic, offer, on),
        choices=related_choices(topic, offer),
        picture=topic.picture,
    )


def paragraph_of(passage: Passage, parameters: Parameters, on: date) -> Paragraph:
    """A passage under its question, with the figures of a day."""
    return Paragraph(
        text=fill(passage.text, parameters, on) if passage.text else "",
        basis=passage.basis,
        heading=passage.question,
        steps=tuple(fill(step, parameters, on) for step in passage.steps),
    )


def contacts_of(topic: Topic) -> tuple[str, ...]:
    """Everybody who can help with a topic: those named for all of it, then those of single passages."""
    named = (contact for passage in topic.passages for contact in passage.contacts)
    return tuple(dict.fromkeys((*topic.contacts, *named)))


def contact_line(contact: Contact) -> ContactLine:
    """A register entry as people see it, saying so if an old paper printed it. It stands in urgent replies, so it needs no file."""
    note = f"Printed in {contact.printed}. It may have changed." if contact.printed else ""
    return ContactLine(
        note=note,
        **contact.dict(exclude={"id", "place", "also", "source", "printed", "helps_in_danger", "checked_on"}),
    )


def council_numbers(offer: Offer) -> dict[str, tuple[ContactLine, ...]]:
    """The numbers of each council that help in danger, by place; councils whose papers print none are left out."""
    found: dict[str, tuple[ContactLine, ...]] = {}
    for contact in offer.contacts.values():
        if contact.helps_in_danger and contact.phone:
            found[contact.place] = (*found.get(contact.place, ()), contact_line(contact))
    return found


def notes_for(topic: Topic, offer: Offer, on: date) -> tuple[str, ...]:
    """What a reader must know about the papers: never agreed, or past their review date."""
    return paper_notes(topic.sources, offer, on)


def related_choices(topic: Topic, offer: Offer) -> tuple[Choice, ...]:
    """Buttons for the related topics that somebody has written."""
    related = [(t, offer.topic(t, topic.place)) for t in topic.related]
    return tuple(Choice(label=found.title, kind="topic", value=t) for t, found in related if found)


def council_layer(topic: Topic, offer: Offer) -> bool:
    """Whether a council or shared area adds something of its own to this topic."""
    return any(offer.places[place].kind != "nation" for place in topic.places)


def councils_with_more(topic_id: str, offer: Offer) -> list[str]:
    """The councils whose answer differs from the nation's."""
    topics = [(place.id, offer.topic(topic_id, place.id)) for place in offer.councils()]
    return [place for place, topic in topics if topic and council_layer(topic, offer)]


def council_name(place_id: str, offer: Offer) -> str:
    """The name of a council; empty for the nation or a shared area."""
    place = offer.places.get(place_id)
    return place.name if place and place.kind == "council" else ""
