"""What was learnt comes back from its file, and brings nothing of what it was learnt with."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.language.features import Features
from bot.language.kept import keep, read_kept

TEXTS = ["rent and council tax", "council tax", "a cv"]


def test_plain_things_come_back(tmp_path: Path) -> None:
    """Our objects, tables of numbers and words are what they were."""
    features = Features(TEXTS)
    keep(
        {"features": features, "rows": features.table(TEXTS), "votes": np.eye(2, dtype=np.float16)},
        tmp_path / "a",
    )
    back = read_kept(tmp_path / "a")
    assert [part.tolist() for part in back["features"].of(TEXTS[0])] == [
        part.tolist() for part in features.of(TEXTS[0])
    ]
    assert (back["rows"] != features.table(TEXTS)).nnz == 0
    assert back["votes"].dtype == np.float16


def test_what_brings_scikit_learn_is_not_kept(tmp_path: Path) -> None:
    """Training says so at once, and leaves no file for a server to stumble over."""
    with pytest.raises(pickle.UnpicklingError, match="sklearn"):
        keep({"letters": TfidfVectorizer().fit(TEXTS)}, tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_what_brings_anything_else_is_not_read(tmp_path: Path) -> None:
    """A file from elsewhere can't call up another library."""
    (tmp_path / "a").write_bytes(pickle.dumps(Path("x")))
    with pytest.raises(pickle.UnpicklingError, match="nothing that we keep"):
        read_kept(tmp_path / "a")


def test_half_a_file_is_no_file(tmp_path: Path) -> None:
    """A damaged file is said to be one."""
    keep(list(range(1000)), tmp_path / "a")
    whole = (tmp_path / "a").read_bytes()
    (tmp_path / "a").write_bytes(whole[: len(whole) // 2])
    with pytest.raises((pickle.UnpicklingError, EOFError)):
        read_kept(tmp_path / "a")
