"""Which passage to say: surely, with a doubt, or none. The limits were chosen on the open half of the measured questions (docs/understanding.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import AbstractSet, Any, Iterable, Mapping, Optional, Sequence

from bot.offer.loader import Offer
from bot.offer.models import Topic
from bot.offer.passage import Passage

Rankings = Mapping[str, Sequence[Mapping[str, Any]]]  # by place, as the ranker writes them

SURE = 0.8  # said as the answer
LEAD = 0.5  # said with a doubt before it
NEAREST = 0.04  # said as the nearest to what may not be known
PART = 0.35  # offered as a question that may be meant
BESIDE = 0.6  # of one of several questions in a message
OF_ITS_TOPIC = 0.25  # the same, where its topic was found to be one of several
BY_ITSELF = 0.85  # the same, where the whole message does not show it


@dataclass(frozen=True)
class Ranked:
    """A passage of a place and the chance, from 0 to 1, that it answers what was asked."""

    topic: str
    id: str
    chance: float


@dataclass(frozen=True)
class Part:
    """One piece of a message: its words, what may answer it, best first, and whether it asks for anything."""

    text: str
    ranked: tuple[Ranked, ...]
    asks: bool = True


def read_ranked(found: Iterable[Mapping[str, Any]]) -> tuple[Ranked, ...]:
    """Rankings as the ranker wrote them."""
    return tuple(Ranked(str(one["topic"]), str(one["id"]), float(one["chance"])) for one in found)


def parts_of(found: Iterable[Mapping[str, Any]], place: str) -> tuple[Part, ...]:
    """The pieces of a message as the ranker wrote them, for one place."""
    return tuple(
        Part(str(part["text"]), read_ranked(part["passages"].get(place) or ()), bool(part.get("asks", True)))
        for part in found
    )


def best_in(topic: Topic, ranked: Iterable[Ranked], least: float = PART) -> Passage:
    """The likeliest passage of a topic that is likely at all, else its first."""
    named = (one.id for one in ranked if one.topic == topic.id and one.chance >= least)
    found = (topic.passage(one) for one in named)
    return next((passage for passage in found if passage), topic.passages[0])


def passage_of(one: Ranked, offer: Offer, place: str) -> Optional[tuple[Topic, Passage]]:
    """The passage behind a ranking with its topic; None where the place does not tell it any more."""
    topic = offer.topic(one.topic, place)
    passage = topic.passage(one.id) if topic else None
    return (topic, passage) if topic and passage else None


def in_the_same_sense(topic: Topic, passage: Passage, place: str) -> Passage:
    """What a place itself says of what was asked before: that passage in its words, its own on that aspect, else what it inherits of that."""
    own = [one for one in topic.passages if one.place == place]
    itself = next((one for one in own if one.id == passage.id), None)
    same = next((one for one in own if one.aspect == passage.aspect), None)
    inherited = topic.passage(passage.id) or topic.of_aspect(passage.aspect)
    return itself or same or inherited or (own[0] if own else topic.passages[0])


def several(parts: Sequence[Part], whole: Sequence[Ranked], topics: Sequence[str] = ()) -> list[Part]:
    """The questions of a message that each have a likely answer of their own; empty if there are not at least two.

    A part's answer must be likely for the whole message too, be of one of the `topics` that it was found to ask for, or be nearly
    certain: a story has many parts, and asks one thing.
    """
    near = {(one.topic, one.id) for one in whole}
    found: dict[tuple[str, str], Part] = {}
    for part in parts:
        best = part.ranked[0] if part.ranked else None
        if best and part.asks and best.chance >= _limit(best, near, topics):
            found.setdefault((best.topic, best.id), part)
    return list(found.values()) if len(found) > 1 else []


def _limit(best: Ranked, near: AbstractSet[tuple[str, str]], topics: Sequence[str]) -> float:
    if best.topic in topics:
        return OF_ITS_TOPIC
    return BESIDE if (best.topic, best.id) in near else BY_ITSELF
