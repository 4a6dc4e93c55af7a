"""Which topic a sentence is about: its meaning and its letters, looked at in four ways whose votes are added.

Works with the letters alone where there is no sentence embedding. Knows how far
a sentence is from everything that was trained, so that it can be refused.
scikit-learn and scipy's solver are imported where something is learnt: what was learnt does without.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, List, Optional, Sequence

import numpy as np

from bot.language.embedding.eight_bits import Products
from bot.language.features import Features

OUT_OF_SCOPE = "out_of_scope"
NEIGHBOURS = 3
_LETTER_DIMENSIONS = 300
_LEAST, _MOST = 1e-6, 1 - 1e-6


@dataclass(frozen=True)
class Weights:
    """How the parts are weighed. How they were chosen: docs/understanding.md."""

    nearest: float = (
        8.0  # the cosine to a topic's nearest message, against the log of logistic regression's chances
    )
    nearest_apart: float = 10.0  # the same where topics are pulled apart
    kernel: float = 20.0
    sharpness: float = 0.4  # of the chances that the sum of votes is turned into
    nearness: float = 4.0  # of the mean cosine to the nearest messages, against the log-odds, for the refusal


LETTERS_ALONE = Weights(nearest=0.0, nearest_apart=0.0)  # without meaning, near messages mislead


@dataclass(frozen=True)
class Ranking:
    """Labels and their chances, the likeliest first, and how sure it is that any of them fits."""

    labels: List[str]
    chances: List[float]
    score: float


class Letters:
    """Runs of one to five letters within words, weighed by how telling they are, in 300 numbers."""

    def __init__(self) -> None:
        self._features: Any = None
        self._parts: Any = None

    def fit(self, texts: Sequence[str]) -> Any:
        """Learn from texts; one row a text."""
        from sklearn.decomposition import TruncatedSVD

        self._features = Features(texts, "char_wb", (1, 5), min_df=3)
        counted = self._features.table(texts)
        counted.sort_indices()
        dimensions = min(_LETTER_DIMENSIONS, min(counted.shape) - 1)
        self._parts = TruncatedSVD(dimensions, random_state=0).fit(counted).components_.T.astype(np.float16)
        return self.rows(texts)

    def rows(self, texts: Sequence[str]) -> Any:
        """One row a text."""
        return np.array([self._row(text) for text in texts], np.float32)

    def _row(self, text: str) -> Any:
        """By itself, so that the table of parts can stay half as wide."""
        places, weights = self._features.of(text)
        return weights @ self._parts[places].astype(np.float32)


class _Regression:
    """Logistic regression: the log of each label's chances."""

    _STEPS = 60  # more change nothing on messages set aside, and take longer
    _STRENGTH = 20.0  # inverse regularisation

    def __init__(self, rows: Any, labels: Sequence[str]) -> None:
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import LogisticRegression

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # stopped early on purpose
            model = LogisticRegression(C=self._STRENGTH, max_iter=self._STEPS, random_state=0).fit(
                rows, list(labels)
            )
        self._slopes, self._bases = model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)

    def votes(self, rows: Any) -> Any:
        return _log_softmax(rows @ self._slopes + self._bases)


class _Apart:
    """Linear discriminants pull the topics apart; then the cosine to each topic's nearest message counts."""

    _SHRINKAGE = 0.05

    def __init__(self, rows: Any, labels: Sequence[str]) -> None:
        from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

        model = LinearDiscriminantAnalysis(solver="eigen", shrinkage=self._SHRINKAGE).fit(rows, list(labels))
        self._turn = model.scalings_[:, : model._max_components].astype(np.float32)  # noqa: SLF001 - as its `transform` does
        self._nearest = _Nearest(unit(rows @ self._turn), labels)

    def votes(self, rows: Any) -> Any:
        return self._nearest.votes(self._nearest.cosines(rows @ self._turn))


class _Nearest:
    """The cosine to the nearest message of each label."""

    def __init__(self, rows: Any, labels: Sequence[str]) -> None:
        """`rows` are in the order of their labels, and of length 1."""
        self._products = Products(rows)
        self._starts = np.searchsorted(np.asarray(labels), np.unique(labels))

    def cosines(self, rows: Any) -> Any:
        return self._products(unit(rows))

    def votes(self, cosines: Any) -> Any:
        return np.maximum.reduceat(cosines, self._starts, axis=1)


