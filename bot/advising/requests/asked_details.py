"""Which figure, which key dates or which notice a request in plain words is about."""

from __future__ import annotations

import re
from typing import Optional, Pattern, Sequence, Tuple, TypeVar

from bot.advising.requests.request import Dates, Figure, Notice

Part = TypeVar("Part")
Table = Sequence[Tuple[Part, Pattern[str]]]

_FIGURES: Table[Figure] = (
    (
        Figure.EET,
        re.compile(
            r"\beducation\b|\bemployment\b|\btraining\b|\bin work\b|\bworking\b|\bjobs?\b|\bapprentice|\buniversity\b|\bcollege\b"
        ),
    ),
    (
        Figure.ACCOMMODATION,
        re.compile(r"\baccommodation\b|\bhous(?:ed|ing)\b|\bhomeless|\bin custody\b|\bsuitab|\bunsuitab"),
    ),
    (Figure.IN_TOUCH, re.compile(r"\bin touch\b|\bcontact\b|\bkeeping in touch\b")),
    (Figure.PLANS, re.compile(r"\bplans?\b|\breview(?:s|ed)?\b|\bup to date\b")),
)
_DATES: Table[Dates] = (
    (Dates.STAYING_PUT, re.compile(r"\bstaying put\b")),
    (
        Dates.BIRTHDAYS,
        re.compile(r"\bbirthdays?\b|\bturn(?:s|ing)?\b|\b(?:18|21|25)(?:th|st)?\b|\bhow old\b|\bborn\b"),
    ),
    (Dates.REVIEWS, re.compile(r"\breviews?\b")),
)
_NOTICES: Table[Notice] = (
    (Notice.SUMMARY, re.compile(r"\bmonday\b|\bweekly\b|\bsummar|\bdigest")),
    (Notice.CALL_BACKS, re.compile(r"\b(?:call|ring|phone) ?-?backs?\b")),
    (Notice.REVIEWS, re.compile(r"\breviews?\b|\bplans?\b")),
    (Notice.CONTACTS, re.compile(r"\bcontacts?\b|\bvisits?\b|\beight week|\bin touch\b")),
)
_ON = re.compile(
    r"\b(?:turn|switch|put)\b.*\bon\b|\b(?:resume|restart|unmute|enable|again|reactivate|subscribe|opt in)\b|\bstart (?:sending|getting|reminding)"
    r"|\bback on\b|\bi want the\b|\bget (?:the )?reminders\b|\bcan you remind me\b|^remind me\b"
)
_OFF = re.compile(
    r"\b(?:stop|off|mute|unsubscribe|pause|silence|disable|cancel|quit|opt out|pack (?:it|that|this)? ?in|bin|no more|too many|too often|do not (?:send|want|need|remind|message)|do not disturb|fed up)\b"
)


_LIST = re.compile(
    r"\b(?:list|figures?|numbers|caseload|statistics|results|names|overview|summary|table|report)\b"
)
_TO_COLLEAGUE = re.compile(
    r"\b(?:send|email|forward|share|pass|copy|fire|ping|print|export)\b(?P<what> (?:it|that|this|them|these|those|(?:the|this|that|my|these|those|all the) "
    r"(?:\w+ ){0,2}?(?:list|figures?|numbers|caseload|statistics|results|names|overview|summary|table|report)))(?: (?:on|over|round|across|off))* (?:to|with|for) "
    r"(?:my |the |our |all (?:my |the )?|a )?(?:\w+ )?(?:managers?|supervisor|boss|colleagues?|team|duty|head of service|advisers?|workers?|leads?|officer|service manager|everyone)\b"
)
_CALLED = re.compile(
    r"\b(?:rung|rang|called|phoned|done|spoke|spoken|clear|tick|sorted|returned|cross|take (?:sam|her|him) off)\b"
)
_ASKS = re.compile(r"(?:who|has|have|did|any|anyone|when|which|is|what|how)\b(?! (?:been )?rung)")


def figure_of(plain: str) -> Optional[Figure]:
    """The figure that is asked for; None for all."""
    return _first(_FIGURES, plain)


def dates_of(plain: str) -> Optional[Dates]:
    """The kind of key dates that is asked for; None for all."""
    return _first(_DATES, plain)


def notice_of(plain: str) -> Optional[Notice]:
    """The notice that is meant; None for all."""
    return _first(_NOTICES, plain)


def is_turned_off(plain: str) -> Optional[bool]:
    """Whether notices are to end; False where they are to begin again; None where neither is said."""
    if _ON.search(plain) and not re.search(r"\bstop\b|\bdo not\b", plain):
        return False
    return True if _OFF.search(plain) else None


def tells_of_call(plain: str) -> bool:
    """Whether somebody is said to have been called."""
    return bool(_CALLED.search(plain)) and not _ASKS.match(plain)


def sends_to_colleague(plain: str, *, is_of_list: bool) -> bool:
    """Whether a list or figures are to go to a manager or colleague. `is_of_list` says that "that" stands for such."""
    found = _TO_COLLEAGUE.search(plain)
    return found is not None and (is_of_list or bool(_LIST.search(found["what"])))


def _first(table: Table[Part], plain: str) -> Optional[Part]:
    return next((part for part, pattern in table if pattern.search(plain)), None)
