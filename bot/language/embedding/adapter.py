"""What was learnt on top of the sentence embedding for one purpose: for each of its products two narrow tables, whose product is added.

Low-rank adaptation (Hu et al. 2021): a hundredth of the weights, so that what was learnt stands in the project
and the weights themselves stay those of the package.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Callable

import numpy as np

DOWN, UP = ".down", ".up"
Weight = Callable[[str], "np.ndarray[Any, Any]"]


class Adapter:
    """The narrow tables of a file: `<weight>.down` [rank, in] and `<weight>.up` [out, rank], in half precision."""

    def __init__(self, file: Path) -> None:
        """Raises what reading the file raises."""
        with np.load(file, allow_pickle=False) as kept:
            self._tables = {
                name: kept[name].astype(np.float32) for name in kept.files if name.endswith((DOWN, UP))
            }

    def on_top_of(self, weight: Weight) -> Weight:
        """The same weights with what was learnt added."""

        def changed(name: str) -> Any:
            known, up = weight(name), self._tables.get(name + UP)
            return known if up is None else known + up @ self._tables[name + DOWN]

        return changed


def digest_of(file: Path) -> str:
    """A short digest of a file, to name what is built from it."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]
