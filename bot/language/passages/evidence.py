"""What speaks for each passage as the answer to a question: one column of numbers for each kind of evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Callable, FrozenSet, List, Mapping, Optional, Sequence, Tuple

import numpy as np

from bot.language.passages.aspect_model import AspectModel
from bot.language.passages.entries import Asked, Entry
from bot.language.passages.passage_index import PassageIndex
from bot.language.passages.passage_words import stems
from bot.language.passages.told_of_oneself import Fitting, told
from bot.language.passages.word_table import Held

COLUMNS: Tuple[str, ...] = (
    "meaning_best",
    "meaning_three",
    "meaning_question",
    "meaning_told",
    "words_best",
    "words_three",
    "words_told",
    "words_share",
    "title_share",
    "topic",
    "related",
    "aspect",
    "age_asked",
    *Fitting.NAMES,
    "rule",
    "rule_asked",
    "silent",
    "local",
)
PLACE_COLUMNS: Tuple[str, ...] = ("first", "first_of_few")
_LEAST = 1e-3  # the chance of a topic that is not among the likeliest
_LEAST_LOG = float(np.log(_LEAST))
_NOT_THERE = -2.0  # less than any cosine
_FEW = 3  # words
_THREE = 3
_LAW = re.compile(
    r"\b(?:law|laws|legal|legally|section|act|statute|statutory|regulations?|guidance|rules?)\b"
)
_AGES = ("from_what_age", "up_to_what_age")


@dataclass(frozen=True)
class Evidence:
    """Of one question: a row of COLUMNS for each entry, what its words are held by, and how many there are.

    `elsewhere` is the chance that it is about something that no passage tells of.
    """

    rows: Any
    held: Held
    words: int
    elsewhere: float

    def column(self, name: str) -> Any:
        """One number an entry."""
        return self.rows[:, COLUMNS.index(name)]


class Witness:
    """Gathers evidence from an index. What does not depend on the question is made once."""

    def __init__(self, index: PassageIndex, aspects: Optional[AspectModel] = None) -> None:
        self.index, self._aspects = index, aspects
        self._topics = _Topics(index.entries)
        known = aspects.aspects if aspects else []
        self._aspect_of = np.array(
            [known.index(e.aspect) if e.aspect in known else -1 for e in index.entries], int
        )
        self._rule, self._silent = _flags(index, lambda e: e.is_rule), _flags(index, lambda e: e.is_silent)
        self._local = _flags(index, lambda e: e.is_local)
        self._rows = {place: np.array(shelf.rows, int) for place, shelf in index.shelves.items()}
        self._first = {
            place: _marked(shelf.firsts, len(index.entries)) for place, shelf in index.shelves.items()
        }
        self._of_age = _flags(index, lambda e: e.aspect in _AGES)

    def of(
        self,
        asked: Asked,
        cosines: Optional[Any] = None,
        hidden: Optional[Any] = None,
        aspects: Optional[Any] = None,
    ) -> Evidence:
        """For every entry, with the `cosines` of the question with every unit. `hidden` tells of each unit whether it counts as not there.

        `aspects` are the log chances of aspects, for a question that the model of aspects has learnt from.
        """
        index, words = self.index, stems(asked.text)
        held, writer = index.words.held(words, hidden), told(asked.text)
        cosines = np.zeros(index.no_unit, np.float32) if cosines is None else cosines
        columns = [
            *_nearest(cosines, index.asked, hidden),
            cosines[index.question],
            cosines[index.told],
            *_nearest(held.likeness, index.asked, hidden),
            held.likeness[index.told],
            held.share,
            index.titles.held(words).share,
            *self._topics.columns(asked.topics),
            self._of_aspect(asked, aspects),
            self._of_age * bool(writer.ages),
            *index.fitting.columns(writer),
            self._rule,
            self._rule * bool(_LAW.search(asked.text)),
            self._silent,
            self._local,
        ]
        return Evidence(
            np.stack(columns, axis=1).astype(np.float32),
            held,
            len(words),
            self._topics.elsewhere(asked.topics),
        )

    def rows_of(self, place: str) -> Any:
        """The numbers of the entries that a place tells."""
        return self._rows[place]

    def of_place(self, place: str, words: int) -> Any:
        """A row of PLACE_COLUMNS for every entry, for a question of so many words."""
        first = self._first[place]
        return np.stack([first, first * (words <= _FEW)], axis=1)

    def _of_aspect(self, asked: Asked, aspects: Optional[Any]) -> Any:
        if aspects is None:
            aspects = self._aspects.log_chances(asked.text) if self._aspects else np.zeros(0)
        return np.append(np.maximum(aspects, _LEAST_LOG), _LEAST_LOG)[self._aspect_of]


class _Topics:
    """The chance of each entry's topic, and of the topics that name it as related, from a ranking of topics."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        ids = sorted({entry.topic for entry in entries})
        self._number = {topic: number for number, topic in enumerate(ids)}
        self._of = np.array([self._number[entry.topic] for entry in entries], int)
        self._related = np.zeros((len(ids), len(ids)), np.float32)
        for entry in entries:
            for other in entry.related:
                if other in self._number:
                    self._related[self._number[entry.topic], self._number[other]] = 1

    def columns(self, chances: Mapping[str, float]) -> List[Any]:
        """The log of the chance, and the sum of chances of those that are related."""
        of_topics = np.zeros(len(self._number), np.float32)
        for topic, chance in chances.items():
            if topic in self._number:
                of_topics[self._number[topic]] = chance
        return [np.log(np.maximum(of_topics, _LEAST))[self._of], (of_topics @ self._related)[self._of]]

    def elsewhere(self, chances: Mapping[str, float]) -> float:
        """The sum of chances of topics that no entry has."""
        return sum(chance for topic, chance in chances.items() if topic not in self._number)


def _nearest(likeness: Any, asked: Any, hidden: Optional[Any]) -> List[Any]:
    """The best of each entry's question and asks, and the mean of its best three."""
    seen = np.append(likeness, np.float32(_NOT_THERE))
    if hidden is not None:
        seen[:-1][hidden] = _NOT_THERE
    best = np.full((_THREE, len(asked)), _NOT_THERE, np.float32)
    first, second, third = best
    next_one, pushed = np.empty_like(first), np.empty_like(first)
    for units in asked.T:  # each entry's next unit: it pushes those that are worse down by a place
        seen.take(units, out=next_one, mode="clip")
        np.minimum(first, next_one, out=pushed)
        np.maximum(first, next_one, out=first)
        np.minimum(second, pushed, out=next_one)
        np.maximum(second, pushed, out=second)
        np.maximum(third, next_one, out=third)
    there = best > _NOT_THERE
    return [best[0], (best * there).sum(axis=0) / np.maximum(there.sum(axis=0), 1)]


def _flags(index: PassageIndex, is_so: Callable[[Entry], bool]) -> Any:
    return np.array([is_so(entry) for entry in index.entries], np.float32)


def _marked(rows: FrozenSet[int], count: int) -> Any:
    marked = np.zeros(count, np.float32)
    marked[list(rows)] = 1
    return marked
