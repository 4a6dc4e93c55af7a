"""Rows are those of scikit-learn, which serving does without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.language.features import Features, sparse_table

NEAR = 1e-6
KINDS = {
    "topics": {"analyzer": "char_wb", "ngram_range": (1, 5), "min_df": 3},
    "danger, letters": {"analyzer": "char_wb", "ngram_range": (1, 4), "min_df": 2, "max_df": 0.1},
    "danger, words": {"ngram_range": (1, 2)},
}
STRANGE = [
    "",
    " ",
    "\u4e2d\u6587",
    "\u0130stanbul \u00c9cole",
    "a",
    "I'm  18\tand\n\nHOMELESS!!",
    "_x_ 1st \U0001f600 ok",
]


def texts_in(content: Any) -> list[str]:
    """Every text of a file of messages, whatever it stands under."""
    if isinstance(content, str):
        return content.splitlines()
    inner = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    return [text for one in inner for text in texts_in(one)]


@pytest.fixture(scope="module")
def texts(root: Path) -> list[str]:
    """What the models learn from and what they are measured with, and a few strange ones."""
    folders = ("data/safety", "data/nlu", "tests/sentences")
    files = [file for folder in folders for file in sorted((root / folder).rglob("*.yml"))]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = [text for file in files for text in texts_in(yaml.load(file.read_text("utf-8"), loader))]  # noqa: S506 - safe
    assert len(found) > 20_000
    return [*STRANGE, *dict.fromkeys(found)]


@pytest.mark.parametrize("kind", KINDS)
def test_rows_are_those_of_scikit_learn(kind: str, texts: list[str]) -> None:
    """Learnt from every third text, no number of any text differs by more than a millionth."""
    learnt = texts[::3]
    features = Features(learnt, **KINDS[kind])
    theirs = TfidfVectorizer(sublinear_tf=True, **KINDS[kind]).fit(learnt).transform(texts)
    ours = features.table(texts)
    assert ours.shape == theirs.shape == (len(texts), len(features))
    assert abs(ours - theirs).max() < NEAR


def test_a_text_without_a_known_feature_is_a_row_of_nothing() -> None:
    """And not a row of numbers that are none."""
    features = Features(["rent and tax"])
    assert features.table(["\u4e2d\u6587", ""]).nnz == 0


def test_no_row_is_no_table() -> None:
    """Nothing is made of nothing, and said so."""
    with pytest.raises(ValueError, match="unpack"):
        sparse_table([], 3)
