"""Which texts hold which words, and how telling a word is: rare ones count most."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import Any, Dict, Iterable, Optional, Sequence

import numpy as np


@dataclass(frozen=True)
class Held:
    """What the texts hold of a question.

    `likeness` is the cosine of its words with those of each unit, rare words counting most;
    `share`, how much of the weight of its words each row holds in any unit; `rareness`, the weight of each of its words; and
    `holders`, a row for each word that tells which rows hold it.
    """

    likeness: Any
    share: Any
    rareness: Any
    holders: Any

    def unheld(self, rows: Any) -> Any:
        """The weight of each of its words that none of some rows holds; 0 for the others."""
        return self.rareness * ~self.holders[:, rows].any(axis=1)


class WordTable:
    """The stems of units. `owner` is the row of each unit, in rising order; a word's weight is its inverse document frequency among `rows` rows.

    What holds a word stands in a few long arrays and not in one for each word, of which there are thousands.
    """

    def __init__(self, units: Iterable[Sequence[str]], owner: Any, rows: int) -> None:
        self._owner, self._rows = owner, rows
        self._numbers: Dict[str, int] = {}
        said, long = array("i"), array("i")
        for stems in units:  # one at a time: all at once would take more memory than the table
            long.append(len(stems))
            said.extend([self._numbers.setdefault(stem, len(self._numbers)) for stem in stems])
        words, count = np.array(said, np.int32), len(self._numbers)
        places = np.repeat(np.arange(len(long), dtype=np.int32), long)
        order = np.argsort(words, kind="stable")
        self._units, self._from = places[order], _starts(words, count)
        of_words, of_rows = words[order], owner[self._units]
        is_new = np.append(True, (of_words[1:] != of_words[:-1]) | (of_rows[1:] != of_rows[:-1]))[
            : len(order)
        ]
        self._holders, self._holders_from = of_rows[is_new].astype(np.int32), _starts(of_words[is_new], count)
        self._weights = self._weight(np.diff(self._holders_from)).astype(np.float32)
        lengths = np.bincount(places, self._weights[words].astype(float) ** 2, len(long))
        self._lengths = np.sqrt(np.maximum(lengths, 1e-6)).astype(np.float32)

    def __contains__(self, word: str) -> bool:
        return word in self._numbers

    def held(self, words: Sequence[str], hidden: Optional[Any] = None) -> Held:
        """What the units hold of a question's stems. `hidden` tells of each unit whether it counts as not there."""
        numbers = [self._numbers.get(word, -1) for word in words]
        unheld = np.float32(self._weight(np.zeros(1))[0])
        rareness = np.array([self._weights[one] if one >= 0 else unheld for one in numbers], np.float32)
        units = [self._seen(one, hidden) for one in numbers]
        holders = np.zeros((len(words), self._rows), bool)
        for row, (one, seen) in enumerate(zip(numbers, units, strict=True)):
            holders[row, self._held_by(one) if hidden is None else self._owner[seen]] = True
        each = np.repeat(rareness.astype(float) ** 2, [len(seen) for seen in units])
        likeness = np.bincount(np.concatenate([_NOWHERE, *units]), each, len(self._owner))
        whole = max(float(np.linalg.norm(rareness)), 1e-6)
        share = rareness @ holders / max(float(rareness.sum()), 1e-6)
        return Held((likeness / (self._lengths * whole)).astype(np.float32), share, rareness, holders)

    def _seen(self, number: int, hidden: Optional[Any]) -> Any:
        units = self._units[self._from[number] : self._from[number + 1]] if number >= 0 else _NOWHERE
        return units if hidden is None else units[~hidden[units]]

    def _held_by(self, number: int) -> Any:
        if number < 0:
            return _NOWHERE
        return self._holders[self._holders_from[number] : self._holders_from[number + 1]]

    def _weight(self, holders: Any) -> Any:
        """As in bm25."""
        return np.log(1 + (self._rows - holders + 0.5) / (holders + 0.5))


def _starts(numbers: Any, count: int) -> Any:
    """Where each number begins in their rising order, and behind the last where all end."""
    return np.append(0, np.cumsum(np.bincount(numbers, minlength=count))) if count else np.zeros(1, int)


_NOWHERE = np.zeros(0, np.int32)
