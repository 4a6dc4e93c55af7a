"""Sentences as vectors of length 1, with onnxruntime; near in meaning is near in direction."""

from __future__ import annotations

import os
import subprocess
import sys
import weakref
from collections import OrderedDict
from pathlib import Path
from typing import Any, Iterable, List, Sequence

import numpy as np

from bot.language.graph import VERSION, WIDTH, build_graph
from bot.language.memory import give_back
from bot.language.weights import TOKENS, WEIGHTS

Vectors = "np.ndarray[Any, np.dtype[np.float32]]"

MOST_TOKENS = 128  # as the model was trained; what is longer is cut
_BATCH = 32
_THREADS = 2  # halves the time of training; one sentence gains a little
_REMEMBERED = 256  # the danger check, the topics and their parts look at the same sentence


class Encoder:
    """all-MiniLM-L6-v2: mean of the last layer over a sentence's tokens.

    `weights` is the folder of the weights, `graphs` a folder that keeps the graph,
    which is built at the first use. Not safe for use by several threads at once.
    """

    def __init__(self, weights: Path, graphs: Path) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(weights / TOKENS))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.no_padding()
        self._table = _Table(weights / WEIGHTS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = _THREADS
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # who waits leaves the core to others
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(str(ensure_graph(weights, graphs)), options, ["CPUExecutionProvider"])
        self._recent: OrderedDict[str, Any] = OrderedDict()
        give_back()

    def encode(self, sentences: Sequence[str]) -> Any:
        """One row of 384 float32 numbers a sentence, each of length 1. Remembers the last few sentences."""
        new = [sentence for sentence in dict.fromkeys(sentences) if sentence not in self._recent]
        fresh = dict(zip(new, self._vectors(new), strict=True))
        rows = [fresh[s] if s in fresh else self._recent[s] for s in sentences]
        self._recent.update((s, fresh[s]) for s in new[-_REMEMBERED:])
        while len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)
        return np.stack(rows) if rows else np.zeros((0, WIDTH), np.float32)

    def _vectors(self, sentences: Sequence[str]) -> Any:
        """Batches of like length: padding costs as much as words."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(sentences))]
        order = sorted(range(len(tokens)), key=lambda index: len(tokens[index]))
        vectors = np.empty((len(tokens), WIDTH), np.float32)
        for start in range(0, len(order), _BATCH):
            chosen = order[start : start + _BATCH]
            vectors[chosen] = self._run([tokens[index] for index in chosen])
        return vectors

    def _run(self, tokens: List[List[int]]) -> Any:
        longest = max(map(len, tokens))
        mask = np.array([[1] * len(ids) + [0] * (longest - len(ids)) for ids in tokens], np.int64)
        ids = np.array([ids + [0] * (longest - len(ids)) for ids in tokens], np.int64)
        return self._session.run(["sentence"], {"embedded": self._table.embed(ids), "mask": mask})[0]


class _Table:
    """The embeddings of words, positions and types. Rows of words are read from the file as needed: the table is 46 MB."""

    def __init__(self, file: Path) -> None:
        header, start = _header(file)
        self._words = _Rows(file, header["embeddings.word_embeddings.weight"], start)
        positions = _Rows(file, header["embeddings.position_embeddings.weight"], start).read(range(MOST_TOKENS))
        types = _Rows(file, header["embeddings.token_type_embeddings.weight"], start).read(range(1))
        self._rest = positions + types

    def embed(self, ids: Any) -> Any:
        known, places = np.unique(ids, return_inverse=True)
        return self._words.read(known.tolist())[places].reshape(*ids.shape, WIDTH) + self._rest[: ids.shape[1]]


def ensure_graph(weights: Path, graphs: Path) -> Path:
    """The graph's file; built now, in a process of its own, if it is not there: the builder needs memory once only."""
    path = graphs / f"minilm-{VERSION}-{(weights / WEIGHTS).stat().st_size}.onnx"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "bot.language.encoder", str(weights / WEIGHTS), str(path)]
        # The same import path as ours, wherever the command was started.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        subprocess.run(command, check=True, env=environment)  # noqa: S603 - our own module
    return path


def _header(file: Path) -> tuple[dict[str, Any], int]:
    """What a safetensors file says of its tensors, and where their bytes begin."""
    import json

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


def _build(weights: str, target: str) -> None:
    from safetensors.numpy import load_file

    build_graph(load_file(weights).__getitem__, Path(target))


if __name__ == "__main__":
    _build(*sys.argv[1:])
