"""Vectors of texts, kept from one start to the next: only what was written since is encoded."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Callable, Dict, List, Sequence

import numpy as np

_BYTES = 8  # of a digest: two of a hundred thousand texts share one once in billions
_STEPS = 127  # of a number between 0 and 1, in a byte


class UnitVectors:
    """Vectors of length 1 by the digests of their texts, a byte a number."""

    def __init__(self) -> None:
        self._rows: Dict[int, int] = {}
        self._vectors = np.zeros((0, 0), np.int8)

    @classmethod
    def read(cls, file: Path) -> UnitVectors:
        """What `write` wrote. Raises OSError or ValueError."""
        with np.load(file, allow_pickle=False) as kept:
            return cls.of_arrays(kept["digests"], kept["vectors"])

    @classmethod
    def of_arrays(cls, digests: Any, vectors: Any) -> UnitVectors:
        """Those of `arrays`."""
        made = cls()
        made._keep(digests.tolist(), vectors)
        return made

    def arrays(self) -> Dict[str, Any]:
        """Digests and vectors in one order."""
        return {"digests": np.array(list(self._rows), np.uint64), "vectors": self._vectors}

    def write(self, file: Path) -> None:
        """Keep all."""
        np.savez(file, **self.arrays())

    def also(self, others: UnitVectors) -> None:
        """Take over what others know besides."""
        new = [digest for digest in others._rows if digest not in self._rows]
        self._keep(new, others._vectors[[others._rows[digest] for digest in new]])

    def of(self, texts: Sequence[str], encode: Callable[[Sequence[str]], Any]) -> Any:
        """A row of float32 numbers for each text; what is not known is encoded and kept."""
        digests = [_digest(text) for text in texts]
        new = {digest: text for text, digest in zip(texts, digests, strict=True) if digest not in self._rows}
        if new:
            self._keep(list(new), in_bytes(encode(list(new.values()))))
        found = self._vectors[[self._rows[digest] for digest in digests]].astype(np.float32)
        found /= _STEPS
        return found

    def _keep(self, digests: List[int], vectors: Any) -> None:
        first = len(self._rows)
        self._rows.update((digest, first + number) for number, digest in enumerate(digests))
        self._vectors = (
            np.vstack([self._vectors, vectors])
            if first and digests
            else vectors
            if digests
            else self._vectors
        )


def in_bytes(vectors: Any) -> Any:
    """Rows of numbers from -1 to 1, a byte each."""
    return np.round(np.asarray(vectors, np.float32) * _STEPS).astype(np.int8)


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=_BYTES).digest(), "little")
