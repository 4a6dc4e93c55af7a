"""What a question asks of a topic (how much, by when, what if no ...), learnt from the ways people ask the passages."""

from __future__ import annotations

from typing import Any, List, Sequence

import numpy as np

from bot.language.features import Features


class AspectModel:
    """Multinomial logistic regression on words in a row."""

    _RIDGE = 0.3
    _ROUNDS = 60
    _FEWEST = 10  # texts that hold a run of words
    _LONGEST = 3  # words in a row

    def __init__(self) -> None:
        self.aspects: List[str] = []

    def fit(self, texts: Sequence[str], aspects: Sequence[str]) -> AspectModel:
        """Learn from questions in plain words. Raises ValueError if all ask the same."""
        self.aspects = sorted(set(map(str, aspects)))
        if len(self.aspects) < 2:  # noqa: PLR2004 - two, as said above
            raise ValueError("the questions must ask for two aspects or more")
        self._words = Features(texts, "word", (1, self._LONGEST), min_df=self._FEWEST)
        labels = np.array([self.aspects.index(str(aspect)) for aspect in aspects])
        slopes = _softmax_regression(self._words.table(texts), labels, self._RIDGE, self._ROUNDS)
        self._bases, self._slopes = slopes[0], slopes[1:]
        return self

    def log_chances(self, text: str) -> Any:
        """The logarithm of the chance of each of `aspects`."""
        places, weights = self._words.of(text)
        votes = weights @ self._slopes[places] + self._bases
        votes -= votes.max()
        return votes - np.log(np.exp(votes).sum())


def _softmax_regression(words: Any, labels: Any, ridge: float, rounds: int) -> Any:
    """Slopes of a row of words for each label, under a row of bases: in a tenth of the time of the library's, for it stops early."""
    from scipy.optimize import minimize

    words, count = words.tocsr().astype(np.float32), labels.max() + 1
    shape, turned = (1 + words.shape[1], count), words.T.tocsr()
    right = np.arange(len(labels)), labels

    def loss(flat: Any) -> Any:
        slopes = flat.reshape(shape).astype(np.float32)
        votes = words @ slopes[1:] + slopes[0]
        votes -= votes.max(axis=1, keepdims=True)
        chances = np.exp(votes)
        chances /= chances.sum(axis=1, keepdims=True)
        value = -np.log(np.maximum(chances[right], 1e-12)).sum() + ridge * (slopes[1:] ** 2).sum() / 2
        chances[right] -= 1
        slope = np.vstack([chances.sum(axis=0), turned @ chances])
        slope[1:] += ridge * slopes[1:]
        return float(value), slope.ravel().astype(float)

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": rounds})
    return found.x.reshape(shape).astype(np.float32)
