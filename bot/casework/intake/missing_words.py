"""Words and days that only stand for something that is not known: they are taken as missing, and reported."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.casework.intake.dates import is_placeholder

_WORDS = frozenset(
    [
        "null",
        "(null)",
        "<null>",
        "[null]",
        "none",
        "nan",
        "nil",
        "n/a",
        "#n/a",
        "(n/a)",
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
        "<na>",
        "<none>",
    ]
)
_NAMES = frozenset(
    {"Nan", "Na"}
)  # people are called so; what programs write for "nothing" is not written like that
_MARKS_ALONE = re.compile(r"[-\u2013\u2014_.?*\\/#~]+")


@lru_cache(maxsize=4096)
def stands_for_nothing(text: str) -> bool:
    """Whether a text, without spaces around it, says no more than that something is not known."""
    if _MARKS_ALONE.fullmatch(text):
        return True
    return text not in _NAMES and "_".join(text.casefold().split()) in _WORDS


def is_no_date(text: str) -> bool:
    """The same of a date's cell, where a day may stand for no day."""
    return stands_for_nothing(text) or is_placeholder(text)
