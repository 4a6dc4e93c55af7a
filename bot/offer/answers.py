"""From a topic to an `Answer`: figures filled in, contacts and sources spelled out."""

from __future__ import annotations

from datetime import date
from typing import Optional

from bot.answer import Answer, Choice, ContactLine, Paragraph, SourceLine
from bot.entitlements.parameters import Parameters
from bot.offer.figures import fill
from bot.offer.loader import Offer
from bot.offer.models import Contact, Document, Source, Topic
from bot.phrases import phrase


def answer_for(topic: Topic, offer: Offer, parameters: Parameters, on: date) -> Answer:
    """The whole answer for one topic in one place, as of a day."""
    return Answer(
        title=topic.title,
        lead=fill(topic.lead, parameters, on),
        topic=topic.id,
        place=topic.place,
        place_name=_council_name(topic, offer),
        paragraphs=tuple(
            Paragraph(text=fill(p.text, parameters, on), basis=p.basis) for p in topic.paragraphs
        ),
        steps=tuple(fill(step, parameters, on) for step in topic.steps),
        contacts=tuple(contact_line(offer.contacts[c]) for c in topic.contacts if c in offer.contacts),
        sources=tuple(source_line(source, offer) for source in topic.sources),
        basis=topic.basis,
        applies_to=topic.applies_to.who,
        notes=notes_for(topic, offer, on),
        choices=related_choices(topic, offer),
        picture=topic.picture,
    )


def contact_line(contact: Contact) -> ContactLine:
    """A register entry as people see it, saying so if an old paper printed it. It stands in urgent replies, so it needs no file."""
    note = f"Printed in {contact.printed}. It may have changed." if contact.printed else ""
    return ContactLine(
        note=note,
        **contact.dict(exclude={"id", "place", "source", "printed", "helps_in_danger", "checked_on"}),
    )


def council_numbers(offer: Offer) -> dict[str, tuple[ContactLine, ...]]:
    """The numbers of each council that help in danger, by place; councils whose papers print none are left out."""
    found: dict[str, tuple[ContactLine, ...]] = {}
    for contact in offer.contacts.values():
        if contact.helps_in_danger and contact.phone:
            found[contact.place] = (*found.get(contact.place, ()), contact_line(contact))
    return found


def source_line(source: Source, offer: Offer) -> SourceLine:
    """Where a fact stands, with the document's own dates."""
    document = _document(source, offer)
    place = ", ".join(
        part for part in (source.section, f"lines {source.lines}" if source.lines else "") if part
    )
    return SourceLine(
        title=document.title if document else str(source.law),
        section=place,
        published=document.published if document else None,
        checked_on=source.checked_on,
        review_due=document.review_due if document else None,
    )


def notes_for(topic: Topic, offer: Offer, on: date) -> tuple[str, ...]:
    """What a reader must know about the papers: never agreed, or past their review date."""
    documents = dict.fromkeys(filter(None, (_document(source, offer) for source in topic.sources)))
    return tuple(dict.fromkeys(note for d in documents for note in _document_notes(d, on)))


def _document_notes(document: Document, on: date) -> list[str]:
    notes = []
    if document.status in ("proposal", "draft"):
        month = f"{document.published:%B %Y}"
        notes.append(phrase("answers.not_agreed", publisher=document.publisher, month=month))
    if document.review_due and document.review_due < on:
        month = f"{document.review_due:%B %Y}"
        notes.append(phrase("answers.past_review", publisher=document.publisher, month=month))
    return notes


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


def _council_name(topic: Topic, offer: Offer) -> str:
    place = offer.places.get(topic.place)
    return place.name if place and place.kind == "council" else ""


def _document(source: Source, offer: Offer) -> Optional[Document]:
    return offer.documents.get(source.document) if source.document else None
