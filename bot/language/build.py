"""Makes the file of the sentence embedding's graph, once on each machine: `python -m bot.language.build WEIGHTS FILE [ADAPTER]`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, List, Optional

import numpy as np

from bot.language.adapter import Adapter, digest_of
from bot.language.eight_bits import in_eight_bits
from bot.language.graph import VERSION, build_graph
from bot.language.table import Table
from bot.language.weights import TOKENS, WEIGHTS

_NEAR_ENOUGH = 0.99  # the cosine of a sentence's vector to what full numbers give; measured: 0.999 and more
_SENTENCES = ("help", "how do i pay my rent", "what money can i get for college if i am nineteen and live on my own")
Inputs = Dict[str, Any]


def ensure_graph(weights: Path, graphs: Path, adapter: Optional[Path] = None) -> Path:
    """The graph's file; built now, in a process of its own, if it is not there: the builder needs memory once only."""
    name = f"minilm-{VERSION}-{(weights / WEIGHTS).stat().st_size}"
    path = graphs / f"{name}-{digest_of(adapter)}.onnx" if adapter else graphs / f"{name}.onnx"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # The same import path as ours, wherever the command was started.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        given = [str(one) for one in (weights, path, adapter) if one]
        subprocess.run([sys.executable, "-m", "bot.language.build", *given], check=True, env=environment)  # noqa: S603 - our own module
    return path


def build(weights: Path, target: Path, adapter: Optional[Path] = None) -> None:
    """Write the graph with its weights in eight bits; in full where this machine's processor makes too much of a difference."""
    import onnx
    from safetensors.numpy import load_file

    known = load_file(str(weights / WEIGHTS)).__getitem__
    full = build_graph(Adapter(adapter).on_top_of(known) if adapter else known)
    narrow, sentences = in_eight_bits(full), _inputs(weights)
    chosen = narrow if nearness(full, narrow, sentences) >= _NEAR_ENOUGH else full
    partial = target.with_suffix(".partial")
    onnx.save(chosen, str(partial))
    partial.replace(target)  # another process never finds half of it


def nearness(one: Any, other: Any, sentences: List[Inputs]) -> float:
    """The smallest cosine between what two graphs make of the same sentences."""
    return min(float(np.sum(first * second)) for first, second in zip(_vectors(one, sentences), _vectors(other, sentences), strict=True))


def _vectors(model: Any, sentences: List[Inputs]) -> List[Any]:
    import onnxruntime

    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return [session.run(["sentence"], sentence)[0] for sentence in sentences]


def _inputs(weights: Path) -> List[Inputs]:
    from tokenizers import Tokenizer

    tokenizer, table = Tokenizer.from_file(str(weights / TOKENS)), Table(weights / WEIGHTS)
    return [{"embedded": table.embed(np.array([tokenizer.encode(sentence).ids]))} for sentence in _SENTENCES]


if __name__ == "__main__":
    build(*map(Path, sys.argv[1:]))
