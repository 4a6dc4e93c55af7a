"""From which sums of votes something follows. How they were chosen stands in docs/safeguarding.md."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Sums of votes for danger of now, in a whole message and in a piece of one; `past` and `weak` are sums of their own.

    In a talk that was ordinary so far, the message is read by itself and behind the one
    before it, and the lower sum counts: what sounds like danger alone may be none in its talk.
    """

    whole: float = 0.33
    piece: float = 0.95
    piece_agreed: float = 0.6  # of a piece, where the whole leans the same way:
    leaning: float = 0.12
    piece_after_past: float = 1.1  # of a piece of a message that tells of the past
    in_talk: float = 0.55
    asking: float = 0.10  # of a whole message, from which we ask if they are OK
    asking_piece: float = 0.5
    asking_in_talk: float = 0.25
    past: float = 0.3
    weak: float = 0.45


BOTH_VIEWS = Limits()
# Where there is no embedding: rather a false alarm more than a miss.
LETTERS_ALONE = Limits(
    whole=0.13, piece=0.4, piece_agreed=0.3, leaning=0.05, piece_after_past=0.6, in_talk=0.2, asking=0.06, asking_piece=0.25, asking_in_talk=0.1,
    past=0.2, weak=0.3,
)
