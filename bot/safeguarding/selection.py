"""Which ordinary messages the danger check learns from: those that look most like danger, and some of the others."""

from __future__ import annotations

from typing import List, Sequence

import numpy as np

NEAREST = 0.35  # of all, by the scan
OF_THE_REST = 5  # one in so many: enough to know what is quite unlike danger


def worth_learning(ordinary: Sequence[str], scores: Sequence[float]) -> List[str]:
    """A part of the ordinary messages in their order. The more like danger one is, the more it teaches; `scores` say how much."""
    order = np.argsort(-np.asarray(scores), kind="stable")
    nearest = int(len(ordinary) * NEAREST)
    chosen = [*order[:nearest], *order[nearest::OF_THE_REST]]
    return [ordinary[index] for index in sorted(chosen)]
