"""What of a meaning matters here: a linear map of the shared vectors, learnt so that questions of one passage come to lie together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np

_BYTES = 8  # of the digest


@dataclass(frozen=True)
class Projection:
    """A matrix from the numbers of the shared embedding to fewer of its own."""

    matrix: Any

    @property
    def digest(self) -> str:
        """What tells it from any other."""
        return hashlib.blake2b(np.ascontiguousarray(self.matrix).tobytes(), digest_size=_BYTES).hexdigest()

    def __call__(self, vectors: Any) -> Any:
        """The same rows in the other space, each of length 1. One vector gives one row."""
        mapped = vectors @ self.matrix
        return mapped / (((mapped * mapped).sum(axis=-1, keepdims=True)) ** 0.5 + 1e-9)
