"""Which ordinary messages the danger check learns from: those that look most like danger, and some of the others."""

from __future__ import annotations

from typing import Callable, List, Sequence

NEAREST = 0.35  # of all
OF_THE_REST = 5  # one in so many: enough to know what is quite unlike danger


def worth_learning(ordinary: Sequence[str], score: Callable[[str], float]) -> List[str]:
    """A part of the ordinary messages in their order. The more like danger one scores, the more it teaches."""
    order = sorted(range(len(ordinary)), key=lambda index: -score(ordinary[index]))
    nearest = int(len(ordinary) * NEAREST)
    return [ordinary[index] for index in sorted([*order[:nearest], *order[nearest::OF_THE_REST]])]
