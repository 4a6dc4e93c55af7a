"""Learns kinds of requests from our examples: `python -m bot.advising.requests.learn_kinds`, to be run again when they change.

scikit-learn is imported here alone: what was learnt is read without.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Optional, Sequence, Tuple

import numpy as np

from bot.advising.requests.kind_likeness import ALONE, DIGEST, LABELS, LEARNT, WITH_MEANING
from bot.advising.requests.plain_request import in_full
from bot.advising.requests.request_features import rows_of
from bot.advising.requests.staff_words import EXAMPLES, FOLDER, examples
from bot.language.embedding.encoder import Encoder
from bot.language.embedding.shared import open_encoder
from bot.settings import shared_settings

_STRENGTH = 30.0  # inverse regularisation; three times less or more changes little on requests set aside
_RIDGE, _RIDGES_WEIGHT = 1.0, 6.0
_STEPS = 400
_MADE_FROM = (EXAMPLES, FOLDER / "short_words.yml")


def learn(file: Path, encoder: Encoder) -> None:
    """Learn, and keep what was learnt in a file."""
    plains, kinds = lessons()
    labels = sorted(set(kinds))
    heads = {
        WITH_MEANING: head_of(rows_of(plains, encoder), kinds),
        ALONE: head_of(rows_of(plains, None), kinds),
    }
    narrow = {name: head.astype(np.float16) for name, head in heads.items()}
    np.savez_compressed(file, **{LABELS: np.array(labels), DIGEST: np.array(digest()), **narrow})


def lessons() -> Tuple[Sequence[str], Sequence[str]]:
    """Every example in plain words, and its kind."""
    pairs = [(in_full(line), kind) for kind, lines in examples().items() for line in lines]
    plains, kinds = zip(*pairs, strict=True)
    return plains, kinds


def head_of(rows: Any, kinds: Sequence[str]) -> Any:
    """One row for each kind in order: slopes, and the base last. Logistic regression and ridge regression, added: each errs elsewhere."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=_STRENGTH, max_iter=_STEPS, random_state=0).fit(rows, list(kinds))
    logistic = np.hstack([model.coef_, model.intercept_[:, None]])
    return logistic + _RIDGES_WEIGHT * _ridge_of(rows, np.asarray(kinds)[:, None] == model.classes_)


def _ridge_of(rows: Any, is_kind: Any) -> Any:
    """The same by ridge regression on whether a request is of a kind."""
    shares = is_kind.mean(axis=0)
    voices = np.linalg.solve(rows @ rows.T + _RIDGE * np.eye(len(rows), dtype=np.float32), is_kind - shares)
    return np.hstack([voices.T @ rows, shares[:, None]])


def digest() -> str:
    """Of what the lessons are made from."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in _MADE_FROM)).hexdigest()


def _our_encoder() -> Optional[Encoder]:
    settings = shared_settings()
    return open_encoder(settings.home / "models", settings.embedding, settings.embedding_sha256)


if __name__ == "__main__":
    found = _our_encoder()
    if found is None:
        raise SystemExit("there are no weights of the sentence embedding to learn with; see the line above")
    learn(LEARNT, found)
