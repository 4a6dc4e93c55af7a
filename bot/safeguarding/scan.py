"""A quick look over a long text: which stretches of it are worth a judge's time.

Adds up what words, pairs of words and runs of letters in words say for danger. Each
stretch of a text costs one subtraction, so every one can be looked at.
"""

from __future__ import annotations

import itertools
import re
import zlib
from functools import lru_cache
from typing import Any, Iterator, List, Sequence, Tuple

import numpy as np

WIDTH = 1 << 17  # places for weights; what shares one is told apart by its neighbours
_MOST_LETTERS = 4  # of a run within a word
_STRENGTH = 0.3  # inverse regularisation
_WORD = re.compile(r"[^\W_]+")


class Scan:
    """Scores stretches of words. Higher is more like danger; 0 is undecided."""

    def __init__(self, weights: Any, base: float) -> None:
        self._weights, self._base = weights, base
        self._of_word = lru_cache(maxsize=5_000)(self._score_of_word)

    def scores(self, words: Sequence[str], stretches: Sequence[Tuple[int, int]]) -> List[float]:
        """The score of each stretch, given as its first word and the one behind its last. None is empty."""
        singles = np.cumsum([0.0, *(self._of_word(word) for word in words)])
        pairs = np.cumsum(
            [0.0, *(self._weight(_pair(one, other)) for one, other in itertools.pairwise(words))]
        )
        return [
            self._base
            + (singles[end] - singles[start] + pairs[end - 1] - pairs[start]) / (end - start) ** 0.5
            for start, end in stretches
        ]

    def score(self, text: str) -> float:
        """The score of a whole text in plain words; far below anything else if it has none."""
        words = words_of(text)
        return self.scores(words, [(0, len(words))])[0] if words else -100.0

    def __getstate__(self) -> Any:
        """The weights alone."""
        return self._weights, self._base

    def __setstate__(self, kept: Any) -> None:
        """From what `__getstate__` gave."""
        self.__init__(*kept)  # type: ignore[misc]  # as pickle does it

    def _score_of_word(self, word: str) -> float:
        return float(sum(self._weight(place) for place in _of_word(word)))

    def _weight(self, place: int) -> float:
        return float(self._weights[place])


def train_scan(texts: Sequence[str], is_danger: Sequence[bool]) -> Scan:
    """Learn from messages in plain words."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_STRENGTH, max_iter=200, class_weight="balanced", solver="liblinear")
    model.fit(_rows(texts), list(is_danger))
    return Scan(model.coef_[0].astype(np.float16), float(model.intercept_[0]))


def words_of(text: str) -> List[str]:
    """The words that a scan looks at."""
    return _WORD.findall(text)


def _rows(texts: Sequence[str]) -> Any:
    from scipy.sparse import csr_matrix

    found = [_features(words_of(text)) for text in texts]
    lengths = np.repeat(
        [1 / max(1, len(words_of(text))) ** 0.5 for text in texts], [len(row) for row in found]
    )
    starts = np.cumsum([0, *(len(row) for row in found)])
    places = np.concatenate(found).astype(np.int32)
    return csr_matrix((lengths, places, starts.astype(np.int32)), shape=(len(texts), WIDTH))


def _features(words: Sequence[str]) -> List[int]:
    alone = [place for word in words for place in _of_word(word)]
    return [*alone, *(_pair(one, other) for one, other in itertools.pairwise(words))]


def _of_word(word: str) -> Iterator[int]:
    """The word whole, and its runs of letters with its ends marked."""
    yield _place(f"={word}")
    marked = f"<{word}>"
    for length in range(3, _MOST_LETTERS + 1):
        yield from (_place(marked[at : at + length]) for at in range(len(marked) - length + 1))


def _pair(one: str, other: str) -> int:
    return _place(f"{one} {other}")


def _place(feature: str) -> int:
    return zlib.crc32(feature.encode()) % WIDTH
