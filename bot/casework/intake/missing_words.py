"""Words and days that only stand for something that is not known: they are taken as missing, and reported."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.casework.intake.dates import is_placeholder

_WORDS = frozenset(
    [
        "null",
        "none",
        "nan",
        "nil",
        "n/a",
        "#n/a",
        "n\\a",
        "n/k",
        "n.a.",
        "n.a",
        "na",
        "undefined",
        "unknown",
        "unkown",
        "unk",
        "not_known",
        "not_recorded",
        "not_applicable",
        "not_available",
        "not_provided",
        "not_stated",
        "not_given",
        "not_supplied",
        "not_entered",
        "not_disclosed",
        "none_given",
        "none_recorded",
        "name_not_known",
        "name_unknown",
        "no_name_given",
        "no_phone",
        "no_mobile",
        "no_number",
        "withheld",
        "redacted",
        "no_data",
        "no_name",
        "missing",
        "blank",
        "empty",
        "tbc",
        "tba",
        "tbd",
        "t.b.c.",
        "t.b.a.",
        "to_be_confirmed",
        "to_be_added",
        "to_be_advised",
        "to_follow",
        "#ref!",
        "#value!",
        "#name?",
        "#null!",
        "#num!",
        "#div/0!",
        "nat",
    ]
)
_NAMES = frozenset(
    {"Nan", "Na"}
)  # people are called so; what programs write for "nothing" is not written like that
_AROUND = "()[]<>{}'\" "
_MARKS_ALONE = re.compile(r"[-\u2013\u2014_.?*\\/#~]+")


@lru_cache(maxsize=4096)
def stands_for_nothing(text: str) -> bool:
    """Whether a text, without spaces around it, says no more than that something is not known."""
    bare = text.strip(_AROUND)
    if not bare or _MARKS_ALONE.fullmatch(bare):
        return True
    words = bare.split()
    if _NAMES.intersection(words):
        return False
    folded = [word.casefold() for word in words]
    return "_".join(folded) in _WORDS or all(word in _WORDS for word in folded)


def is_no_date(text: str) -> bool:
    """The same of a date's cell, where a day may stand for no day."""
    return stands_for_nothing(text) or is_placeholder(text)
