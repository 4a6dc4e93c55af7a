"""The embeddings of words, positions and types, read row by row from the weights' file: the table of words is 46 MB."""

from __future__ import annotations

import json
import os
import weakref
from pathlib import Path
from typing import Any, Iterable

import numpy as np

from bot.language.embedding.graph import WIDTH

MOST_TOKENS = 128  # as the model was trained; what is longer is cut


class Table:
    """What goes into the graph: the sum of the three embeddings of each token."""

    def __init__(self, file: Path) -> None:
        header, start = _header(file)
        self._words = _Rows(file, header["embeddings.word_embeddings.weight"], start)
        positions = _Rows(file, header["embeddings.position_embeddings.weight"], start).read(
            range(MOST_TOKENS)
        )
        types = _Rows(file, header["embeddings.token_type_embeddings.weight"], start).read(range(1))
        self._rest = positions + types

    def embed(self, ids: Any) -> Any:
        """Float32 numbers [sentences, tokens, 384] for token ids [sentences, tokens]."""
        known, places = np.unique(ids, return_inverse=True)
        return (
            self._words.read(known.tolist())[places].reshape(*ids.shape, WIDTH) + self._rest[: ids.shape[1]]
        )


def _header(file: Path) -> tuple[dict[str, Any], int]:
    """What a safetensors file says of its tensors, and where their bytes begin."""
    with file.open("rb") as opened:
        length = int.from_bytes(opened.read(8), "little")
        return json.loads(opened.read(length)), 8 + length


class _Rows:
    """Rows of a table of float32 numbers, read from a file one by one: a mapped file would fill memory page by page."""

    def __init__(self, file: Path, entry: dict[str, Any], start: int) -> None:
        if entry["dtype"] != "F32":
            raise ValueError(f"{file} holds {entry['dtype']} numbers, not F32")
        self._file, self._start = os.open(file, os.O_RDONLY), start + entry["data_offsets"][0]
        weakref.finalize(self, os.close, self._file)
        self._bytes = 4 * entry["shape"][1]

    def read(self, rows: Iterable[int]) -> Any:
        found = b"".join(os.pread(self._file, self._bytes, self._start + row * self._bytes) for row in rows)
        return np.frombuffer(found, np.float32).reshape(-1, self._bytes // 4)
