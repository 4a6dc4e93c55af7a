"""What goes into the graph for some sentences: of one length in a batch, or of any length side by side in one row.

A row costs as much as its tokens. A batch of each length would read all weights again for each.
"""

from __future__ import annotations

from typing import Any, Dict, Sequence

import numpy as np

from bot.language.embedding.graph import APART, EMBEDDED, OF

_NEVER = np.float32(-1e4)  # added to what a token would take from another sentence's

Inputs = Dict[str, Any]


def batch(embedded: Any) -> Inputs:
    """For the embedded tokens [sentences, tokens, width] of sentences of one length."""
    tokens = embedded.shape[1]
    return {
        EMBEDDED: embedded,
        APART: np.zeros((1, 1, tokens, tokens), np.float32),
        OF: np.ones((1, 1, tokens), np.float32),
    }


def side_by_side(embedded: Sequence[Any]) -> Inputs:
    """For the embedded tokens [1, tokens, width] of each sentence."""
    lengths = [one.shape[1] for one in embedded]
    of = np.repeat(np.eye(len(lengths), dtype=np.float32), lengths, axis=1)
    apart = (1 - of.T @ of) * _NEVER
    return {EMBEDDED: np.concatenate(list(embedded), axis=1), APART: apart[None, None], OF: of[None]}
