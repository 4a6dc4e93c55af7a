"""What the judged parts of a message come to: urgent, worth asking about, over, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Optional, Sequence

from bot.safeguarding.finding import Danger, Level
from bot.safeguarding.limits import Limits

if TYPE_CHECKING:
    from bot.safeguarding.judge import Judged


@dataclass(frozen=True)
class Part:
    """A message, a piece of it, or it behind the one before. `sum` is for danger of now, with a rule's hint.

    A piece is a clause, or a window that may begin and end anywhere; the words around it may say that it was long ago.
    """

    text: str
    judged: Judged
    sum: float
    is_clause: bool = False
    is_long_ago: bool = False


@dataclass(frozen=True)
class Parts:
    """All that was judged of a message: the whole (none if it is long), its pieces, and it in its talk (none if nothing ordinary was said before)."""

    whole: Optional[Part]
    pieces: Sequence[Part]
    in_talk: Optional[Part] = None


def weighed(parts: Parts, limits: Limits) -> Optional[Danger]:
    """The finding, or None."""
    is_past = parts.whole is not None and _is_over(parts.whole, limits)
    urgent = _urgent(parts, limits, is_past=is_past)
    if urgent:
        return _danger(urgent, Level.URGENT)
    if is_past:
        return _danger(parts.whole, Level.OVER)
    asking = _asking(parts, limits)
    if asking:
        return _danger(asking, Level.CHECK_IN)
    over = next((part for part in parts.pieces if _is_over(part, limits)), None)
    return _danger(over, Level.OVER) if over else None


def is_urgent(parts: Parts, limits: Limits) -> bool:
    """Whether the whole message is urgent, whatever its pieces are."""
    return (
        parts.whole is not None
        and not _is_over(parts.whole, limits)
        and _in_its_talk(parts) >= (limits.in_talk if parts.in_talk else limits.whole)
    )


def _urgent(parts: Parts, limits: Limits, *, is_past: bool) -> Optional[Part]:
    """The part that shows danger of now, if any does."""
    if is_urgent(parts, limits):
        return parts.whole
    certain = (
        part
        for part in parts.pieces
        if part.sum >= _limit_of(part, parts, limits, is_past=is_past) and part.sum > part.judged.past
    )
    return max(certain, key=lambda part: part.sum, default=None)


def _limit_of(part: Part, parts: Parts, limits: Limits, *, is_past: bool) -> float:
    """From which sum a piece is danger."""
    if is_past:
        return limits.piece_after_past
    return _least(part, parts, limits) + (limits.long_ago if part.is_long_ago else 0.0)


def _least(part: Part, parts: Parts, limits: Limits) -> float:
    if parts.whole is None:
        return limits.clause_of_long if part.is_clause else limits.window_of_long
    leaning = min(limits.most_whole, max(limits.least_whole, _in_its_talk(parts)))
    least = (limits.clause if part.is_clause else limits.window) - limits.slope * leaning
    return max(least, limits.piece_in_talk) if parts.in_talk else least


def _in_its_talk(parts: Parts) -> float:
    """The whole's sum; the lower of two, where it was read behind an ordinary message too."""
    alone = parts.whole.sum if parts.whole else 0.0
    return min(alone, parts.in_talk.sum) if parts.in_talk else alone


def _asking(parts: Parts, limits: Limits) -> Optional[Part]:
    """The part that is worth asking about, if any is."""
    whole = parts.whole
    if whole and whole.judged.weak >= limits.weak:
        return whole
    if whole and max(whole.sum, parts.in_talk.sum if parts.in_talk else whole.sum) >= (
        limits.asking_in_talk if parts.in_talk else limits.asking
    ):
        return whole if parts.in_talk is None or whole.sum >= parts.in_talk.sum else parts.in_talk
    return next(
        (
            part
            for part in parts.pieces
            if part.sum >= (limits.asking_clause if part.is_clause else limits.asking_window)
        ),
        None,
    )


def _is_over(part: Part, limits: Limits) -> bool:
    return part.judged.past >= limits.past and part.judged.past > part.sum


def _danger(part: Optional[Part], level: Level) -> Optional[Danger]:
    return Danger(part.judged.kind, part.judged.is_about_other, level) if part else None
