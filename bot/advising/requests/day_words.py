"""One day in British words: "yesterday", "friday", "the 14th", "12 dec", "12/12", "christmas", "in 3 days", "10 days ago"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Callable, Match, Optional, Pattern, Sequence, Tuple

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from bot.language.quantities import ONES

MONTHS = [
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
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MONTH = "(?:" + "|".join(rf"{name}|{name[:3]}" for name in MONTHS) + "|sept)"
_WEEKDAY = "(?:" + "|".join(_WEEKDAYS) + ")"
_NTH = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)"
_FEASTS = {
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
    "new years eve": (12, 31),
    "new year's day": (1, 1),
    "new years day": (1, 1),
    "new year": (1, 1),
}

_YEARS = 10  # away from now no day of anybody's work lies

Found = Callable[[Match[str], date, bool], Optional[date]]


def day_at(text: str, on: date, *, is_past: bool) -> Optional[date]:
    """The day that the whole text says, before or after `on` as `is_past` has it where the text does not say; None if it is not sure."""
    for pattern, found in _WAYS:
        match = pattern.fullmatch(text)
        if match:
            return found(match, on, is_past)
    return None


def _near(match: Match[str], on: date, is_past: bool) -> date:
    words = match.group()
    if "day before yesterday" in words:
        return on - timedelta(days=2)
    if "day after tomorrow" in words:
        return on + timedelta(days=2)
    return on + timedelta(
        days=1 if "tomorrow" in words else -1 if "yesterday" in words or "last" in words else 0
    )


def _weekday(match: Match[str], on: date, is_past: bool) -> date:
    wanted, which = _WEEKDAYS.index(match["weekday"]), match["which"]
    monday = on - timedelta(days=on.weekday())
    if which in ("next", "this", "this coming"):
        ahead = 7 if which == "next" else 0
        return monday + timedelta(days=wanted + ahead)
    back = (on.weekday() - wanted - 1) % 7 + 1
    return (
        on - timedelta(days=back)
        if which in ("last", "past") or is_past
        else on + timedelta(days=7 - back % 7)
    )


def _week_on(match: Match[str], on: date, is_past: bool) -> date:
    wanted = _WEEKDAYS.index(match["later"] or match["week"])
    return on + timedelta(days=(wanted - on.weekday() - 1) % 7 + 8)


def _weeks_today(match: Match[str], on: date, is_past: bool) -> date:
    """ "Three weeks today", "a week tomorrow", "two weeks on friday"."""
    weeks = timedelta(weeks=count_of(match["weeks"] or "a"))
    if match["then"] in ("today", "tomorrow"):
        return on + weeks + timedelta(days=int(match["then"] == "tomorrow"))
    wanted = _WEEKDAYS.index(match["then"].removeprefix("on "))
    return on + weeks + timedelta(days=(wanted - on.weekday() - 1) % 7 + 1)


def _nth(match: Match[str], on: date, is_past: bool) -> Optional[date]:
    number = int(re.sub(r"\D", "", match["nth"]))
    for months in range(4):
        try:
            found = (on + relativedelta(months=-months if is_past else months)).replace(day=number)
        except ValueError:  # 31 of a short month
            continue
        if (found <= on) if is_past else (found >= on):
            return found
    return None


def _feast(match: Match[str], on: date, is_past: bool) -> date:
    month, day = _FEASTS[match.group()]
    return _nearest([date(on.year + years, month, day) for years in (-1, 0, 1)], on, is_past)


def _easter(match: Match[str], on: date, is_past: bool) -> date:
    return _nearest([easter(on.year + years) for years in (-1, 0, 1)], on, is_past)


def _nearest(days: Sequence[date], on: date, is_past: bool) -> date:
    return max(day for day in days if day <= on) if is_past else min(day for day in days if day >= on)


def _ago(match: Match[str], on: date, is_past: bool) -> date:
    span = {f"{match['unit']}s": count_of(match["count"])}
    return on - relativedelta(**span) if match["way"] == "ago" else on + relativedelta(**span)  # type: ignore[arg-type]  # days, weeks, months


def _written(match: Match[str], on: date, is_past: bool) -> Optional[date]:
    """As it is written in figures, or with the month's name."""
    import dateparser

    found: Optional[datetime] = dateparser.parse(
        match.group(),
        languages=["en"],
        settings={
            "RELATIVE_BASE": datetime.combine(on, time()),
            "DATE_ORDER": "DMY",
            "PREFER_DATES_FROM": "past" if is_past else "future",
            "STRICT_PARSING": False,
        },
    )
    return found.date() if found and abs(found.year - on.year) <= _YEARS else None


_COUNTS = {word: number for number, word in enumerate(ONES[:13])}
_COUNTS.update({"a": 1, "an": 1, "couple of": 2, "a couple of": 2})
COUNT = r"(?:\d{1,3}|" + "|".join(sorted(_COUNTS, key=len, reverse=True)) + ")"


def count_of(word: str) -> int:
    """A number in figures or words."""
    return int(word) if word.isdigit() else _COUNTS[word]


_YEAR = r"(?:,? (?:20)?\d\d)?"
# 16-19 is an age, and 24/7 always.
_DAY_MONTH = r"(?:0?[1-9]|[12]\d|3[01])[/.](?:0?[1-9]|1[0-2])"
_DAY_MONTH_DASH = r"(?:0?[1-9]|[12]\d|3[01])-(?:0?[1-9]|1[0-2])"
_YEAR_END = r"(?:20)?\d\d"
_PART = r"(?: (?:morning|afternoon|evening|night))?"
_WAYS: Sequence[Tuple[Pattern[str], Found]] = tuple(
    (re.compile(pattern), found)
    for pattern, found in (
        (rf"(?:{_WEEKDAY} )?(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}{_YEAR}", _written),
        (rf"{MONTH} \d{{1,2}}(?:st|nd|rd|th)?{_YEAR}", _written),
        (
            rf"{_DAY_MONTH}[/.]{_YEAR_END}|(?!24/7\b){_DAY_MONTH}(?!\d)|{_DAY_MONTH_DASH}-{_YEAR_END}",
            _written,
        ),
        (rf"(?:{_WEEKDAY} )?(?:the )?(?P<nth>{_NTH})", _nth),
        ("|".join(sorted(_FEASTS, key=len, reverse=True)), _feast),
        (r"easter(?: sunday)?", _easter),
        (rf"(?P<count>{COUNT}) (?P<unit>day|week|month)s? (?P<way>ago|from now)", _ago),
        (
            rf"(?:earlier |just )?today|tonight|(?:earlier |just )?this (?:morning|afternoon|evening)|just now|earlier(?: on)? today|(?:the )?day before yesterday|"
            rf"yesterday{_PART}|last night|(?:the )?day after tomorrow|tomorrow{_PART}",
            _near,
        ),
        (rf"(?P<weeks>{COUNT}) weeks? (?P<then>today|tomorrow|on {_WEEKDAY})", _weeks_today),
        (rf"(?:a )?week on (?P<later>{_WEEKDAY})|(?P<week>{_WEEKDAY}) week", _week_on),
        (rf"(?:(?P<which>next|this coming|this|last|past) )?(?P<weekday>{_WEEKDAY}){_PART}", _weekday),
    )
)
# What such a day looks like within a sentence.
DAY = "|".join(re.sub(r"\?P<\w+>", "?:", pattern.pattern) for pattern, _ in _WAYS)
