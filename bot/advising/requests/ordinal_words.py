"""Days counted in words: "the fourteenth of January", "the first week of February", "between the fifth and the twentieth of January"."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Match, Optional, Tuple

from bot.advising.requests.day_words import MONTH
from bot.advising.requests.period_words import Period

_ONES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_TEENS = [
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
]
_NUMBERS = {word: number for number, word in enumerate([*_ONES, *_TEENS, "twentieth"], start=1)}
_NUMBERS.update({f"twenty {word}": 20 + number for number, word in enumerate(_ONES, start=1)})
_NUMBERS.update({"thirtieth": 30, "thirty first": 31})
_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True)).replace(" ", "[ -]")
_ORDINAL = re.compile(rf"\b(?:{_WORDS})\b")
# "the first" and "a second" alone count other things than days.
_NO_DAYS = frozenset({"first", "second", "third"})
_OF_A_MONTH = re.compile(
    rf" (?:of )?{MONTH}\b| (?:and|to|until) (?:the )?(?:{_WORDS}|\d+(?:st|nd|rd|th)) (?:of )?{MONTH}\b"
)
_NO_DAY = re.compile(r" (?:week|half|birthday|time)\b")
PART = r"(?:1st|2nd|3rd|4th|first|second|third|fourth|last) week|(?:first|second) half"
_BARE = re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)")
_DAYS = 7  # of a week
_HALF = 15  # days


def in_figures(plain: str) -> str:
    """The same with days of a month in figures: "by the 14th of january". What counts something else stays."""
    return _ORDINAL.sub(_figure, plain)


def part_of_month(part: str, month: Optional[Period]) -> Optional[Period]:
    """A week or half of a month. The first week is its first seven days, and the last its last seven."""
    if month is None or month.first is None or month.last is None:
        return None
    which = part.split(maxsplit=1)[0]
    if part.endswith("half"):
        middle = month.first + timedelta(days=_HALF)
        return (
            Period(month.first, middle - timedelta(days=1))
            if which == "first"
            else Period(middle, month.last)
        )
    if which == "last":
        return Period(month.last - timedelta(days=_DAYS - 1), month.last)
    number = int(which[0]) if which[0].isdigit() else _NUMBERS[which]
    first = month.first + timedelta(days=_DAYS * (number - 1))
    return Period(first, first + timedelta(days=_DAYS - 1))


def with_month_of_other(
    said_first: str, said_last: str, first: Optional[Period], last: Optional[Period]
) -> Tuple[Optional[Period], Optional[Period]]:
    """Both ends of a range, where a bare "5th" takes its month from the other end."""
    bare_first, bare_last = _BARE.fullmatch(said_first), _BARE.fullmatch(said_last)
    if bare_first and not bare_last and _is_day(last):
        return _day_beside(last, int(bare_first[1])) or first, last
    if bare_last and not bare_first and _is_day(first):
        return first, _day_beside(first, int(bare_last[1])) or last
    return first, last


def _is_day(period: Optional[Period]) -> bool:
    return period is not None and period.first is not None and period.first == period.last


def _day_beside(period: Optional[Period], number: int) -> Optional[Period]:
    """The day with a number in the month of another day; None where that month has none."""
    if period is None or period.first is None:
        return None
    try:
        day = period.first.replace(day=number)
    except ValueError:
        return None
    return Period(day, day)


def _figure(match: Match[str]) -> str:
    word = match.group().replace("-", " ")
    behind = match.string[match.end() :]
    if _NO_DAY.match(behind) or (word in _NO_DAYS and not _OF_A_MONTH.match(behind)):
        return match.group()
    return f"{_NUMBERS[word]}{_ending(_NUMBERS[word])}"


def _ending(number: int) -> str:
    if 10 < number < 14:  # noqa: PLR2004 - 11th to 13th
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
