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

    A piece is a clause, or a window that may begin and end anywhere.
    """

    text: str
    judged: Judged
    sum: float
    is_clause: bool = False


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


def _urgent(parts: Parts, limits: Limits, *, is_past: bool) -> Optional[Part]:
    """The part that shows danger of now, if any does."""
    whole, best = parts.whole, max(parts.pieces, key=lambda part: part.sum, default=None)
    if whole and not is_past and _in_its_talk(parts, whole.sum) >= (limits.in_talk if parts.in_talk else limits.whole):
        return whole
    return best if best and best.sum >= _limit_of_piece(parts, limits, is_past=is_past) else None


def _limit_of_piece(parts: Parts, limits: Limits, *, is_past: bool) -> float:
    if is_past:
        return limits.piece_after_past
    leans = parts.whole is not None and _in_its_talk(parts, parts.whole.sum) >= limits.leaning
    return limits.piece_agreed if leans else limits.piece


def _in_its_talk(parts: Parts, alone: float) -> float:
    return min(alone, parts.in_talk.sum) if parts.in_talk else alone


def _asking(parts: Parts, limits: Limits) -> Optional[Part]:
    """The part that is worth asking about, if any is."""
    whole = parts.whole
    if whole and parts.in_talk:
        if max(whole.sum, parts.in_talk.sum) >= limits.asking_in_talk or whole.judged.weak >= limits.weak:
            return whole if whole.sum >= parts.in_talk.sum else parts.in_talk
    elif whole and (whole.sum >= limits.asking or whole.judged.weak >= limits.weak):
        return whole
    return next((part for part in parts.pieces if part.sum >= limits.asking_piece), None)


def _is_over(part: Part, limits: Limits) -> bool:
    return part.judged.past >= limits.past and part.judged.past > part.sum


def _danger(part: Optional[Part], level: Level) -> Optional[Danger]:
    return Danger(part.judged.kind, part.judged.is_about_other, level) if part else None
