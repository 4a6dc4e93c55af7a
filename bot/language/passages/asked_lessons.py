"""What the ranker learns from: questions whose right passage is known, and messages that no passage answers.

A question is asked of the index as if the hand that wrote it had written nothing: people do not ask in the writer's words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, FrozenSet, Iterator, Optional, Sequence

import numpy as np

from bot.language.passages.entries import Asked, Entry
from bot.language.passages.passage_index import PassageIndex

_REMOVED = 3  # of so many questions one is asked again without its passage


@dataclass(frozen=True)
class KnownAsk:
    """A question, the row that answers it, the place it is asked in, and which units its hand wrote.

    `seen` is the index through a projection that was learnt without its hand; None: as it is.
    """

    asked: Asked
    row: int
    place: str
    of_hand: Any
    seen: Optional[PassageIndex] = None


@dataclass(frozen=True)
class Lesson:
    """A question in a place, and the row that answers it; None if none does.

    `hidden` units and rows `without` are not there while it is asked. `aspects` are log chances by a model that has not learnt
    from it, `seen` is the index through a projection that has not.
    """

    asked: Asked
    place: str
    right: Optional[int]
    hidden: Optional[Any] = None
    without: FrozenSet[int] = frozenset()
    aspects: Optional[Any] = None
    seen: Optional[PassageIndex] = None
    weight: float = 1.0


def lessons_of(index: PassageIndex, known: Sequence[KnownAsk], aspects: Sequence[Any]) -> list[Lesson]:
    """A lesson for each question that is known. `aspects` has log chances for each."""
    return [
        Lesson(
            one.asked, one.place, one.row, one.of_hand, _rivals(index, one.row, one.place), of_one, one.seen
        )
        for one, of_one in zip(known, aspects, strict=True)
    ]


def places_of(index: PassageIndex, row: int) -> list[str]:
    """The places that tell an entry."""
    return [place for place, shelf in index.shelves.items() if row in shelf.rows]


def unanswered(
    lessons: Sequence[Lesson], others: Sequence[Asked], places: Sequence[str], dice: np.random.Generator
) -> Iterator[Lesson]:
    """Some of the lessons without the passage that answers, and the messages that none answers, each in a place by chance."""
    for lesson in lessons[::_REMOVED]:
        if lesson.right is not None:
            yield replace(lesson, right=None, without=lesson.without | {lesson.right})
    for asked in others:
        yield Lesson(asked, places[int(dice.integers(len(places)))], None)


def _rivals(index: PassageIndex, row: int, place: str) -> FrozenSet[int]:
    """What the place itself tells of the same aspect, where the question is one to the nation's passage: either may answer it."""
    entry = index.entries[row]
    if entry.is_local:
        return frozenset()
    same = (other for other in index.shelves[place].rows if other != row)
    return frozenset(other for other in same if _is_local_twin(index.entries[other], entry))


def _is_local_twin(other: Entry, entry: Entry) -> bool:
    return bool(other.is_local and (other.topic, other.aspect) == (entry.topic, entry.aspect))