class Kernel:
    """Kernel ridge regression on whether a message has a label: every message of training votes, near ones most.

    `cosines` are those of the known messages to each other, and are overwritten: with thousands of messages there is
    room for one such table. Votes are in the order of the sorted labels.
    """

    _WIDTH = 2.0
    _RIDGE = 0.03

    def __init__(self, cosines: Any, labels: Sequence[str]) -> None:
        from scipy.linalg import cho_factor, cho_solve

        is_label = (np.asarray(labels)[:, None] == np.unique(labels)).astype(np.float32)
        kernel = self._similar(np.asarray(cosines, np.float32))
        kernel[np.diag_indices(len(kernel))] += self._RIDGE
        solved = cho_solve(
            cho_factor(kernel.T, overwrite_a=True, check_finite=False), is_label - is_label.mean(axis=0)
        )
        self._voices = solved.astype(np.float32)

    def votes(self, cosines: Any) -> Any:
        """One column a label, from the cosines to the known messages, which are overwritten."""
        return self._similar(cosines) @ self._voices

    def _similar(self, cosines: Any) -> Any:
        """In place of the cosines: a copy would double the memory of training."""
        cosines -= 1
        cosines *= self._WIDTH
        return np.exp(cosines, out=cosines)


class TopicModel:
    """Ranks labels for rows of numbers, one row a sentence (see `joined`)."""

    def __init__(self, weights: Weights = Weights()) -> None:
        self.weights = weights
        self.labels: List[str] = []

    def fit(self, rows: Any, labels: Sequence[str]) -> TopicModel:
        """Learn. A way of looking that has no weight is not learnt. Raises ValueError if there are fewer than two labels."""
        self.labels = [str(label) for label in np.unique(labels)]
        if len(self.labels) < 2:  # noqa: PLR2004 - two, as said
            raise ValueError(f"topics are told apart, so there must be two or more, not {self.labels}")
        order = np.argsort(np.asarray(labels), kind="stable")
        rows, in_order = rows[order], np.asarray(labels)[order]
        self._regression = _Regression(rows, in_order)
        self._apart = _Apart(rows, in_order) if self.weights.nearest_apart else None
        known = unit(rows).astype(np.float32)
        self._nearest = _Nearest(known, in_order)
        self._kernel = Kernel(known @ known.T, in_order)
        return self

    def rank(self, rows: Any, bias: Optional[Any] = None) -> List[Ranking]:
        """A ranking of each row. `bias` is added to the votes, one number a label; minus infinity hides a label."""
        cosines = self._nearest.cosines(rows)
        votes = self._votes(rows, cosines) + (0 if bias is None else bias)
        chances = np.exp(_log_softmax(self.weights.sharpness * votes))
        nearness = np.partition(cosines, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS:].mean(axis=1)
        return [self._ranking(row, near) for row, near in zip(chances, nearness, strict=True)]

    def _votes(self, rows: Any, cosines: Any) -> Any:
        votes = self._regression.votes(rows) + self.weights.kernel * self._kernel.votes(cosines.copy())
        votes += self.weights.nearest * self._nearest.votes(cosines)
        return votes + self.weights.nearest_apart * self._apart.votes(rows) if self._apart else votes

    def _ranking(self, chances: Any, near: float) -> Ranking:
        order = np.argsort(-chances)
        labels = [self.labels[index] for index in order]
        ranked = [float(chances[index]) for index in order]
        return Ranking(labels, ranked, self._score(dict(zip(labels, ranked, strict=True)), near))

    def _score(self, chances: dict[str, float], near: float) -> float:
        """High if some topic fits, low if `out_of_scope` does or nothing of training is near."""
        best = max((chance for label, chance in chances.items() if label != OUT_OF_SCOPE), default=0.0)
        return _log_odds(best) - _log_odds(chances.get(OUT_OF_SCOPE, 0.0)) + self.weights.nearness * near


def joined(letters: Any, vectors: Optional[Any]) -> Any:
    """Meaning and letters side by side, each of length about 1; letters alone where there is no embedding."""
    return letters if vectors is None else np.hstack([vectors, letters]).astype(np.float32)


def unit(rows: Any) -> Any:
    """Rows of length 1, so that a product is a cosine."""
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def _log_softmax(votes: Any) -> Any:
    shifted = votes - votes.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _log_odds(chance: float) -> float:
    kept = min(max(chance, _LEAST), _MOST)
    return float(np.log(kept / (1 - kept)))
