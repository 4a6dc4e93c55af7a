"""Whether somebody who is named, and is nobody of theirs, is said to have the list that is asked for: "Jo's caseload", "who has Jo got"."""

from __future__ import annotations

import re
from typing import Optional

from bot.advising.requests.name_look import Named

_HAS = re.compile(
    r"^(?:'s?|s)?\s+(?:whole |own |overall |current |full |\w+ )?(?:caseload|case load|cases|team|teams|figures?|numbers?|stats|list|people|young people|yps?|plans?|"
    r"overdue|reviews?|lot|ones|kids|indicators?|eet|neet|accommodation|accom|percentage|rate|results)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:for|of|under|has|have|had|hasn't|hasnt|haven't|did|didn't|didnt|does|doesn't|doesnt|is) $",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"^(?:'s?)?\s*(?:\W|$|(?:please|pls|got|have|seen|done|missed|sent|carrying|holding|visited|too|now|at|this|next|as)\b)",
    re.IGNORECASE,
)


_OF_NOBODY = re.compile(r"\b(?:for|of|with) (?P<nobody>nobody|no one|noone|no-one)\W*$", re.IGNORECASE)


def owner_in(text: str, one: Optional[Named]) -> str:
    """The words that name whose list is asked for: those of somebody who is nobody of theirs, or "nobody"; empty where it is their own."""
    nobody = _OF_NOBODY.search(text)
    if one is None:
        return nobody["nobody"] if nobody else ""
    return one.words if has_list(text, one) else ""


def has_list(text: str, one: Named) -> bool:
    """Of `Carol says I've picked up two, show me everyone` it is not Carol's."""
    before, behind = text[: one.begin], text[one.end :]
    return bool(_HAS.search(behind)) or bool(_BEFORE.search(before) and _ENDS.search(behind))
