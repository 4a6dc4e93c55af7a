"""The danger check's view by letters: votes by runs of one to four letters, words and pairs of words."""

from __future__ import annotations

from typing import Any, Sequence

import numpy as np

from bot.language.features import Features, Places, sparse_table
from bot.language.topic_model import Kernel

WORD_WEIGHT = 0.5  # of words and pairs of words, against runs of letters
COMMONEST, MANY = (
    0.1,
    1000,
)  # runs of letters in more than this share of many messages say little, and cost most of the time
ROWS_AT_ONCE = 1000  # of a table of cosines, so that making it takes little memory


class Letters:
    """Votes by letters and words, of every message that was learnt."""

    def __init__(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        commonest = COMMONEST if len(texts) > MANY else 1.0
        self._letters = Features(texts, analyzer="char_wb", ngram_range=(1, 4), min_df=2, max_df=commonest)
        self._words = Features(texts, ngram_range=(1, 2))
        known = self._rows(texts)
        self._known = known.T.tocsr()
        self._kernel = Kernel(_products(known, self._known), labels)

    def votes(self, texts: Sequence[str]) -> Any:
        """A row for each text: one number a label, in the order of the sorted labels."""
        cosines = (self._rows(texts) @ self._known).toarray()
        return np.concatenate(
            [self._kernel.votes(row[None]) for row in cosines]
        )  # one by one is three times as fast for a few

    def _rows(self, texts: Sequence[str]) -> Any:
        """Rows whose products are cosines, letters and words weighed."""
        return sparse_table([self._row(text) for text in texts], len(self._letters) + len(self._words))

    def _row(self, text: str) -> Places:
        share = WORD_WEIGHT / (1 + WORD_WEIGHT)
        (letters, by_letters), (words, by_words) = self._letters.of(text), self._words.of(text)
        return np.concatenate([letters, words + len(self._letters)]), np.concatenate(
            [by_letters * (1 - share) ** 0.5, by_words * share**0.5]
        )


def _products(rows: Any, columns: Any) -> Any:
    """The product of two sparse tables as a full one, made in place."""
    full = np.empty((rows.shape[0], columns.shape[1]), np.float32)
    for at in range(0, rows.shape[0], ROWS_AT_ONCE):
        (rows[at : at + ROWS_AT_ONCE] @ columns).toarray(out=full[at : at + ROWS_AT_ONCE])
    return full
