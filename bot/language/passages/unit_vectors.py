"""Vectors of texts, kept from one start to the next: only what was written since is encoded."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Callable, Dict, List, Sequence

import numpy as np

_BYTES = 8  # of a digest: two of a hundred thousand texts share one once in billions


class UnitVectors:
    """Vectors by the digests of their texts, in half precision."""

    def __init__(self, vectors: Dict[bytes, Any] | None = None) -> None:
        self._vectors = dict(vectors or {})

    @classmethod
    def read(cls, file: Path) -> UnitVectors:
        """What `write` wrote. Raises OSError or ValueError."""
        with np.load(file, allow_pickle=False) as kept:
            return cls(dict(zip(map(bytes, kept["digests"]), kept["vectors"], strict=True)))

    def write(self, file: Path) -> None:
        """Keep all."""
        digests = np.array([np.frombuffer(one, np.uint8) for one in self._vectors]).reshape(-1, _BYTES)
        vectors = np.array(list(self._vectors.values()), np.float16)
        np.savez(file, digests=digests, vectors=vectors)

    def of(self, texts: Sequence[str], encode: Callable[[Sequence[str]], Any]) -> Any:
        """A row of float32 numbers for each text; what is not known is encoded and kept."""
        digests = [_digest(text) for text in texts]
        new: List[str] = list(
            dict.fromkeys(
                text for text, digest in zip(texts, digests, strict=True) if digest not in self._vectors
            )
        )
        if new:
            encoded = np.asarray(encode(new), np.float16)
            self._vectors.update(zip(map(_digest, new), encoded, strict=True))
        return np.array([self._vectors[digest] for digest in digests], np.float32)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_BYTES).digest()
