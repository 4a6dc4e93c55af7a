"""Which list is asked for where only some of the people are: "who is in custody" is of the caseload, "overdue needs assessments" of what is overdue."""

from __future__ import annotations

import re
from typing import Optional

from bot.advising.requests.narrow import WHOLE, Narrow, NotHeld
from bot.advising.requests.request import Asked
from bot.advising.requests.said_narrow import is_for_supervision
from bot.casework.group_names import Group

OF_LISTS = frozenset(
    {
        Asked.CASELOAD,
        Asked.OVERDUE,
        Asked.DUE,
        Asked.CONTACT_DUE,
        Asked.KEY_DATES,
        Asked.TO_AUTHORISE,
        Asked.INDICATORS,
        Asked.CALL_BACKS,
    }
)
# Those that are no kind of their own where a group or an age is asked for.
_TAKES_OVER = frozenset(
    {
        Asked.STATUS,
        Asked.OFFER,
        Asked.HELP,
        Asked.TO_AUTHORISE,
        Asked.MOVE_PLAN,
        Asked.RECORD_CONTACT,
        Asked.SHARE,
        Asked.ASK_REVIEW,
    }
)
_KEPT = frozenset({Asked.OVERDUE, Asked.DUE, Asked.CONTACT_DUE})
_OF_DATES = re.compile(
    r"\b(?:dates?|birthdays?|meetings?|coming up|turn\w*|reviews?|ending|ends?|finish\w*|expir\w*|run(?:s|ning)? out)\b"
)
_OF_PLANS = frozenset(
    {
        Group.NO_PLAN,
        Group.DRAFTING,
        Group.WITH_YOUNG_PERSON,
        Group.IN_REVIEW,
        Group.NOT_STARTED,
        Group.ASSESSMENT,
        Group.AUTHORISED,
        Group.SENT_BACK,
    }
)
_COUNTS_HOUSING = re.compile(
    r"\bhow many\b.*\b(?:(?:un)?suitable (?:acc?omm?odations?|housing|places?|homes?)|(?:live|living|housed) somewhere (?:un)?suitable)\b"
)
_HOW_MANY = re.compile(r"\bhow (?:many|much)\b")
# Some of them are asked for by what is not understood: the whole list is no answer.
_SOME_OF = re.compile(
    r"^(?:(?:and|so|ok|hi|please|can you|tell me|show me|list|right) )*(?:which|how many|any|anyone|anybody|who) (?:of|from|on|out of) (?:mine|my (?:\w+ ){0,2}\w+|our (?:\w+ )?\w+) .*\b(?:is|are|in|at|without|with|live|lives|have|has|need|needs)\b (?!mine|open|allocated|there|i\b|got\b|to me|on my)\w+"
)
_LATE = re.compile(
    r"\b(?:overdue|late|outstanding|gone over|not been done|missed|past (?:their|the) (?:date|deadline))\b"
)


def narrowed_kind(plain: str, narrow: Narrow, asked: Asked) -> Optional[Asked]:
    """What is asked where only some are meant; None where nothing is narrowed. `asked` is the kind that the words as a whole are most like."""
    told = _told_apart(plain, narrow, asked)
    if told is not None:
        return told
    if narrow.not_held is not None:
        is_of_dates = asked is Asked.KEY_DATES and bool(_OF_DATES.search(plain))
        return None if is_of_dates or asked in _KEPT else Asked.CASELOAD
    if not narrow.is_of_people:
        return None
    if narrow.group in (Group.ASSESSMENTS, Group.REVIEWS):
        return Asked.OVERDUE if _LATE.search(plain) else Asked.DUE
    return Asked.CASELOAD if _is_of_all(plain, narrow, asked) else None


def _told_apart(plain: str, narrow: Narrow, asked: Asked) -> Optional[Asked]:
    """What a few words alone decide, whatever the rest is like."""
    if narrow.counts_contacts or narrow.days is not None:
        return Asked.CONTACT_DUE
    if _COUNTS_HOUSING.search(plain):
        return Asked.INDICATORS
    is_prepared = is_for_supervision(plain) and asked in _TAKES_OVER | {Asked.CASELOAD}
    return Asked.CASELOAD if narrow.is_today or is_prepared else None


def shown_narrow(plain: str, narrow: Narrow, asked: Asked) -> Narrow:
    """What the list is narrowed to: nothing where a figure says how many."""
    if asked not in OF_LISTS or (asked is Asked.INDICATORS and _HOW_MANY.search(plain)):
        return WHOLE
    if asked is Asked.CASELOAD and narrow == WHOLE and _SOME_OF.search(plain):
        return Narrow(not_held=NotHeld.OTHER)
    return narrow


def _is_of_all(plain: str, narrow: Narrow, asked: Asked) -> bool:
    if narrow.group in (Group.NEET, Group.IN_EET) and asked is Asked.INDICATORS:
        return False
    if asked is Asked.KEY_DATES:
        return not _OF_DATES.search(plain)
    return asked in _TAKES_OVER or asked is Asked.INDICATORS or narrow.group in _OF_PLANS
