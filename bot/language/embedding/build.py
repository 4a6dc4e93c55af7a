"""Makes the file of the sentence embedding's graph, once on each machine: `python -m bot.language.embedding.build WEIGHTS FILE [ADAPTER]`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Iterator, List, Optional, Sequence

import numpy as np

from bot.language.embedding.adapter import Adapter, digest_of
from bot.language.embedding.eight_bits import in_eight_bits
from bot.language.embedding.graph import SENTENCE, VERSION, build_graph
from bot.language.embedding.inputs import Inputs, batch, side_by_side
from bot.language.embedding.integers import in_integers
from bot.language.embedding.table import Table
from bot.language.embedding.weights import TOKENS, WEIGHTS

_NEAR_ENOUGH = 0.99  # the smallest cosine of a sentence's vector to what full numbers give; measured: integers 0.996, eight bits 0.999
_EVERY, _A_FEW = (
    10,
    4,
)  # of the sentences, one in so many is compared and not learnt from; so many of them side by side


def ensure_graph(weights: Path, graphs: Path, adapter: Optional[Path] = None) -> Path:
    """The graph's file; built now, in a process of its own, if it is not there: the builder needs memory once only."""
    name = f"minilm-{VERSION}-{(weights / WEIGHTS).stat().st_size}"
    path = graphs / f"{name}-{digest_of(adapter)}.onnx" if adapter else graphs / f"{name}.onnx"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # The same import path as ours, wherever the command was started.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        given = [str(one) for one in (weights, path, adapter) if one]
        call = [sys.executable, "-m", "bot.language.embedding.build", *given]
        subprocess.run(call, check=True, env=environment)  # noqa: S603 - our own module
    return path


def build(weights: Path, target: Path, adapter: Optional[Path] = None) -> None:
    """Write the graph in the narrowest numbers that make little of a difference on this machine's processor, or in full.

    Integers only with an adapter: the topics' votes multiply small errors (docs/understanding.md).
    """
    import onnx
    from safetensors.numpy import load_file

    known = load_file(str(weights / WEIGHTS)).__getitem__
    full = build_graph(Adapter(adapter).on_top_of(known) if adapter else known)
    sentences = _embedded(weights)
    others, seen = sentences[::_EVERY], [one for number, one in enumerate(sentences) if number % _EVERY]
    narrow = _narrow(full, list(map(batch, seen)), with_integers=adapter is not None)
    chosen = next(
        (model for model in narrow if nearness(full, model, _in_company(others)) >= _NEAR_ENOUGH), full
    )
    partial = target.with_suffix(".partial")
    onnx.save(chosen, str(partial))
    partial.replace(target)  # another process never finds half of it


def _narrow(full: Any, sentences: Sequence[Inputs], *, with_integers: bool) -> Iterator[Any]:
    """The narrowest first, each made only if it is asked for."""
    if with_integers:
        yield in_integers(full, sentences)
    yield in_eight_bits(full)


def nearness(one: Any, other: Any, sentences: Sequence[Inputs]) -> float:
    """The smallest cosine between what two graphs make of the same sentences."""
    pairs = zip(_vectors(one, sentences), _vectors(other, sentences), strict=True)
    return min(float((first * second).sum(axis=1).min()) for first, second in pairs)


def _in_company(embedded: Sequence[Any]) -> List[Inputs]:
    """A few side by side, as the pieces of a message are: they share what integers are scaled by."""
    return [side_by_side(embedded[at : at + _A_FEW]) for at in range(0, len(embedded), _A_FEW)]


def _vectors(model: Any, sentences: Sequence[Inputs]) -> List[Any]:
    import onnxruntime

    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return [session.run([SENTENCE], sentence)[0] for sentence in sentences]


def _embedded(weights: Path) -> List[Any]:
    """The tokens of each sentence of a file: messages of the kind that will come."""
    from tokenizers import Tokenizer

    tokenizer, table = Tokenizer.from_file(str(weights / TOKENS)), Table(weights / WEIGHTS)
    tokenizer.no_padding()
    lines = Path(__file__).with_name("calibration.txt").read_text("utf-8").splitlines()
    return [table.embed(np.array([tokenizer.encode(line).ids])) for line in lines]


if __name__ == "__main__":
    build(*map(Path, sys.argv[1:]))
