"""Vectors of texts, kept from one start to the next: only what was written since is encoded."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Sequence

import numpy as np

_BYTES = 8  # of a digest: two of a hundred thousand texts share one once in billions


class UnitVectors:
    """Vectors by the digests of their texts, in half precision."""

    def __init__(self, digests: Sequence[int] = (), vectors: Optional[Any] = None) -> None:
        self._rows: Dict[int, int] = {digest: row for row, digest in enumerate(digests)}
        self._vectors = vectors

    @classmethod
    def read(cls, file: Path) -> UnitVectors:
        """What `write` wrote. Raises OSError or ValueError."""
        with np.load(file, allow_pickle=False) as kept:
            return cls(kept["digests"].tolist(), kept["vectors"])

    def write(self, file: Path) -> None:
        """Keep all."""
        vectors = np.zeros((0, 0), np.float16) if self._vectors is None else self._vectors
        np.savez(file, digests=np.array(list(self._rows), np.uint64), vectors=vectors)

    def of(self, texts: Sequence[str], encode: Callable[[Sequence[str]], Any]) -> Any:
        """A row of float32 numbers for each text; what is not known is encoded and kept."""
        digests = [_digest(text) for text in texts]
        new = {digest: text for text, digest in zip(texts, digests, strict=True) if digest not in self._rows}
        if new:
            self._keep(list(new), np.asarray(encode(list(new.values())), np.float16))
        rows = [self._rows[digest] for digest in digests]
        return (
            np.zeros((0, 0), np.float32) if self._vectors is None else self._vectors[rows].astype(np.float32)
        )

    def _keep(self, digests: List[int], vectors: Any) -> None:
        first = len(self._rows)
        self._rows.update((digest, first + number) for number, digest in enumerate(digests))
        is_first = self._vectors is None or not len(self._vectors)
        self._vectors = vectors if is_first else np.vstack([self._vectors, vectors])


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=_BYTES).digest(), "little")
