"""A contact told in words: its kind, its day, whether it was meaningful if that was said, and what is left as a note, word by word."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Optional, Pattern, Sequence, Tuple

from bot.advising.requests.period_words import Period
from bot.advising.requests.plain_request import Span
from bot.advising.requests.request import Contact
from bot.advising.requests.said_days import days_in, no_such_day
from bot.casework.codes import NEVER_MEANINGFUL, ContactKind

_KINDS: Sequence[Tuple[ContactKind, Pattern[str]]] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            ContactKind.VIDEO,
            r"\bvideo\b|\bzoom\b|\bteams (?:call|meeting|chat)\b|\b(?:on|over|via) teams\b|\bface ?time\w*\b|\bskype\b|\bvideo ?call",
        ),
        (
            ContactKind.PHONE,
            r"\bphone\w*\b|\brang\b|\brung\b|\bring(?:ing)?\b|\bcall(?:ed|s|ing)?\b(?! (?:round|in|at|by)\b)|\btelephone\b|\bvoicemail\b|\bon the blower\b",
        ),
        (ContactKind.TEXT, r"\btext\w*\b|\bwhatsapp\w*\b|\bsms\b|\bmessaged?\b|\bdm\b|\bsnapchat\w*\b"),
        (ContactKind.EMAIL, r"\be-?mail\w*\b"),
        (
            ContactKind.VISIT,
            r"\bvisit\w*\b|\bat (?:home|his|her|their|the) (?:flat|place|house|placement|hostel|room|home|new)?\b(?=.*\b(?:flat|place|house|placement|hostel|room|home)\b)|\bat home\b|\bcalled (?:round|in|by)\b|\bpopped (?:round|in|over)\b|\bdoor\b|\bhmp\b|\bwent to see\b|\bbeen to see\b|\bbeen to (?:sam's|his|her|their)\b|\bleft (?:sam's|his|her|their)\b",
        ),
        (
            ContactKind.MEETING,
            r"\bmet\b|\bmeeting\b|\bmeet\b|\bcoffee\b|\bat (?:the )?(?:office|college|cafe|school|job centre|drop-?in|town|mcdonald'?s?|costa)\b|\bface to face\b|\binto the office\b|\blunch\b|\bin town\b|\b1:1\b|\b1-1\b",
        ),
        (ContactKind.VISIT, r"\bsaw\b|\bseen\b|\bsee\b"),
    )
)
_LONG_AGO = timedelta(days=183)
_NOT_MEANINGFUL = re.compile(
    r"\b(?:not|non|was not|is not|nothing) (?:a |very |really )?meaningful\b|\bnon-meaningful\b"
)
_MEANINGFUL = re.compile(r"\bmeaningful\b")
_TOLD = re.compile(
    r"\bjust\b|\bnow\b|\bat the moment\b|^(?:(?:ok|hi|hello|right|so|i|we|have|also|please|and|then|yes|well|finally|can you|log|record|that|put in|note|add|did|had|a) ){0,5}"
    r"(?:saw|seen|visited|met|rang|rung|phoned|called|texted|emailed|whatsapped|messaged|facetimed|spoke|spoken|chatted|talked|popped|tried|went|been|left|took)\b"
)
_SOME_TIME = re.compile(
    r"\b(?:last|the other|earlier this|recently|a while|ago|previous|weekend|lately|once|before|sometime|some time|the week|days?|night|month|year)\b"
)
# Where the words about the contact itself end and what happened begins.
_CLAUSE = re.compile(
    r"[,;:.!\n]\s*|\s-+\s|\s(?=(?:about|re|regarding|because|no answer|no reply|left (?:a )?(?:vm|voicemail|message)|didn'?t|did not|not in|all (?:good|fine|ok)|went well|seems?|who|he's|she's|they're|he|she|they)\b)|\s(?:and|&)\s(?=(?:talked|discussed|he|she|they|we|it|all|said|gave|helped|is|was|has)\b)",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\b(?:log|record|note|add|save|put|write)(?: (?:it|this|that|it (?:down|up|on)|that down))?(?: please| pls)?\W*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:saw|seen|visit\w*|met|meet\w*|rang|rung|phon\w*|call\w*|text\w*|txt|e-?mail\w*|whatsapp\w*|spoke\w*|spoken|chat\w*|contact\w*|log|record|add|note|f2f|hv|h/v|zoom|video|facetim\w*|coffee|messaged?|tried|attempt\w*|vc|popped|been|went|took|"
    r"today|yesterday|face to face|just)\b",
    re.IGNORECASE,
)


def contact_in(text: str, plain: str, people: Sequence[Span], on: date) -> Contact:
    """What was said of a contact. `text` is as it was typed, `plain` the same in plain words, `people` where somebody is named."""
    kind = kind_in(plain)
    days, _ = days_in(_head(plain), on, is_past=True)
    if days is None:
        days, _ = days_in(plain, on, is_past=True)
    day = _day_of(days, on)
    if day is None and days is None and _is_of_today(plain):
        day = on
    return Contact(kind, day, _is_meaningful(plain, kind), note_in(text, people))


def _is_of_today(plain: str) -> bool:
    """Whether somebody tells, with no day said, what they have just done: it can be changed in the form."""
    return bool(_TOLD.search(plain)) and not _SOME_TIME.search(plain) and not no_such_day(plain)


def _day_of(days: Optional[Period], on: date) -> Optional[date]:
    """One day that has been, not long ago: "on 3 december", said in november, is more likely a slip than last year's."""
    day = days.first if days and days.first == days.last else None
    return day if day and on - _LONG_AGO <= day <= on else None


def kind_in(plain: str) -> Optional[ContactKind]:
    """The kind that the first words about it say; the whole is looked at where these say none."""
    return _kind(_head(plain)) or _kind(plain)


def note_in(text: str, people: Sequence[Span]) -> str:
    """What is left when the words about the contact itself are taken away."""
    begin = max((end for start, end in people[:1] if start < 60), default=0)  # noqa: PLR2004 - letters; a name further on is part of the tale
    if not begin and not _ABOUT.search(text[:40]):
        return text.strip()
    found = _CLAUSE.search(text, begin)
    rest = text[found.end() :] if found else ""
    return _without_order(_without_lead(rest.strip(), text))


def _head(plain: str) -> str:
    found = _CLAUSE.search(plain, 8)  # behind a short opening
    return plain[: found.start()] if found else plain


def _kind(plain: str) -> Optional[ContactKind]:
    found = [
        (match.start(), order, kind)
        for order, (kind, pattern) in enumerate(_KINDS)
        if (match := pattern.search(plain))
    ]
    sure = [one for one in found if one[1] < len(_KINDS) - 1]
    return min(sure or found, default=(0, 0, None), key=lambda one: (one[1] > _BY_PLACE, one[0]))[2]


_BY_PLACE = 3  # kinds that are named in words count before those that a place tells


def _is_meaningful(plain: str, kind: Optional[ContactKind]) -> Optional[bool]:
    if kind in NEVER_MEANINGFUL or _NOT_MEANINGFUL.search(plain):
        return False
    return True if _MEANINGFUL.search(plain) else None


def _without_lead(rest: str, text: str) -> str:
    return re.sub(r"^(?:and|&|-|meaningful\W+)\s*", "", rest, flags=re.IGNORECASE)


def _without_order(rest: str) -> str:
    return _ORDER.sub("", rest).rstrip(" ,;-")
