"""What a question asks of a topic (how much, by when, what if no ...), learnt from the ways people ask the passages."""

from __future__ import annotations

from typing import Any, List, Optional, Sequence

import numpy as np

from bot.language.features import Features


class AspectModel:
    """Multinomial logistic regression on words in a row and, if there are vectors, on the meaning."""

    _STRENGTH = 3.0  # inverse regularisation
    _FEWEST = 2  # texts that hold a run of words
    _LONGEST = 3  # words in a row

    def __init__(self) -> None:
        self.aspects: List[str] = []

    def fit(self, texts: Sequence[str], aspects: Sequence[str], vectors: Optional[Any] = None) -> AspectModel:
        """Learn from questions in plain words; one vector a question, or none at all. Raises ValueError if all ask the same."""
        from scipy.sparse import csr_matrix, hstack
        from sklearn.linear_model import LogisticRegression

        self._words = Features(texts, "word", (1, self._LONGEST), min_df=self._FEWEST)
        rows = self._words.table(texts)
        rows = rows if vectors is None else hstack([rows, csr_matrix(vectors)]).tocsr()
        model = LogisticRegression(C=self._STRENGTH, max_iter=200, random_state=0).fit(rows, list(aspects))
        slopes = model.coef_.T.astype(np.float32)
        self._of_words, self._of_meaning = slopes[: len(self._words)], slopes[len(self._words) :]
        self._bases = model.intercept_.astype(np.float32)
        self.aspects = [str(aspect) for aspect in model.classes_]
        return self

    def log_chances(self, text: str, vector: Optional[Any] = None) -> Any:
        """The logarithm of the chance of each of `aspects`."""
        places, weights = self._words.of(text)
        votes = weights @ self._of_words[places] + self._bases
        if len(self._of_meaning) and vector is not None:
            votes = votes + vector @ self._of_meaning
        votes -= votes.max()
        return votes - np.log(np.exp(votes).sum())
