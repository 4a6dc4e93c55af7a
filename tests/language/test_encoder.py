"""The sentence embedding: the same vectors however the sentences come, and little turned by narrow numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from onnx import helper
from safetensors.numpy import load_file

from bot.language.embedding import integers
from bot.language.embedding.build import nearness
from bot.language.embedding.encoder import Encoder
from bot.language.embedding.graph import SENTENCE, WIDTH, build_graph
from bot.language.embedding.inputs import batch, side_by_side
from bot.language.embedding.integers import in_integers
from bot.language.embedding.weights import WEIGHTS, find_weights

SENTENCES = [
    "help",
    "how do i pay my rent",
    "can i stay with my carer after i turn 18",
    "what money can i get for college if i live on my own",
]


@pytest.fixture(scope="module")
def encoder(root: Path) -> Encoder:
    """That of the topics."""
    return Encoder(find_weights(), root / "models")


@pytest.fixture(scope="module")
def full() -> Any:
    """The graph with its weights in full."""
    return build_graph(load_file(str(find_weights() / WEIGHTS)).__getitem__)


def tokens(*lengths: int) -> list[Any]:
    """Made-up sentences of so many tokens."""
    numbers = np.random.RandomState(0)
    return [(numbers.standard_normal((1, length, WIDTH)) * 0.05).astype(np.float32) for length in lengths]


def test_sentences_side_by_side_do_not_see_each_other(full: Any) -> None:
    """In one row or each by itself, a sentence has the same vector."""
    session = onnxruntime.InferenceSession(full.SerializeToString(), providers=["CPUExecutionProvider"])
    some = tokens(3, 9, 1, 20)
    together = session.run([SENTENCE], side_by_side(some))[0]
    alone = np.concatenate([session.run([SENTENCE], batch(one))[0] for one in some])
    assert together.shape == (4, WIDTH)
    assert np.allclose(together, alone, atol=1e-5)


def test_few_sentences_or_many_have_the_same_vectors(encoder: Encoder) -> None:
    """A few go side by side, many in batches of one length; each is of length 1 and in its place."""
    many = [
        *SENTENCES,
        *(f"do i pay rent in week {number} of the year and who can tell me" for number in range(60)),
    ]
    few = encoder.encode(SENTENCES)
    encoder._recent.clear()  # else the vectors would be remembered, not made again
    assert np.abs(few - encoder.encode(many)[: len(SENTENCES)]).max() < 0.01
    assert np.allclose(np.linalg.norm(few, axis=1), 1, atol=1e-4)


def test_no_sentences_have_no_vectors(encoder: Encoder) -> None:
    """An empty list is no error."""
    assert encoder.encode([]).shape == (0, WIDTH)


def test_products_of_integers_give_nearly_the_same_vectors(full: Any) -> None:
    """Smoothed with sentences like those to come; in a quarter of the room, and the graph that they were made from stays as it was."""
    before, some = full.SerializeToString(), [batch(one) for one in tokens(*range(2, 42))]
    narrow = in_integers(full, some)
    assert full.SerializeToString() == before
    assert narrow.ByteSize() < full.ByteSize() / 3
    assert {"MatMulInteger", "DynamicQuantizeLinear"} <= {node.op_type for node in narrow.graph.node}
    assert nearness(full, narrow, some[::4]) > 0.99


def test_a_channel_that_stands_out_is_smoothed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One channel a hundred times as large as the others would leave them no room: smoothed, all are told apart."""
    numbers, stands_out = np.random.RandomState(1), np.array([100.0] + [1.0] * 7, np.float32)
    model = _product(numbers.standard_normal((8, 8)).astype(np.float32) / stands_out[:, None])
    given = [{"rows": numbers.standard_normal((1, 4, 8)).astype(np.float32) * stands_out} for _ in range(20)]

    def wrong_by() -> float:
        """The mean error of the products."""
        return float(
            np.mean([np.abs(_run(in_integers(model, given), one) - _run(model, one)).mean() for one in given])
        )

    smoothed = wrong_by()
    monkeypatch.setattr(integers, "_scale", lambda channels, _weights: np.ones_like(channels))
    assert smoothed < 0.05 < wrong_by() / 4


def _product(weights: Any) -> Any:
    from onnx import TensorProto, numpy_helper

    from bot.language.embedding.eight_bits import whole_model

    rows = helper.make_tensor_value_info("rows", TensorProto.FLOAT, [1, "count", 8])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, "count", 8])
    node = helper.make_node("MatMul", ["rows", "weights"], ["out"], name="out")
    return whole_model(
        helper.make_graph([node], "product", [rows], [out], [numpy_helper.from_array(weights, "weights")])
    )


def _run(model: Any, given: Any) -> Any:
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"]).run(
        None, given
    )[0]
