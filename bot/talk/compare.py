"""Two or three councils side by side: what the law says once, what each council says apart."""

from __future__ import annotations

from datetime import date
from typing import Iterable, Optional

from bot.answer import Answer, Basis, Choice, Column, Paragraph
from bot.entitlements.parameters import Parameters
from bot.offer.answers import answer_for, council_layer, notes_for
from bot.offer.loader import Offer
from bot.offer.models import Topic
from bot.phrases import phrase
from bot.talk.general_answers import human_contacts

MOST_COLUMNS = 3
MOST_OF_LAW = 3  # passages: the rest stands in the topic


def compare(topic_id: str, places: Iterable[str], offer: Offer, parameters: Parameters, on: date) -> Answer:
    """The topic in several councils as one answer: `paragraphs` is the law, a column is a council.

    Raises LookupError with the ids that exist, for a topic or a place that nobody has written.
    """
    topics = [_known(topic_id, place, offer) for place in dict.fromkeys(places)][:MOST_COLUMNS]
    names = _and([offer.places[topic.place].name for topic in topics])
    nation = _known(topic_id, offer.nation().id, offer)
    law = answer_for(nation, offer, parameters, on).paragraphs
    return Answer(
        title=phrase("councils.compare_title", topic=nation.title, places=names),
        lead=phrase("councils.compare", places=names),
        topic=topic_id,
        place=nation.place,
        paragraphs=tuple(paragraph for paragraph in law if paragraph.basis is Basis.LAW)[:MOST_OF_LAW],
        columns=tuple(_column(topic, offer, parameters, on) for topic in topics),
        contacts=human_contacts(offer, nation.place)[:1],
        notes=tuple(dict.fromkeys(note for topic in topics for note in notes_for(topic, offer, on))),
        choices=tuple(
            Choice(label=offer.places[t.place].name, kind="council", value=t.place) for t in topics
        ),
    )


def worth_comparing(topic_id: str, first: Optional[str], offer: Offer) -> list[str]:
    """The councils to put side by side: the first one, then those with something of their own on the topic."""
    written = [place.id for place in offer.councils() if _has_own(topic_id, place.id, offer)]
    chosen = [first] if first and offer.places[first].kind == "council" else []
    return list(dict.fromkeys([*chosen, *written]))[:MOST_COLUMNS]


def _column(topic: Topic, offer: Offer, parameters: Parameters, on: date) -> Column:
    place = offer.places[topic.place]
    if not council_layer(topic, offer):
        return Column(heading=place.name, texts=(phrase("councils.nothing_own", place=place.name),))
    answer = answer_for(topic, offer, parameters, on)
    extras = (paragraph for paragraph in answer.paragraphs if _is_extra(paragraph))
    texts = tuple(" ".join((one.text, *one.steps)).strip() for one in extras)
    first = () if topic.passages[0].place == offer.nation().id else (answer.lead,)
    return Column(heading=place.name, texts=(*first, *texts) or (answer.lead,))


def _is_extra(paragraph: Paragraph) -> bool:
    return paragraph.basis in (Basis.COUNCIL, Basis.PARTNER)


def _has_own(topic_id: str, place: str, offer: Offer) -> bool:
    topic = offer.topic(topic_id, place)
    return bool(topic and not topic.is_faulty and council_layer(topic, offer))


def _known(topic_id: str, place: str, offer: Offer) -> Topic:
    if place not in offer.places:
        raise LookupError(f"there is no place {place!r}; there are {', '.join(sorted(offer.places))}")
    topic = offer.topic(topic_id, place)
    if topic is None:
        raise LookupError(f"there is no topic {topic_id!r}; there are {', '.join(offer.topic_ids())}")
    return topic


def _and(names: list[str]) -> str:
    *others, last = names
    return phrase("councils.and", first=", ".join(others), last=last) if others else last
