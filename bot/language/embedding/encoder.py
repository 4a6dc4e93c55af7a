"""Sentences as vectors of length 1, with onnxruntime; near in meaning is near in direction."""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple

import numpy as np

from bot.language.embedding.build import ensure_graph
from bot.language.embedding.eight_bits import open_session
from bot.language.embedding.graph import SENTENCE, WIDTH
from bot.language.embedding.inputs import Inputs, batch, side_by_side
from bot.language.embedding.memory import give_back
from bot.language.embedding.table import MOST_TOKENS, Table
from bot.language.embedding.weights import TOKENS, WEIGHTS

Vectors = "np.ndarray[Any, np.dtype[np.float32]]"

_BATCH = 32
_ONE_ROW = 192  # tokens of sentences that go side by side
_THREADS = 2  # halves the time of training; one sentence gains a little
_REMEMBERED = 256  # the danger check, the topics and their parts look at the same sentence


class Encoder:
    """all-MiniLM-L6-v2: mean of the last layer over a sentence's tokens.

    `weights` is the folder of the weights, `graphs` a folder that keeps the graph,
    which is built at the first use; `adapter` is a file of what was learnt on top. Several threads may use it.
    """

    def __init__(self, weights: Path, graphs: Path, adapter: Optional[Path] = None) -> None:
        self._tokenizer, self._table = _opened(weights)
        self._session = open_session(str(ensure_graph(weights, graphs, adapter)), _THREADS)
        self._recent: OrderedDict[str, Any] = OrderedDict()
        self._lock = Lock()  # the danger check has a thread of its own
        give_back()

    def encode(self, sentences: Sequence[str]) -> Any:
        """One row of 384 float32 numbers a sentence, each of length 1. Remembers the last few sentences."""
        with self._lock:
            rows = {sentence: self._recent[sentence] for sentence in sentences if sentence in self._recent}
        new = [sentence for sentence in dict.fromkeys(sentences) if sentence not in rows]
        rows.update(zip(new, self._vectors(new), strict=True))
        self._remember(new[-_REMEMBERED:], rows)
        return (
            np.stack([rows[sentence] for sentence in sentences]) if rows else np.zeros((0, WIDTH), np.float32)
        )

    def _remember(self, new: Sequence[str], rows: Dict[str, Any]) -> None:
        with self._lock:
            self._recent.update((sentence, rows[sentence]) for sentence in new)
            while len(self._recent) > _REMEMBERED:
                self._recent.popitem(last=False)

    def _vectors(self, sentences: Sequence[str]) -> Any:
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(sentences))]
        if sum(map(len, tokens)) <= _ONE_ROW:
            return (
                self._run(side_by_side([self._embedded([one]) for one in tokens]))
                if tokens
                else np.zeros((0, WIDTH), np.float32)
            )
        vectors = np.empty((len(tokens), WIDTH), np.float32)
        for chosen in _of_one_length(tokens):
            vectors[chosen] = self._run(batch(self._embedded([tokens[index] for index in chosen])))
        return vectors

    def _embedded(self, tokens: List[List[int]]) -> Any:
        return self._table.embed(np.array(tokens))

    def _run(self, given: Inputs) -> Any:
        return self._session.run([SENTENCE], given)[0]


@lru_cache(maxsize=2)
def _opened(weights: Path) -> Tuple[Any, Table]:
    """What cuts sentences into tokens, and the table of these: the encoders of a process share them, for they take eight megabytes."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(weights / TOKENS))
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.no_padding()
    return tokenizer, Table(weights / WEIGHTS)


def _of_one_length(tokens: List[List[int]]) -> Iterator[List[int]]:
    """The numbers of the sentences, in batches of one length: with many, rows side by side would mostly look at each other."""
    order = sorted(range(len(tokens)), key=lambda index: len(tokens[index]))
    for _, group in groupby(order, key=lambda index: len(tokens[index])):
        same = list(group)
        yield from (same[start : start + _BATCH] for start in range(0, len(same), _BATCH))
