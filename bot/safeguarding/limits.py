"""From which sums of votes something follows. How they were chosen stands in docs/safeguarding.md."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Sums of votes for danger of now; `past` and `weak` are sums of their own.

    A piece of a short message needs the less, the more the whole leans the same way: `slope` for each unit of the whole's
    sum between `least_whole` and `most_whole`. In a talk that was ordinary so far, a message is read by itself and behind
    the one before it, and the lower sum counts: what sounds like danger alone may be none in its talk.
    """

    whole: float = 0.24
    clause: float = 0.87
    window: float = 0.56
    slope: float = 0.91
    least_whole: float = -0.53
    most_whole: float = 0.54
    clause_of_long: float = 0.29
    window_of_long: float = 0.46
    piece_after_past: float = 1.57
    long_ago: float = 0.29  # more for a piece, where the words around it say that it was
    in_talk: float = 0.5
    piece_in_talk: float = 0.9
    asking: float = -0.02  # of a whole message, from which we ask if they are OK
    asking_clause: float = 0.87
    asking_window: float = 0.47
    asking_in_talk: float = 0.31
    past: float = 0.4
    weak: float = 0.5


BOTH_VIEWS = Limits()
# Where there is no embedding: rather a false alarm more than a miss.
LETTERS_ALONE = Limits(
    whole=0.13,
    clause=0.25,
    window=0.4,
    clause_of_long=0.2,
    window_of_long=0.3,
    piece_after_past=0.8,
    in_talk=0.2,
    piece_in_talk=0.4,
    asking=0.06,
    asking_clause=0.15,
    asking_window=0.25,
    asking_in_talk=0.1,
    past=0.2,
    weak=0.3,
)
