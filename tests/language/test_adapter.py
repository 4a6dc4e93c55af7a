"""What is learnt on top of the embedding: small tables in a file of the project, added when the graph is built."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.language.embedding.adapter import Adapter
from bot.language.embedding.build import ensure_graph
from bot.language.embedding.encoder import Encoder
from bot.language.embedding.shared import open_encoder
from bot.language.embedding.weights import find_weights
from bot.safeguarding.judge_training import tuned_file

NAME = "encoder.layer.5.output.dense.weight"


def an_adapter(folder: Path, up: float) -> Path:
    """A file that changes one of the weights, by tables of rank one."""
    file = folder / "adapter.npz"
    tables = {
        f"{NAME}.down": np.ones((1, 1536), np.float16),
        f"{NAME}.up": np.linspace(-up, up, 384).astype(np.float16)[:, None],
    }
    np.savez(file, labels=np.array(["some", "words"]), **tables)
    return file


def test_the_product_of_the_tables_is_added_to_its_weight_alone(tmp_path: Path) -> None:
    """Other weights, and other things in the file, are left as they are."""
    changed = Adapter(an_adapter(tmp_path, 1.0)).on_top_of(lambda _name: np.zeros((384, 1536), np.float32))
    assert not changed("encoder.layer.4.output.dense.weight").any()
    assert np.allclose(changed(NAME), np.linspace(-1, 1, 384)[:, None] * np.ones((1, 1536)), atol=1e-3)


def test_an_adapter_has_a_graph_of_its_own(root: Path, tmp_path: Path) -> None:
    """Vectors turn as it says; the topics' embedding is not touched, and another adapter is another graph."""
    weights, graphs = find_weights(), tmp_path / "graphs"
    file = an_adapter(tmp_path, 0.5)
    plain, adapted = Encoder(weights, root / "models"), Encoder(weights, graphs, file)
    assert (
        float(plain.encode(["how do i pay my rent"])[0] @ adapted.encode(["how do i pay my rent"])[0]) < 0.95
    )
    built = ensure_graph(weights, graphs, file)
    an_adapter(tmp_path, 0.25)
    assert ensure_graph(weights, graphs, file) != built


@pytest.mark.parametrize("bytes_of_it", [b"half a fi", None], ids=["damaged", "missing"])
def test_a_file_that_can_t_be_read_leaves_the_letters(
    tmp_path: Path, bytes_of_it: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    """No encoder, and a line in the log."""
    file = tmp_path / "tuned.npz"
    if bytes_of_it:
        file.write_bytes(bytes_of_it)
    assert open_encoder(tmp_path / "graphs", None, adapter=file) is None
    assert "letters alone" in caplog.text


def test_what_was_tuned_comes_with_the_project(root: Path) -> None:
    """Every product of the six layers, in a file small enough to stand beside the messages."""
    with np.load(tuned_file(root), allow_pickle=False) as kept:
        assert sum(name.endswith(".up") for name in kept.files) == 6 * 6
        assert {
            "crisis_self_harm",
            "other/missing",
            "past/exploitation",
            "weak/crisis_homeless_tonight",
            "none",
        } <= set(kept["labels"].tolist())
    assert tuned_file(root).stat().st_size < 2_000_000
