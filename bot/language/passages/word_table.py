"""Which texts hold which words, and how telling a word is: rare ones count most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence

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
    """The stems of units. `owner` is the row of each unit; a word's weight is its inverse document frequency among `rows` rows."""

    def __init__(self, units: Sequence[Sequence[str]], owner: Any, rows: int) -> None:
        self._owner, self._rows = owner, rows
        places: Dict[str, List[int]] = {}
        for number, words in enumerate(units):
            for word in words:
                places.setdefault(word, []).append(number)
        self._places = {word: np.array(numbers, np.int32) for word, numbers in places.items()}
        self._owners = {word: np.unique(owner[held]) for word, held in self._places.items()}
        self._weights = {word: self._weight(len(held)) for word, held in self._owners.items()}
        self._unheld = self._weight(0)
        lengths = [sum(self._weights[word] ** 2 for word in words) for words in units]
        self._lengths = np.sqrt(np.maximum(np.array(lengths, np.float32), 1e-6))

    def __contains__(self, word: str) -> bool:
        return word in self._places

    def held(self, words: Sequence[str], hidden: Optional[Any] = None) -> Held:
        """What the units hold of a question's stems. `hidden` tells of each unit whether it counts as not there."""
        rareness = np.array([self._weights.get(word, self._unheld) for word in words], np.float32)
        units = [self._seen(word, hidden) for word in words]
        holders = np.zeros((len(words), self._rows), bool)
        for number, (word, seen) in enumerate(zip(words, units, strict=True)):
            holders[number, self._owners.get(word, _NOWHERE) if hidden is None else self._owner[seen]] = True
        each = np.repeat(rareness.astype(float) ** 2, [len(seen) for seen in units])
        likeness = np.bincount(np.concatenate([_NOWHERE, *units]), each, len(self._owner))
        whole = max(float(np.linalg.norm(rareness)), 1e-6)
        share = rareness @ holders / max(float(rareness.sum()), 1e-6)
        return Held((likeness / (self._lengths * whole)).astype(np.float32), share, rareness, holders)

    def _seen(self, word: str, hidden: Optional[Any]) -> Any:
        places = self._places.get(word, _NOWHERE)
        return places if hidden is None else places[~hidden[places]]

    def _weight(self, holders: int) -> float:
        """As in bm25."""
        return float(np.log(1 + (self._rows - holders + 0.5) / (holders + 0.5)))


_NOWHERE = np.zeros(0, np.int32)
