"""What of a meaning matters here: a linear map of the shared vectors, learnt so that questions of one passage come to lie together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Projection:
    """A matrix from the numbers of the shared embedding to fewer of its own."""

    matrix: Any

    def __call__(self, vectors: Any) -> Any:
        """The same rows in the other space, each of length 1. One vector gives one row."""
        mapped = vectors @ self.matrix
        return mapped / (((mapped * mapped).sum(axis=-1, keepdims=True)) ** 0.5 + 1e-9)
