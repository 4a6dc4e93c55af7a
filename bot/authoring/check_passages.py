"""Checks of what makes a passage findable and sound: asks, sources, contacts, and what nothing uses."""

from __future__ import annotations

import re
from typing import Iterator, Optional

from bot.authoring.check_parts import file_of
from bot.offer.loader import Offer
from bot.offer.models import Problem, Topic
from bot.offer.passage import Passage
from bot.offer.short_answers import MOST_CONTACTS

FEWEST_ASKS, MOST_ASKS = 3, 8

_MARKS = re.compile(r"[^a-z0-9 ]")


def check_passages(topic: Topic, inherited: Optional[Topic], offer: Offer) -> Iterator[Problem]:
    """Findings on the passages that this place wrote, on sources that none uses, and on topics that don't tell what they are named for."""
    for passage in topic.passages:
        if passage.place == topic.place:
            yield from _check_asks(topic, passage)
            yield from _check_sources(topic, passage)
            yield from _check_contacts(topic, passage)
    yield from _check_same_asks(topic)
    yield from _check_unused(topic, inherited)
    yield from _check_elsewhere(topic, inherited, offer)


def as_asked(text: str) -> str:
    """A question as it is compared: small letters, no marks, single spaces."""
    return " ".join(_MARKS.sub("", text.lower()).split())


def _check_asks(topic: Topic, passage: Passage) -> Iterator[Problem]:
    asks = {as_asked(ask) for ask in passage.asks}
    if not FEWEST_ASKS <= len(asks) <= MOST_ASKS:
        message = f"it has {len(asks)} different `asks`; {FEWEST_ASKS} to {MOST_ASKS} are right"
        fix = "write how people ask just this, in full and in few words"
        yield _problem(topic, f"passages.{passage.id}.asks", message, fix)


def _check_sources(topic: Topic, passage: Passage) -> Iterator[Problem]:
    if passage.basis and not passage.sources:
        message, field = "somebody stands behind it, and no source", f"passages.{passage.id}.sources"
        yield _problem(topic, field, message, "name its source, or leave out `basis`")


def _check_contacts(topic: Topic, passage: Passage) -> Iterator[Problem]:
    if len(passage.contacts) > MOST_CONTACTS:
        field = f"passages.{passage.id}.contacts"
        message = f"it names {len(passage.contacts)} contacts, more than {MOST_CONTACTS}"
        yield _problem(topic, field, message, "keep those who can help with just this")


def _check_same_asks(topic: Topic) -> Iterator[Problem]:
    """The same question in two passages: the ranker could not tell which is meant."""
    seen: dict[str, str] = {}
    for passage in topic.passages:
        for ask in map(as_asked, passage.asks):
            other = seen.setdefault(ask, passage.id)
            if other != passage.id and topic.place in (passage.place, _place_of(topic, other)):
                field, message = f"passages.{passage.id}.asks", f"`{ask}` is asked of `{other}` too"
                yield _problem(topic, field, message, "keep it where it is answered")


def _place_of(topic: Topic, passage_id: str) -> str:
    found = topic.passage(passage_id)
    return found.place if found else ""


def _check_unused(topic: Topic, inherited: Optional[Topic]) -> Iterator[Problem]:
    used = {key for passage in topic.passages for key in passage.sources}
    known = inherited.all_sources if inherited else {}
    for key in sorted(topic.all_sources.keys() - used - known.keys()):
        yield _problem(topic, f"sources.{key}", "no passage uses it", "name it in a passage, or remove it")


def _check_elsewhere(topic: Topic, inherited: Optional[Topic], offer: Offer) -> Iterator[Problem]:
    known = inherited.elsewhere if inherited else {}
    for aspect, other in sorted(topic.elsewhere.items() - known.items()):
        there = offer.topic(other, topic.place)
        if there and not there.is_faulty and not there.of_aspect(aspect):
            message, fix = f"`{other}` has no passage on it", "name the topic that tells it, or remove it"
            yield _problem(topic, f"elsewhere.{aspect}", message, fix)


def _problem(topic: Topic, field: str, message: str, fix: str) -> Problem:
    return Problem(file=file_of(topic), field=field, message=message, fix=fix)
