"""Products with weights in eight bits: a quarter of the memory to read, and so less than half of the time.

Each run of 32 weights has a scale of its own, and so has each run of what is multiplied
with them. What that costs in exactness: docs/understanding.md.
"""

from __future__ import annotations

import copy
import logging
from typing import Any, Dict, Optional

import numpy as np

OPSET = 17
ONNXRUNTIME = "com.microsoft"  # its own operators
FORMAT = 8  # of the file, which this version of onnxruntime and older ones read
_RUN = 32  # weights that share a scale
_INTEGERS = 4  # onnxruntime's accuracy level for products of eight-bit integers


def in_eight_bits(model: Any) -> Any:
    """A copy of an ONNX model. Products of two things that are computed, and sums, stay as they are."""
    from onnxruntime.quantization.matmul_nbits_quantizer import (
        DefaultWeightOnlyQuantConfig,
        MatMulNBitsQuantizer,
    )

    logging.getLogger("onnxruntime.quantization").setLevel(logging.WARNING)  # it tells of every node
    config = DefaultWeightOnlyQuantConfig(
        block_size=_RUN, is_symmetric=True, accuracy_level=_INTEGERS, bits=8
    )
    quantiser = MatMulNBitsQuantizer(copy.deepcopy(model), algo_config=config)
    quantiser.process()
    return quantiser.model.model


def whole_model(graph: Any) -> Any:
    """An ONNX model of a graph, with onnxruntime's own operators."""
    from onnx import helper

    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(ONNXRUNTIME, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=FORMAT)


def open_session(model: Any, threads: int) -> Any:
    """A session of onnxruntime for a model's file or bytes, which takes little memory and does not spin while it waits for work."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads of a session spin while it runs, a third faster, and never between two runs: who waits leaves the core to others.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])


class Products:
    """The products of rows with each row of a known table, as `rows @ table.T`. Can be kept in a file and loaded."""

    def __init__(self, table: Any) -> None:
        self._model = in_eight_bits(_product(table)).SerializeToString()
        self._session: Optional[Any] = None

    def __call__(self, rows: Any) -> Any:
        """One row of float32 numbers for each row; one number for each row of the table."""
        if self._session is None:
            self._session = open_session(self._model, threads=1)
        return self._session.run(["products"], {"rows": np.asarray(rows, np.float32)})[0]

    def __getstate__(self) -> Dict[str, Any]:
        """A session can not be kept."""
        return {**self.__dict__, "_session": None}


def _product(table: Any) -> Any:
    from onnx import TensorProto, helper, numpy_helper

    count, width = table.shape
    rows = helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["count", width])
    products = helper.make_tensor_value_info("products", TensorProto.FLOAT, ["count", count])
    weights = numpy_helper.from_array(np.ascontiguousarray(table.T, np.float32), "table")
    return whole_model(
        helper.make_graph(
            [helper.make_node("MatMul", ["rows", "table"], ["products"])],
            "product",
            [rows],
            [products],
            [weights],
        )
    )
