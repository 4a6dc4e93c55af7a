"""The trained part of the danger check: what the rules don't say in words, judged by meaning and letters.

Gives no score away and stores none: a message is danger, danger that is over, or neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, List, Optional, Sequence, Tuple

import joblib
import numpy as np

from bot.language.chat import spelled_out
from bot.language.encoder import Encoder
from bot.language.topic_model import Kernel, Letters, joined, unit
from bot.safeguarding.cues import cues

NONE, PAST = "none", "past/"  # labels; danger itself has its kind for a label

Labelled = Sequence[Tuple[str, str]]


class Verdict(Enum):
    """What the classifier makes of a message; the rules are asked too."""

    SURE = "danger, even if no rule sees it"
    MAYBE = "danger, if a rule sees it"
    OVER = "it was danger, and is over"
    NOTHING = "no danger"


@dataclass(frozen=True)
class Judged:
    """A verdict and the likeliest kind of danger."""

    verdict: Verdict
    kind: str


@dataclass(frozen=True)
class Limits:
    """From which sum of both views a message is danger. Chosen on training messages set aside (benchmarks.safety)."""

    sure: float
    maybe: float
    over: float


BY_MEANING = Limits(sure=0.55, maybe=0.3, over=0.4)
# Without the embedding more messages that are none are taken for danger: rather that than the other way round.
BY_LETTERS = Limits(sure=0.4, maybe=-10.0, over=10.0)


class _View:
    """One way of looking: kernel regression on a set of numbers."""

    def __init__(self, rows: Any, labels: Sequence[str], width: float, ridge: float) -> None:
        self._known = unit(rows).astype(np.float32)
        self._kernel = Kernel(self._known, labels, width, ridge)

    def votes(self, row: Any) -> Any:
        return self._kernel.votes(unit(row) @ self._known.T)[0]


class DangerModel:
    """Learns from messages labelled with a kind of danger, `past/` and a kind, or `none`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._letters = Letters()
        self.labels: List[str] = []

    def fit(self, messages: Labelled, vectors: Optional[Any]) -> DangerModel:
        """Learn. `vectors` are the embeddings of the messages in plain words, or None."""
        texts, labels = [text for text, _ in messages], [label for _, label in messages]
        self.labels = sorted(set(labels))
        rows = joined(self._letters.fit([spelled_out(text) for text in texts]), vectors)
        marks = np.array([cues(text) for text in texts], np.float32)
        self._plain = _View(rows, labels, 2.0, 0.03)
        self._with_cues = _View(np.hstack([rows, marks]), labels, 1.0, 0.01)
        return self

    def judge(self, text: str, vector: Optional[Any]) -> Judged:
        """The verdict on one message; `vector` is its embedding, one row, or None if learnt without."""
        row = joined(self._letters.rows([spelled_out(text)]), vector)
        marked = np.hstack([row, np.array([cues(text)], np.float32)])
        votes = dict(zip(self.labels, self._plain.votes(row) + self._with_cues.votes(marked), strict=True))
        now = {label: vote for label, vote in votes.items() if label != NONE and not label.startswith(PAST)}
        past = {label: vote for label, vote in votes.items() if label.startswith(PAST)}
        return self._judged(now, past)

    def _judged(self, now: dict[str, float], past: dict[str, float]) -> Judged:
        score, before = sum(now.values()), sum(past.values())
        if before >= self._limits.over and before > score:
            return Judged(Verdict.OVER, max(past, key=past.__getitem__).removeprefix(PAST))
        kind = max(now, key=now.__getitem__)
        if score >= self._limits.sure:
            return Judged(Verdict.SURE, kind)
        return Judged(Verdict.MAYBE if score >= self._limits.maybe else Verdict.NOTHING, kind)


class Judge:
    """A danger model with the embedding it was trained with, if any."""

    def __init__(self, model: DangerModel, encoder: Optional[Encoder]) -> None:
        self._model, self._encoder = model, encoder

    def __call__(self, text: str) -> Judged:
        """The verdict on a message."""
        vector = self._encoder.encode([spelled_out(text)]) if self._encoder else None
        return self._model.judge(text, vector)


def train_judges(messages: Labelled, encoder: Optional[Encoder], file: Path) -> None:
    """Train one model with the embedding, if there is one, and one without, and keep both in a file."""
    by_letters = DangerModel(BY_LETTERS).fit(messages, None)
    by_meaning = None
    if encoder:
        vectors = encoder.encode([spelled_out(text) for text, _ in messages])
        by_meaning = DangerModel(BY_MEANING).fit(messages, vectors)
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial")
    joblib.dump({"by_letters": by_letters, "by_meaning": by_meaning}, partial)
    partial.replace(file)


def load_judge(file: Path, encoder: Optional[Encoder]) -> Judge:
    """The judge of a file: by meaning where that can be. Raises what reading the file raises."""
    kept = joblib.load(file)
    if encoder and kept["by_meaning"]:
        return Judge(kept["by_meaning"], encoder)
    return Judge(kept["by_letters"], None)
