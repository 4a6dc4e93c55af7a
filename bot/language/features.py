"""What a text is made of, as numbers, rare things counting most: scikit-learn's tf-idf, for which serving needs no scikit-learn.

It learns with scikit-learn and keeps a plain dictionary and plain numbers. Rows are made here in a tenth of the time.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from typing import Any, Callable, Dict, Iterable, List, Sequence, Tuple

import numpy as np

Places = Tuple[Any, Any]  # the numbers of columns, and what stands in them

_WORD = re.compile(r"\b\w\w+\b")


class Features:
    """Rows of length 1 for one kind of features of a text.

    `analyzer` is `char_wb` for runs of letters within words, or `word`; `ngram_range` is the shortest and the longest run,
    1 the shortest. Other options of scikit-learn's TfidfVectorizer say which features are learnt.
    """

    def __init__(
        self,
        texts: Sequence[str],
        analyzer: str = "word",
        ngram_range: Tuple[int, int] = (1, 1),
        **which: Any,
    ) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._analyzer, self._most = analyzer, ngram_range[1]
        learnt = TfidfVectorizer(analyzer=analyzer, ngram_range=ngram_range, **which).fit(texts)
        self._known: Dict[str, int] = {
            str(feature): int(place) for feature, place in learnt.vocabulary_.items()
        }
        self._rareness = learnt.idf_.astype(np.float32)

    def __len__(self) -> int:
        return len(self._known)

    def of(self, text: str) -> Places:
        """Where something stands in the row of a text, and what; both empty if it has no feature that is known."""
        cut = _CUTS[self._analyzer]
        known = self._known
        found = Counter([known[feature] for feature in cut(text.lower(), self._most) if feature in known])
        places = np.fromiter(found.keys(), np.int32, len(found))
        weights = (1 + np.log(np.fromiter(found.values(), np.float32, len(found)))) * self._rareness[places]
        return places, weights / max(float(np.sqrt(weights @ weights)), np.finfo(np.float32).tiny)

    def table(self, texts: Sequence[str]) -> Any:
        """A sparse table with a row for each text. Raises ValueError if there is none."""
        return sparse_table([self.of(text) for text in texts], len(self))


def sparse_table(rows: Sequence[Places], width: int) -> Any:
    """Rows as a sparse table. Raises ValueError if there is none."""
    from scipy.sparse import csr_matrix

    places, weights = zip(*rows, strict=True)
    ends = np.cumsum([0, *map(len, places)])
    parts = (np.concatenate(weights), np.concatenate(places), ends)
    return csr_matrix(parts, (len(rows), width), np.float32)


def letters_in_words(text: str, most: int) -> List[str]:
    """Every run of one to `most` letters within a word, which has a space at either end."""
    marked = [f" {word} " for word in text.split()]
    return [
        word[at : at + length]
        for word in marked
        for length in range(1, min(most, len(word)) + 1)
        for at in range(len(word) - length + 1)
    ]


def words_in_a_row(text: str, most: int) -> Iterable[str]:
    """Every run of one to `most` words of two letters and more."""
    words = _WORD.findall(text)
    runs = range(2, min(most, len(words)) + 1)
    longer = (" ".join(words[at : at + length]) for length in runs for at in range(len(words) - length + 1))
    return chain(words, longer)


_CUTS: Dict[str, Callable[[str, int], Iterable[str]]] = {"char_wb": letters_in_words, "word": words_in_a_row}
