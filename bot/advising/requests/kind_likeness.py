"""What kind of request some words are like, by our examples: logistic regression, learnt before and kept beside them.

`python -m bot.advising.requests.learn_kinds` learns; a digest in the file says from which examples.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Dict, List, Optional

import numpy as np

from bot.advising.requests.request_features import rows_of
from bot.advising.requests.staff_words import FOLDER
from bot.language.embedding.encoder import Encoder
from bot.language.embedding.shared import open_encoder
from bot.settings import shared_settings

LEARNT = FOLDER / "requests.npz"
LABELS, DIGEST = "labels", "digest"
WITH_MEANING, ALONE = (
    "with_meaning",
    "alone",
)  # the two heads: for rows with and without meaning; the last column is the base


class Likeness:
    """Chances of each kind. Works by words and letters alone where there is no sentence embedding."""

    def __init__(self, file: Path, encoder: Optional[Encoder]) -> None:
        """Raises what reading the file raises."""
        with np.load(file, allow_pickle=False) as kept:
            self.labels: List[str] = kept[LABELS].tolist()
            head = kept[WITH_MEANING if encoder else ALONE].astype(np.float32)
        self._slopes, self._base = np.ascontiguousarray(head[:, :-1].T), head[:, -1]
        self._encoder = encoder

    def chances(self, plain: str) -> Dict[str, float]:
        """The chance of each kind; they add up to 1."""
        row = rows_of([plain], self._encoder)[0]
        said = np.flatnonzero(row)  # a tenth of the columns, so that no thread is woken for the product
        powers = row[said] @ self._slopes[said] + self._base
        chances = np.exp(powers - powers.max())
        return dict(zip(self.labels, (chances / chances.sum()).tolist(), strict=True))


@cache
def our_likeness() -> Likeness:
    """That of the project, with the sentence embedding that the settings name: the one that the topics use already."""
    settings = shared_settings()
    return Likeness(
        LEARNT, open_encoder(settings.home / "models", settings.embedding, settings.embedding_sha256)
    )
