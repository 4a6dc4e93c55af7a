"""The ranker's weights in a file: which evidence counts how much, and how sure to be. Names stand beside numbers, so that none is taken for another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Mapping, Optional, Sequence, Tuple

import numpy as np

from bot.language.passages.evidence import COLUMNS, PLACE_COLUMNS
from bot.language.passages.projection import Projection
from bot.language.passages.sureness import SURE_COLUMNS, Sureness
from bot.language.passages.unit_vectors import UnitVectors

ALL_COLUMNS: Tuple[str, ...] = (*COLUMNS, *PLACE_COLUMNS)
# Before anything was learnt: by likeness and topic alone, and never sure.
_FIRST: Mapping[str, float] = {"meaning_best": 4, "words_best": 4, "topic": 0.3}


def first_weights() -> Any:
    """What learning begins with: a weight for each of ALL_COLUMNS."""
    return np.array([_FIRST.get(name, 0.0) for name in ALL_COLUMNS], np.float32)


@dataclass(frozen=True)
class Weights:
    """What was learnt: a weight for each of ALL_COLUMNS, how sure to be, and what of a meaning matters (None: all of it).

    `vectors` are those of all that was asked then, mapped so; `embedding` is the digest of the weights that they and the projection are of.
    """

    columns: Any
    sureness: Sureness
    projection: Optional[Projection] = None
    vectors: UnitVectors = field(default_factory=UnitVectors)
    embedding: str = ""

    def under(self, embedding: str) -> Weights:
        """The same for an embedding: of another one neither projection nor vectors hold."""
        return self if embedding == self.embedding else replace(self, projection=None, vectors=UnitVectors())


def write_weights(file: Path, learnt: Weights) -> None:
    """Keep what was learnt."""
    projection = {} if learnt.projection is None else {"projection": learnt.projection.matrix}
    np.savez_compressed(
        file,
        columns=np.array(ALL_COLUMNS),
        weights=learnt.columns,
        sure_columns=np.array(SURE_COLUMNS),
        slopes=learnt.sureness.slopes,
        base=np.float64(learnt.sureness.base),
        embedding=np.array(learnt.embedding),
        **projection,
        **learnt.vectors.arrays(),
    )


def read_weights(file: Path) -> Weights:
    """What was learnt, each number under the name that it was learnt for; what is new counts nothing until it is learnt.

    Without a file: what learning begins with. Raises OSError or ValueError for a damaged one.
    """
    if not file.exists():
        return Weights(first_weights(), Sureness(np.zeros(len(SURE_COLUMNS), np.float32), 0.0))
    with np.load(file, allow_pickle=False) as kept:
        weights = _in_order(kept["columns"], kept["weights"], ALL_COLUMNS)
        slopes = _in_order(kept["sure_columns"], kept["slopes"], SURE_COLUMNS)
        projection = Projection(kept["projection"]) if "projection" in kept else None
        vectors = UnitVectors.of_arrays(kept["digests"], kept["vectors"])
        sureness = Sureness(slopes, float(kept["base"]))
        return Weights(weights, sureness, projection, vectors, str(kept["embedding"]))


def _in_order(names: Sequence[Any], numbers: Any, wanted: Sequence[str]) -> Any:
    known = dict(zip(map(str, names), numbers, strict=True))
    return np.array([known.get(name, 0.0) for name in wanted], np.float32)
