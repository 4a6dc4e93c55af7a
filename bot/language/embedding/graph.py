"""Builds the computation of all-MiniLM-L6-v2 as an ONNX graph, once, from its weights.

The graph takes the sum of a sentence's word, position and type embeddings and
gives one vector of length 1: the mean of the last layer. The table of word
embeddings stays outside: it is read from the weights' file row by row, so that
half of the weights need no memory. Sentences come in a batch of one length or side
by side in one row (see `inputs`), so that nothing is padded.

The architecture is BERT's (Devlin et al. 2019) with six layers of twelve heads.
"""

from __future__ import annotations

from typing import Any, Callable

import numpy as np

from bot.language.embedding.eight_bits import ONNXRUNTIME, whole_model

LAYERS, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12
VERSION = 3  # of the graph; a new one is built where it changed
EMBEDDED, APART, OF, SENTENCE = (
    "embedded",
    "apart",
    "of",
    "sentence",
)  # what goes in and comes out: see `inputs`
_HEAD = WIDTH // HEADS
Weight = Callable[[str], "np.ndarray[Any, Any]"]


def build_graph(weight: Weight) -> Any:
    """The graph as an ONNX model. `weight` gives a tensor of the weights' file by name."""
    import onnx

    model = _Graph(weight).model()
    onnx.checker.check_model(model)
    return model


class _Graph:
    """Collects the nodes and constants of the graph."""

    def __init__(self, weight: Weight) -> None:
        self._weight = weight
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def model(self) -> Any:
        from onnx import TensorProto, helper

        self._norm(EMBEDDED, "embeddings.LayerNorm", "layer0")
        for number in range(LAYERS):
            self._layer(number)
        self._mean_of_length_one(f"layer{LAYERS}")
        shapes: dict[str, list[str | int | None]] = {
            EMBEDDED: ["batch", "tokens", WIDTH],
            APART: [1, 1, "tokens", "tokens"],
            OF: [1, "in a row", "tokens"],
        }
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()
        ]
        outputs = [helper.make_tensor_value_info(SENTENCE, TensorProto.FLOAT, ["sentences", WIDTH])]
        graph = helper.make_graph(self._nodes, "minilm", inputs, outputs, self._constants)
        return whole_model(graph)

    def _layer(self, number: int) -> None:
        name, start = f"encoder.layer.{number}", f"layer{number}"
        attended = self._attention(start, name)
        self._add("Add", [attended, start], f"{start}.with_attention")
        self._norm(f"{start}.with_attention", f"{name}.attention.output.LayerNorm", f"{start}.attended")
        wide = self._gelu(self._dense(f"{start}.attended", f"{name}.intermediate.dense"))
        narrow = self._dense(wide, f"{name}.output.dense")
        self._add("Add", [narrow, f"{start}.attended"], f"{start}.sum")
        self._norm(f"{start}.sum", f"{name}.output.LayerNorm", f"layer{number + 1}")

    def _attention(self, start: str, name: str) -> str:
        query, key, value = (
            self._heads(start, f"{name}.attention.self.{part}") for part in ("query", "key", "value")
        )
        flipped = self._add("Transpose", [key], f"{key}.flipped", perm=[0, 1, 3, 2])
        scores = self._add("MatMul", [query, flipped], f"{start}.scores")
        scaled = self._add(
            "Mul", [scores, self._constant("scale", np.float32(1 / np.sqrt(_HEAD)))], f"{start}.scaled"
        )
        own = self._add("Add", [scaled, APART], f"{start}.own")
        chances = self._add("Softmax", [own], f"{start}.chances", axis=-1)
        mixed = self._add("MatMul", [chances, value], f"{start}.mixed")
        back = self._add("Transpose", [mixed], f"{start}.back", perm=[0, 2, 1, 3])
        joined = self._add(
            "Reshape", [back, self._constant("joined", np.array([0, 0, WIDTH]))], f"{start}.joined"
        )
        return self._dense(joined, f"{name}.attention.output.dense")

    def _heads(self, start: str, name: str) -> str:
        """[batch, tokens, width] as [batch, heads, tokens, width of a head]."""
        whole = self._dense(start, name)
        shape = self._constant("heads", np.array([0, 0, HEADS, _HEAD]))
        split = self._add("Reshape", [whole, shape], f"{name}.split")
        return self._add("Transpose", [split], f"{name}.heads", perm=[0, 2, 1, 3])

    def _dense(self, start: str, name: str) -> str:
        weight = self._constant(f"{name}.weight", np.ascontiguousarray(self._weight(f"{name}.weight").T))
        times = self._add("MatMul", [start, weight], f"{name}.times")
        return self._add(
            "Add", [times, self._constant(f"{name}.bias", self._weight(f"{name}.bias"))], f"{name}.dense"
        )

    def _gelu(self, start: str) -> str:
        """x/2 * (1 + erf(x / sqrt 2)), exactly; onnxruntime has it in one step."""
        return self._add("Gelu", [start], f"{start}.gelu", domain=ONNXRUNTIME)

    def _norm(self, start: str, name: str, end: str) -> None:
        weights = [
            self._constant(f"{name}.{part}", self._weight(f"{name}.{part}")) for part in ("weight", "bias")
        ]
        self._add("LayerNormalization", [start, *weights], end, axis=-1, epsilon=EPSILON)

    def _mean_of_length_one(self, last: str) -> None:
        # The mean's divisor falls away: the sum has the same direction.
        sums = self._add("MatMul", [OF, last], "sums")
        total = self._add("Reshape", [sums, self._constant("rows", np.array([-1, WIDTH]))], "total")
        length = self._add("ReduceL2", [total], "length", axes=[1], keepdims=1)
        safe = self._add("Max", [length, self._constant("tiny", np.float32(1e-12))], "safe_length")
        self._add("Div", [total, safe], SENTENCE)

    def _add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        from onnx import helper

        self._nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def _constant(self, name: str, value: Any) -> str:
        from onnx import numpy_helper

        if name not in {constant.name for constant in self._constants}:
            self._constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name
