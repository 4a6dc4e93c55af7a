"""What changed between two versions of the content, in words."""

from __future__ import annotations

import difflib
from typing import Iterator

from bot.authoring.field_texts import texts_of
from bot.offer.loader import Offer
from bot.offer.models import Topic


def diff_offers(old: Offer, new: Offer) -> Iterator[str]:
    """Lines that say which topic of which place is new, gone or changed, and which words.

    Words that went stand in [-...-], words that came in {+...+}. Contacts and
    sources are compared too.
    """
    places = sorted({*old.places, *new.places})
    topics = sorted({*old.topic_ids(), *new.topic_ids()})
    for place in places:
        for topic_id in topics:
            yield from _diff_topic(
                f"{place}/{topic_id}", _own(old, topic_id, place), _own(new, topic_id, place)
            )


def changed_words(before: str, after: str) -> str:
    """The new text with what went and what came marked, word by word."""
    old, new = before.split(), after.split()
    parts: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = " ".join(old[a:b]), " ".join(new[c:d])
        if kind == "equal":
            parts.append(come)
            continue
        parts += [mark for words, mark in ((gone, f"[-{gone}-]"), (come, f"{{+{come}+}}")) if words]
    return " ".join(parts)


def _own(offer: Offer, topic_id: str, place: str) -> Topic | None:
    """The topic, if this place has a file of its own for it."""
    topic = offer.topic(topic_id, place) if place in offer.places else None
    return topic if topic and topic.places and topic.places[-1] == place else None


def _diff_topic(name: str, old: Topic | None, new: Topic | None) -> Iterator[str]:
    if old is None and new is None:
        return
    if old is None or new is None:
        yield f"{name}: {'new' if old is None else 'gone'}"
        return
    before, after = dict(_fields(old)), dict(_fields(new))
    changed = [field for field in dict.fromkeys((*before, *after)) if before.get(field) != after.get(field)]
    if changed:
        yield f"{name}:"
    for field in changed:
        yield f"  {field}: {changed_words(before.get(field, ''), after.get(field, ''))}"


def _fields(topic: Topic) -> Iterator[tuple[str, str]]:
    yield "title", topic.title
    yield from texts_of(topic)
    yield "contacts", " ".join(topic.contacts)
    yield (
        "sources",
        " ".join(f"{s.document or s.law} {s.section} {s.lines} {s.checked_on}" for s in topic.sources),
    )
