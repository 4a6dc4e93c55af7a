"""What a text means for the danger check: chances of each label, from an embedding that was tuned to tell them apart.

`tools/tune_danger.py` learns the adapter and the head from `bot.safeguarding.lessons` and keeps both in one file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Sequence

import numpy as np

from bot.language.embedding.encoder import Encoder

LABELS, HEAD, BASE = "labels", "head", "base"


class Meaning:
    """Chances by the tuned embedding; they add up to 1."""

    def __init__(self, file: Path, encoder: Encoder) -> None:
        """Raises what reading the file raises. `encoder` must be one with the adapter of this file."""
        with np.load(file, allow_pickle=False) as kept:
            self.labels: List[str] = kept[LABELS].tolist()
            self._head, self._base = kept[HEAD].astype(np.float32), kept[BASE].astype(np.float32)
        self._encoder = encoder

    def chances(self, texts: Sequence[str]) -> List[Dict[str, float]]:
        """The chance of each label, for each text."""
        rows = _softmax(self._encoder.encode(texts) @ self._head.T + self._base)
        return [dict(zip(self.labels, row, strict=True)) for row in rows.tolist()]


def _softmax(rows: Any) -> Any:
    powers = np.exp(rows - rows.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
