"""Weights in eight bits: nearly the same numbers, in a quarter of the room; and where a processor can't, the full numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from safetensors.numpy import load_file

from bot.language.embedding import build as builder
from bot.language.embedding.build import build, nearness
from bot.language.embedding.eight_bits import Products, in_eight_bits
from bot.language.embedding.graph import WIDTH, build_graph
from bot.language.embedding.inputs import batch
from bot.language.embedding.weights import WEIGHTS, find_weights
from bot.language.kept import keep, read_kept
from bot.language.topic_model import unit


@pytest.fixture
def numbers() -> np.random.RandomState:
    """The same numbers for each test, whatever ran before it."""
    return np.random.RandomState(0)


@pytest.fixture(scope="module")
def full() -> Any:
    """The graph of the sentence embedding with its weights in full."""
    return build_graph(load_file(str(find_weights() / WEIGHTS)).__getitem__)


@pytest.fixture(scope="module")
def narrow(full: Any) -> Any:
    """The same in eight bits."""
    return in_eight_bits(full)


def sentences(numbers: np.random.RandomState, *lengths: int) -> list[dict[str, Any]]:
    """What the graph takes, for made-up sentences of so many tokens."""
    return [
        batch((numbers.standard_normal((1, length, WIDTH)) * 0.05).astype(np.float32)) for length in lengths
    ]


def test_a_graph_in_eight_bits_gives_nearly_the_same_vectors(
    full: Any, narrow: Any, numbers: np.random.RandomState
) -> None:
    """Short or long, a sentence's vector hardly turns."""
    assert nearness(full, narrow, sentences(numbers, 1, 5, 17, 40, 128)) > 0.995


def test_a_graph_in_eight_bits_is_a_third_as_large_or_less(full: Any, narrow: Any) -> None:
    """It is the size that takes the time: weights are read from memory for each message."""
    assert narrow.ByteSize() < full.ByteSize() / 3


def test_the_graph_that_it_was_made_from_stays_whole(
    full: Any, narrow: Any, numbers: np.random.RandomState
) -> None:
    """The full numbers are still needed, to compare with."""
    assert nearness(full, full, sentences(numbers, 7)) == pytest.approx(1)
    assert "MatMulNBits" in {node.op_type for node in narrow.graph.node}
    assert "MatMulNBits" not in {node.op_type for node in full.graph.node}


@pytest.mark.parametrize(
    ("limit", "is_narrow"), [(0.99, True), (1.1, False)], ids=["near enough", "not near enough"]
)
def test_eight_bits_are_kept_only_where_they_are_near_enough(
    limit: float, is_narrow: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A processor that makes too much of a difference gets the full numbers; and nothing half done stays behind."""
    monkeypatch.setattr(builder, "_NEAR_ENOUGH", limit)
    build(find_weights(), tmp_path / "graph.onnx")
    assert [path.name for path in tmp_path.iterdir()] == ["graph.onnx"]
    kinds = {node.op_type for node in onnx.load(str(tmp_path / "graph.onnx")).graph.node}
    assert ("MatMulNBits" in kinds) is is_narrow


@pytest.mark.parametrize(("count", "width"), [(1, 1), (3, 5), (200, 92), (1_000, 684)])
def test_products_are_nearly_exact(count: int, width: int, numbers: np.random.RandomState) -> None:
    """Cosines, whatever the size of the table: none is wrong by more than a hundredth."""
    table, rows = unit(numbers.standard_normal((count, width))), unit(numbers.standard_normal((4, width)))
    found = Products(table)(rows)
    assert (found.shape, found.dtype) == ((4, count), np.float32)
    assert np.abs(found - rows @ table.T).max() < 0.01


def test_no_rows_have_no_products() -> None:
    """An empty table of rows is no error."""
    assert Products(np.eye(3, dtype=np.float32))(np.zeros((0, 3), np.float32)).shape == (0, 3)


def test_products_can_be_kept(tmp_path: Path, numbers: np.random.RandomState) -> None:
    """In a file and loaded, used before or not, they are the same; a session is not kept."""
    table, rows = unit(numbers.standard_normal((50, 20))), unit(numbers.standard_normal((2, 20)))
    products = Products(table)
    unused, before = kept(products, tmp_path), products(rows)
    for loaded in (unused, kept(products, tmp_path)):
        assert loaded._session is None
        assert np.array_equal(loaded(rows), before)


def kept(products: Products, folder: Path) -> Products:
    """Through a file and back."""
    keep(products, folder / "products.kept")
    return read_kept(folder / "products.kept")


def test_kept_products_take_little_room(tmp_path: Path, numbers: np.random.RandomState) -> None:
    """A byte a weight and a little more, where four would be needed."""
    kept(Products(numbers.standard_normal((500, 320))), tmp_path)
    assert (tmp_path / "products.kept").stat().st_size < 1.3 * 500 * 320
