"""Every passage of every place, once: the ways it is asked and what it tells, as vectors and as words.

A unit is one text of a passage: what it tells, its question, or one of its asks. What a place inherits unchanged stands
in the index once, whatever the number of places.
"""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import Any, Callable, List, Mapping, Optional, Sequence

import numpy as np

from bot.language.chat import spelled_out
from bot.language.passages.entries import Entry, Shelf
from bot.language.passages.passage_words import stem, stems, stems_of_plain
from bot.language.passages.told_of_oneself import Fitting
from bot.language.passages.word_table import WordTable

Encode = Callable[[Sequence[str]], Any]  # texts to rows of float32 numbers of length 1
Project = Callable[[Any], Any]  # rows of the shared embedding to such rows


class PassageIndex:
    """Entries with their units. `encode` gives the units' vectors; None where there is no embedding. `project` maps those of questions to the like.

    `told` is the unit of each entry's text, `question` that of its question. `asked` has a row for each entry: the units of its
    question and asks, filled up with `no_unit`, the number behind the last.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        shelves: Mapping[str, Shelf],
        encode: Optional[Encode] = None,
        project: Optional[Project] = None,
    ) -> None:
        self.entries, self.shelves = list(entries), dict(shelves)
        texts = [unit_texts(entry) for entry in entries]
        ends = np.cumsum([len(of_entry) for of_entry in texts], dtype=int)
        self.units = [text for of_entry in texts for text in of_entry]
        self.owner = np.repeat(np.arange(len(texts)), [len(of_entry) for of_entry in texts])
        self.no_unit = len(self.units)
        self.told = ends - [len(of_entry) for of_entry in texts]
        self.question = self.told + 1
        self.asks = np.array([len(entry.asks) for entry in entries], int)
        self.is_ask = np.ones(self.no_unit, bool)
        self.is_ask[self.told] = self.is_ask[self.question] = False
        self.asked = _filled_up([range(s, e) for s, e in zip(self.question, ends, strict=True)], self.no_unit)
        self._project = project or _as_it_is
        self._vectors = encode(self.units) if encode and self.units else None
        self.words = WordTable(map(stems_of_plain, self.units), self.owner, len(entries))
        self.titles = WordTable(
            [stems(entry.topic_title) for entry in entries], np.arange(len(entries)), len(entries)
        )
        self.fitting = Fitting(entries)

    def forget_texts(self) -> None:
        """Let go of what is only needed to learn: the texts of units, and the asks of entries."""
        self.units = []
        stem.cache_clear()
        self.entries = [replace(entry, asks=(), text="", steps=()) for entry in self.entries]

    def cosines(self, vectors: Any) -> Optional[Any]:
        """Of rows of vectors with every unit; None where there is no embedding."""
        if self._vectors is None or vectors is None:
            return None
        return self._project(vectors) @ self._vectors.T

    def seen_through(self, vectors: Any, project: Project) -> PassageIndex:
        """The same index with other vectors, and with what maps questions to the like."""
        other = copy(self)
        other._project, other._vectors = project, vectors  # noqa: SLF001 - a copy of our own
        return other


def _as_it_is(vectors: Any) -> Any:
    return vectors


def unit_texts(entry: Entry) -> List[str]:
    """What it tells, its question and its asks, in plain words."""
    told = " ".join((entry.text, *entry.steps)).strip() or entry.question
    asked = f"{entry.topic_title}: {entry.question}" if entry.topic_title else entry.question
    return [spelled_out(text) for text in (told, asked, *entry.asks)]


def _filled_up(rows: Sequence[Sequence[int]], with_what: int) -> Any:
    table = np.full((max(map(len, rows), default=1), len(rows)), with_what, np.intp)
    for number, row in enumerate(rows):
        table[: len(row), number] = row
    return table.T  # column by column in memory, as it is read
