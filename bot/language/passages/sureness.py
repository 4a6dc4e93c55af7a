"""How sure it is that the passage at the top answers the question: a chance, by logistic regression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Tuple

import numpy as np

from bot.language.passages.entries import Asked
from bot.language.passages.evidence import Evidence

OF_THE_TOP: Tuple[str, ...] = (
    "meaning_best",
    "meaning_three",
    "meaning_question",
    "meaning_told",
    "words_best",
    "words_told",
    "words_share",
    "topic",
    "aspect",
    "silent",
)
SURE_COLUMNS: Tuple[str, ...] = (
    *OF_THE_TOP,
    "score",
    "margin",
    "lead",
    "unheld",
    "rarest_unheld",
    "elsewhere",
    "topic_score",
    "words",
)
SAME_WORDS = 0.95  # a cosine of words: no more than a small word apart
SURE_OF_SAME_WORDS = 0.9
_LOWEST_SCORE, _HIGHEST_SCORE = -10.0, 20.0


@dataclass(frozen=True)
class Top:
    """The best passages of a place, best first: their rows in the index and their scores. `rows_of_place` are all that it tells."""

    rows: Any
    scores: Any
    rows_of_place: Any


@dataclass(frozen=True)
class Sureness:
    """A logistic regression of SURE_COLUMNS."""

    slopes: Any
    base: float

    def chance(self, row: Any) -> float:
        """That the passage at the top answers, for a row of SURE_COLUMNS. Nearly the words of one of its asks: at least 0.9."""
        chance = float(1 / (1 + np.exp(-(row @ self.slopes + self.base))))
        is_same = row[SURE_COLUMNS.index("words_best")] >= SAME_WORDS
        return max(chance, SURE_OF_SAME_WORDS) if is_same else chance


def sure_row(asked: Asked, evidence: Evidence, top: Top) -> Any:
    """A row of SURE_COLUMNS for the passage at the top."""
    best = [float(evidence.column(name)[top.rows[0]]) for name in OF_THE_TOP]
    unheld = evidence.held.unheld(top.rows_of_place)
    rareness = max(float(evidence.held.rareness.sum()), 1e-6)
    others = [
        top.scores[0],
        top.scores[0] - top.scores[1:2].sum(),
        1 / np.exp(top.scores - top.scores[0]).sum(),
        unheld.sum() / rareness,
        unheld.max(initial=0),
        evidence.elsewhere,
        np.clip(asked.score, _LOWEST_SCORE, _HIGHEST_SCORE),
        np.log1p(evidence.words),
    ]
    return np.array([*best, *others], np.float32)
