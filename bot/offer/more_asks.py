"""Further ways in which people ask what a passage answers, from separate hands: `data/asks/<hand>.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Dict, Iterator, List, Mapping, Tuple

from bot.offer.loader import Offer
from bot.offer.models import Problem

Written = Tuple[str, str, str]  # the place that wrote a passage, its topic, its id
Hands = Mapping[str, Mapping[Written, Tuple[str, ...]]]


def read_hands(folder: Path) -> Hands:
    """By the name of the hand, and then by passage, what it wrote; empty where there is no such folder.

    A file maps `place/topic/passage` to a list of questions. Raises ValueError with the file and the key that is none.
    """
    return {path.stem: dict(_asks(path)) for path in sorted(folder.glob("*.json"))}


def more_asks(hands: Hands) -> Dict[Written, Tuple[str, ...]]:
    """All hands together: the further asks of each passage."""
    found: Dict[Written, List[str]] = {}
    for of_hand in hands.values():
        for written, asks in of_hand.items():
            found.setdefault(written, []).extend(asks)
    return {written: tuple(dict.fromkeys(asks)) for written, asks in found.items()}


def check_hands(offer: Offer, hands: Hands) -> Iterator[Problem]:
    """Findings on asks of passages that are gone or are called otherwise now."""
    written = {
        (passage.place, topic.id, passage.id)
        for place in offer.places
        for topic in offer.topics_of(place)
        for passage in topic.passages
    }
    for hand, asks in hands.items():
        for one in asks.keys() - written:
            yield Problem(
                file=f"data/asks/{hand}.json",
                field="/".join(one),
                message="there is no such passage",
                fix="correct the key, or remove it",
            )


def _asks(path: Path) -> Iterator[Tuple[Written, Tuple[str, ...]]]:
    for key, asks in json.loads(path.read_text(encoding="utf-8")).items():
        place, _, rest = str(key).partition("/")
        topic, _, passage = rest.partition("/")
        if not passage or not isinstance(asks, list):
            raise ValueError(f"{path.name}: {key!r} must be place/topic/passage with a list of questions")
        yield (place, topic, passage), tuple(map(str, asks))
