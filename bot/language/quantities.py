"""Ages, sums of money and dates that a message names. Knows no Rasa; what a day is relative to is handed in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Callable, Iterator, Optional

from dateutil.relativedelta import relativedelta

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NUMBERS = {word: value for value, word in enumerate(ONES)} | {
    word: 10 * value for value, word in enumerate(_TENS, 2)
}
_NUMBERS |= {
    f"{ten}{gap}{one}": _NUMBERS[ten] + _NUMBERS[one]
    for ten in _TENS
    for one in ONES[1:10]
    for gap in (" ", "-", "")
}
_WRITTEN = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = "|".join(f"{month}|{month[:3]}" for month in _MONTHS)
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_YOUNGEST, _OLDEST = 10, 30  # whom an age can be about here; other numbers are house numbers, weeks or prices
_CENTURY = 2000

_AGE = re.compile(
    rf"\b(?:i ?am|i ?'?m|im|aged?|turn(?:ing|ed)?|until|til|till|(?:she|he) is|(?:she|he)'?s|was|be|being|since i was|at|over|under)\s+"
    rf"(?:only |just |nearly |almost |now )?(?P<after>\d{{2}}|{_WRITTEN})(?!\s*(?:%|p\b|pm\b|am\b|weeks?|days?|months?|hours?|quid|pounds?|[:/.]\d|\d))\b"
    rf"|\b(?P<before>\d{{2}}|{_WRITTEN})(?:\s*-?\s*(?:yo\b|y/o\b|yrs?\b(?:\s*old)?|years?\s*-?\s*olds?\b|years? of age\b)|th birthday|st birthday)",
    re.IGNORECASE,
)
_MONEY = re.compile(
    rf"£\s?(?P<sign>\d{{1,3}}(?:,\d{{3}})+(?:\.\d\d)?|\d+(?:\.\d\d)?)(?P<thousand>k)?"
    rf"|\b(?P<word>\d+(?:\.\d\d)?|{_WRITTEN}|a hundred|hundred)\s?(?:quid|pounds?|squid)\b|\b(?P<pence>\d{{1,3}})p\b",
    re.IGNORECASE,
)
_WHOLE_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>{_MONTH})\b\.?,?(?:\s+(?P<year>\d{{4}}))?"
    r"|\b(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4}|\d{2})\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"\b(?P<word>today|tonight|tomorrow|yesterday)\b|\b(?P<next>next|this|on)\s+(?P<weekday>{'|'.join(_DAYS)})\b"
    rf"|\bin\s+(?P<count>\d{{1,2}}|a|{_WRITTEN})\s+(?P<unit>day|week|month)s?\b",
    re.IGNORECASE,
)
_FROM_TODAY = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}


@dataclass(frozen=True)
class Quantity:
    """What stands from `start` to `end`: an age in years, money in pounds as a decimal, or a date in ISO form."""

    kind: str
    value: str
    start: int
    end: int


def quantities(text: str, on: Optional[date] = None) -> list[Quantity]:
    """Every age, sum and date, in the order of the text. Without a day, "next friday" and "14 march" are left out."""
    found = [*_found(_AGE, "age", text, _age), *_found(_MONEY, "money", text, _money)]
    found += _found(_WHOLE_DATE, "date", text, lambda match: _whole_date(match, on))
    found += _found(_RELATIVE, "date", text, lambda match: _relative(match, on)) if on else []
    return sorted(found, key=lambda one: one.start)


def _found(
    pattern: re.Pattern[str], kind: str, text: str, value: Callable[[re.Match[str]], Optional[str]]
) -> Iterator[Quantity]:
    for match in pattern.finditer(text):
        read = value(match)
        if read is not None:
            yield Quantity(kind, read, match.start(), match.end())


def _age(match: re.Match[str]) -> Optional[str]:
    years = _number(match["after"] or match["before"])
    return str(years) if _YOUNGEST <= years <= _OLDEST else None


def _money(match: re.Match[str]) -> str:
    if match["pence"]:
        return f"{int(match['pence']) / 100:.2f}"
    if match["word"]:
        return f"{_pounds(match['word'].lower()):.2f}"
    return f"{float(match['sign'].replace(',', '')) * (1000 if match['thousand'] else 1):.2f}"


def _pounds(word: str) -> float:
    if word.endswith("hundred"):
        return 100.0
    return float(_NUMBERS.get(word, word))


def _number(word: str) -> int:
    written = _NUMBERS.get(word.lower())
    return int(word) if written is None else written


def _whole_date(match: re.Match[str], on: Optional[date]) -> Optional[str]:
    if match["d"]:
        year = int(match["y"]) if len(match["y"]) > 2 else _CENTURY + int(match["y"])  # noqa: PLR2004 - two figures of a year
        return _iso(year, int(match["m"]), int(match["d"]))
    month = [name[:3] for name in _MONTHS].index(match["month"][:3].lower()) + 1
    if match["year"]:
        return _iso(int(match["year"]), month, int(match["day"]))
    return _coming(month, int(match["day"]), on) if on else None


def _coming(month: int, day: int, on: date) -> Optional[str]:
    """The next such day: people ask about what comes."""
    this_year = _iso(on.year, month, day)
    return this_year if this_year and this_year >= on.isoformat() else _iso(on.year + 1, month, day)


def _iso(year: int, month: int, day: int) -> Optional[str]:
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # 31 February, or 3/14
        return None


def _relative(match: re.Match[str], on: date) -> str:
    if match["word"]:
        return (on + timedelta(days=_FROM_TODAY[match["word"].lower()])).isoformat()
    if match["weekday"]:
        days = (_DAYS.index(match["weekday"].lower()) - on.weekday() - 1) % 7 + 1
        return (on + timedelta(days=days)).isoformat()
    count = 1 if match["count"].lower() == "a" else _number(match["count"])
    unit = match["unit"].lower()
    ahead = (
        relativedelta(months=count)
        if unit == "month"
        else relativedelta(days=count * (7 if unit == "week" else 1))
    )
    return (on + ahead).isoformat()
