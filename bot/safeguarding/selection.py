"""Which ordinary messages the danger check learns from: those that look most like danger, and some of the others."""

from __future__ import annotations

from typing import Any, List, Sequence

import numpy as np

NEAREST = 0.35  # of all, by the letters that they share with a message of danger
OF_THE_REST = 5  # one in so many: enough to know what is quite unlike danger
ROWS_AT_ONCE = 500


def worth_learning(ordinary: Sequence[str], danger: Sequence[str]) -> List[str]:
    """A part of the ordinary messages in their order. The more like danger one is, the more it teaches."""
    order = np.argsort(-_nearness(ordinary, danger), kind="stable")
    nearest = int(len(ordinary) * NEAREST)
    chosen = [*order[:nearest], *order[nearest::OF_THE_REST]]
    return [ordinary[index] for index in sorted(chosen)]


def _nearness(ordinary: Sequence[str], danger: Sequence[str]) -> Any:
    """The cosine of each to its nearest message of danger, by runs of letters."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True, min_df=2, dtype=np.float32)
    letters.fit([*ordinary, *danger])
    rows, columns = letters.transform(ordinary), letters.transform(danger).T.tocsc()
    blocks = (rows[at : at + ROWS_AT_ONCE] @ columns for at in range(0, rows.shape[0], ROWS_AT_ONCE))
    return np.concatenate([block.max(axis=1).toarray().ravel() for block in blocks])
