"""The offer as entries of the index of passages: what is inherited unchanged is one entry for all its places."""

from __future__ import annotations

from types import MappingProxyType
from typing import Dict, List, Mapping, Tuple

from bot.language.passages.entries import Conditions, Entry, Shelf
from bot.offer.figures import without_placeholders
from bot.offer.loader import Offer
from bot.offer.models import Topic
from bot.offer.more_asks import Written
from bot.offer.passage import Passage, Who
from bot.offer.told_alike import ToldAlike

_NATION = "nation"


def entries_of(
    offer: Offer, more: Mapping[Written, Tuple[str, ...]] = MappingProxyType({})
) -> Tuple[List[Entry], Dict[str, Shelf]]:
    """Every passage once, and for each place which of them it tells. Topics whose files are wrong are left out.

    `more` are further ways to ask, by who wrote a passage.
    """
    met, shelves = ToldAlike(), {}
    entries: List[Entry] = []
    for place in offer.places:
        rows, firsts = [], set()
        for topic in (one for one in offer.topics_of(place) if not one.is_faulty):
            for passage in topic.passages:
                row = met.row(topic.id, passage)
                if row == len(entries):
                    entries.append(_entry(topic, passage, offer, more))
                rows.append(row)
            firsts.add(met.row(topic.id, topic.passages[0]))
        shelves[place] = Shelf(tuple(rows), frozenset(firsts))
    return entries, shelves


def _entry(topic: Topic, passage: Passage, offer: Offer, more: Mapping[Written, Tuple[str, ...]]) -> Entry:
    """Title and related topics are those of the first place that tells it."""
    return Entry(
        place=passage.place,
        topic=topic.id,
        id=passage.id,
        aspect=passage.aspect,
        question=passage.question,
        text=without_placeholders(passage.text),
        asks=(*passage.asks, *more.get((passage.place, topic.id, passage.id), ())),
        steps=tuple(map(without_placeholders, passage.steps)),
        conditions=_conditions(passage.who),
        is_rule=passage.is_rule,
        is_silent=passage.is_silent,
        is_local=offer.places[passage.place].kind != _NATION,
        topic_title=topic.title,
        related=topic.related,
    )


def _conditions(who: Who) -> Conditions:
    return Conditions(who.from_age, who.until_age, who.care, who.studying, who.parent, who.role)
