"""Learns the projection: a question must lie nearer to another text of its passage than to those of other passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Tuple

import numpy as np

from bot.language.passages.projection import Projection

DIMENSIONS = 64
_BATCH = 1024  # pairs that are held against each other
_ROUNDS = 24
_STEP = 2.5e-3
_WARMTH = 0.05  # of the softmax: the smaller, the more the nearest wrong passage counts
_TRIES = 3  # to draw a text that another hand wrote
_SEED = 0


@dataclass(frozen=True)
class Texts:
    """Rows of vectors with the passage and the hand of each; a hand of -1 is the content itself."""

    vectors: Any
    owner: Any
    hand: Any


def learn_projection(texts: Texts, dimensions: int = DIMENSIONS) -> Projection:
    """Learn from pairs of texts of one passage by different hands: softmax over a batch, by Adam, from the principal axes on."""
    dice = np.random.default_rng(_SEED)
    texts = _in_order(texts)
    matrix = _principal_axes(texts.vectors, dimensions)
    drawing, adam = _Drawing(texts, dice), _Adam(matrix, _ROUNDS * (len(texts.owner) // _BATCH))
    for _ in range(_ROUNDS):
        rows = dice.permutation(len(texts.owner))
        for start in range(0, len(rows) - _BATCH + 1, _BATCH):
            asked = rows[start : start + _BATCH]
            adam.step(_slope(matrix, texts, asked, drawing.others(asked)))
    return Projection(matrix)


def _in_order(texts: Texts) -> Texts:
    order = np.argsort(texts.owner, kind="stable")
    return Texts(texts.vectors[order], texts.owner[order], texts.hand[order])


def _principal_axes(vectors: Any, dimensions: int) -> Any:
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    return np.ascontiguousarray(axes[:, ::-1][:, :dimensions], np.float32)


class _Drawing:
    """Draws another text of the same passage, by another hand where there is one. The rows are in the order of their passages."""

    def __init__(self, texts: Texts, dice: np.random.Generator) -> None:
        self._texts, self._dice = texts, dice
        self._starts = np.searchsorted(texts.owner, np.arange(texts.owner.max() + 2))

    def others(self, rows: Any) -> Any:
        drawn = self._draw(rows)
        for _ in range(_TRIES):
            same = self._is_same(rows, drawn)
            drawn[same] = self._draw(rows[same])
        return drawn

    def _draw(self, rows: Any) -> Any:
        owner = self._texts.owner[rows]
        start, end = self._starts[owner], self._starts[owner + 1]
        return start + (self._dice.random(len(rows)) * (end - start)).astype(int)

    def _is_same(self, rows: Any, drawn: Any) -> Any:
        hand = self._texts.hand
        return (rows == drawn) | ((hand[rows] == hand[drawn]) & (hand[rows] >= 0))


def _slope(matrix: Any, texts: Texts, rows: Any, others: Any) -> Any:
    """Of the loss by the matrix: the mean over rows of minus the log chance of the other text, among all that were drawn."""
    asked, told, owner = texts.vectors[rows], texts.vectors[others], texts.owner[rows]
    (one, one_length), (other, other_length) = _unit(asked @ matrix), _unit(told @ matrix)
    scores = one @ other.T / _WARMTH
    itself = np.eye(len(rows), dtype=bool)
    scores[(owner[:, None] == owner[None, :]) & ~itself] = -np.inf
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    pull = (chances - itself) / (_WARMTH * len(rows))
    return asked.T @ _through_length(pull @ other, one, one_length) + told.T @ _through_length(
        pull.T @ one, other, other_length
    )


def _unit(rows: Any) -> Tuple[Any, Any]:
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return rows / lengths, lengths


def _through_length(slope: Any, unit: Any, length: Any) -> Any:
    return (slope - unit * (slope * unit).sum(axis=1, keepdims=True)) / length


class _Adam:
    """Changes a matrix in place by smaller and smaller steps (Kingma and Ba 2015)."""

    def __init__(self, matrix: Any, steps: int) -> None:
        self._matrix, self._steps, self._done = matrix, steps, 0
        self._mean, self._square = np.zeros_like(matrix), np.zeros_like(matrix)

    def step(self, slope: Any) -> None:
        left = 1 - self._done / self._steps
        self._done += 1
        self._mean += 0.1 * (slope - self._mean)
        self._square += 0.001 * (slope * slope - self._square)
        mean, square = self._mean / (1 - 0.9**self._done), self._square / (1 - 0.999**self._done)
        self._matrix -= (_STEP * left * mean / (np.sqrt(square) + 1e-8)).astype(np.float32)
