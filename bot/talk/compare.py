"""Two or three councils side by side: what the law says once, what each council says apart."""

from __future__ import annotations

from datetime import date
from typing import Iterable, Optional

from bot.answer import Answer, Basis, Choice, Column
from bot.entitlements.parameters import Parameters
from bot.offer.answers import council_layer, notes_for, paragraph_of
from bot.offer.figures import fill
from bot.offer.loader import Offer
from bot.offer.models import Topic
from bot.offer.passage import Passage
from bot.phrases import phrase
from bot.talk.general_answers import human_contacts

MOST_COLUMNS = 3
MOST_OF_LAW = 3  # passages: the rest stands in the topic


def compare(topic_id: str, places: Iterable[str], offer: Offer, parameters: Parameters, on: date) -> Answer:
    """The topic in several councils as one answer: `paragraphs` is the law, a column is a council.

    Raises LookupError with the ids that exist, for a topic or a place that nobody has written.
    """
    topics = [offer.known_topic(topic_id, place) for place in dict.fromkeys(places)][:MOST_COLUMNS]
    names = _and([offer.places[topic.place].name for topic in topics])
    nation = offer.known_topic(topic_id, offer.nation().id)
    law = [passage for passage in nation.passages if passage.basis is Basis.LAW][:MOST_OF_LAW]
    return Answer(
        title=phrase("councils.compare_title", topic=nation.title, places=names),
        lead=phrase("councils.compare", places=names),
        topic=topic_id,
        place=nation.place,
        paragraphs=tuple(paragraph_of(passage, parameters, on) for passage in law),
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
    own = [passage for passage in topic.passages if _is_own(passage, topic, offer)]
    texts = tuple(fill(passage.whole_text, parameters, on) for passage in own or topic.passages[:1])
    return Column(heading=place.name, texts=texts)


def _is_own(passage: Passage, topic: Topic, offer: Offer) -> bool:
    """Whether the council or its area wrote it, and it is no law, which is told once; what it says first is its own all the same."""
    is_written_here = passage.place != offer.nation().id
    return is_written_here and (passage.basis is not Basis.LAW or passage == topic.passages[0])


def _has_own(topic_id: str, place: str, offer: Offer) -> bool:
    topic = offer.topic(topic_id, place)
    return bool(topic and not topic.is_faulty and council_layer(topic, offer))


def _and(names: list[str]) -> str:
    *others, last = names
    return phrase("councils.and", first=", ".join(others), last=last) if others else last
