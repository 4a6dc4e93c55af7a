"""What else a message asks: "is her review overdue and can she get a bursary". Only what a few words make sure is taken for a second ask."""

from __future__ import annotations

import re
from itertools import islice
from typing import Iterator, Optional, Pattern, Sequence, Tuple

from bot.advising.requests.request import Asked
from bot.advising.requests.sure_kinds import sure_kind

_JOINT = re.compile(
    r"(?:[.?!;] ?(?:and |also |then |oh )*|,? \b(?:and|also|plus)\b (?:also |then |please )*|, (?:also |then )+)"
    r"(?=(?:can|could|how|what|who|when|which|is|are|does|do|please|show|list|log|record|start|request|send|reset|any|where|should|give|tell|book|put)\b)"
)
_OF_OFFER = re.compile(
    r"^(?:can|could|does|do|is|are|should) (?:sam|he|she|they|we|i) .*\b(?:get|have|claim|entitled|eligible|apply|qualify|owed|allowed|afford|need to pay)\b|^how much\b|^what (?:is|are|does|do) (?:the|a) "
)
_LEAST = 3  # words of an ask
_LOOKED_AT, _MOST = 400, 4  # letters and joints: what is longer is a note
_NO_SECOND = frozenset({Asked.OFFER, Asked.HELP, Asked.UNDO, Asked.NOTICES})


_PLAIN: Sequence[Tuple[Asked, Pattern[str]]] = tuple(
    (asked, re.compile(pattern))
    for asked, pattern in (
        (Asked.OFFER, _OF_OFFER.pattern),
        (
            Asked.CONTACT_DUE,
            r"^(?:show me |tell me |list |and )*who\b.*\b(?:not|never)\b.*\b(?:seen|visited|contacted|spoken|met|see)\b",
        ),
        (Asked.OVERDUE, r"^(?:show me |tell me |list |what|which|who|any|how many)\b.*\boverdue\b"),
        (
            Asked.DUE,
            r"^(?:show me |tell me |list |what|which|who|any|how many)\b.*\b(?:plans?|reviews?)\b.*\b(?:due|coming up)\b|^(?:what|which|who) is due\b",
        ),
        (Asked.CASELOAD, r"^(?:show me |tell me |list )+(?:my |the )?caseload\b"),
        (Asked.KEY_DATES, r"^(?:when|what|show me|tell me|how old)\b.*\b(?:18|birthday|key dates)\b"),
    )
)


def _kind(rest: str) -> Optional[Asked]:
    return sure_kind(rest) or next((asked for asked, pattern in _PLAIN if pattern.search(rest)), None)


def also_in(plain: str, asked: Asked) -> Optional[Asked]:
    """The kind of another ask in the same message; None where there is none for sure."""
    if asked in _NO_SECOND:
        return None
    return next((kind for _, kind in _seconds(plain) if kind is not asked), None)


def first_ask(plain: str) -> str:
    """The words up to a second ask, where they ask something themselves: a tale that leads to a question is no ask."""
    if not _ASKS.match(plain):
        return plain
    return next((plain[:end] for end, _ in _seconds(plain)), plain)


def _seconds(plain: str) -> Iterator[Tuple[int, Asked]]:
    """Where the first ask ends, and the kind of what follows."""
    plain = plain[:_LOOKED_AT]
    for joint in islice(_JOINT.finditer(plain), _MOST):
        rest = plain[joint.end() :]
        if len(rest.split()) < _LEAST or len(plain[: joint.start()].split()) < 2:  # noqa: PLR2004 - words of the first ask
            continue
        kind = _kind(rest)
        if kind is not None and kind not in (Asked.HELP, Asked.UNDO):
            yield joint.start(), kind


_ASKS = re.compile(
    r"(?:hi |ok |and |so |please |can you |could you )*(?:is|are|has|have|does|do|did|when|where|what|who|which|whose|how|show|list|give me|tell me|log|record|start|reset)\b"
)
