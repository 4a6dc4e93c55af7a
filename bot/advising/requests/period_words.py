"""A week, month, quarter or year in British words. A quarter is one of the financial year from April to March, as councils count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Optional

from dateutil.relativedelta import relativedelta

from bot.advising.requests.day_words import COUNT, MONTH, MONTHS, count_of

_FORTNIGHT = 14


@dataclass(frozen=True)
class Period:
    """From one day to another, both included; None where one is not said."""

    first: Optional[date] = None
    last: Optional[date] = None


_UNIT = r"(?:week|month|quarter|year|weekend)"
NAMED = (
    rf"(?:(?:this|the current|next|last|the coming|the following|the) )?{_UNIT}"
    rf"|q[1-4]|(?:early |late )?{MONTH}(?: 20\d\d| (?:this|next|last) year)?|(?:this |next )?(?:financial )?year"
)
_CALENDAR = re.compile(
    r"(?:(?P<which>this|the current|next|last|the coming|the following|the) )?(?P<unit>week|month|quarter|year|weekend)"
)
_MONTH = re.compile(rf"(?P<month>{MONTH})(?: (?:(?P<year>20\d\d)|(?P<which>this|next|last) year))?")
AHEAD = (
    rf"(?:(?:with)?in|over|during|for)?(?: ?\bthe)? ?(?:next|coming|following) (?P<ahead>(?:{COUNT} )?(?:day|week|month|fortnight|quarter|year)s?)"
    rf"|within (?P<within>(?:the )?(?:{COUNT} )?(?:day|week|month|fortnight|year)s?)"
    rf"|in (?P<in>{COUNT} (?:day|week|month|fortnight|year)s?)(?:'? time)?"
)
BACK = rf"(?:(?:in|over|for|within) )?(?:the )?(?:last|past|previous) (?P<back>{COUNT} (?:day|week|month|fortnight|year)s?|fortnight)"
_SPAN = re.compile(rf"(?:the )?(?:(?P<count>{COUNT}) )?(?P<unit>day|week|month|fortnight|quarter|year)s?")


def named_period(text: str, on: date, *, is_past: bool = False) -> Optional[Period]:
    """The whole week, month, quarter or year that a text names; None if it names none for sure."""
    calendar, month = _CALENDAR.fullmatch(text), _MONTH.fullmatch(text)
    if calendar:
        return _calendar(calendar["unit"], calendar["which"] or "this", on)
    if month:
        years = {"this": 0, "next": 1, "last": -1}
        year = month["year"] or (str(on.year + years[month["which"]]) if month["which"] else None)
        return month_of(month["month"], year, on, is_past=is_past)
    return _financial_quarter(int(text[1]), on) if re.fullmatch(r"q[1-4]", text) else None


def span_of(text: str) -> Optional[relativedelta]:
    """How long something is: "two weeks", "30 days", "the fortnight"; None for what can't be said for sure."""
    match = _SPAN.fullmatch(text)
    if not match or (text.endswith("s") and not match["count"]):
        return None
    count, unit = count_of(match["count"]) if match["count"] else 1, match["unit"]
    if unit == "fortnight":
        return relativedelta(days=_FORTNIGHT * count)
    if unit == "quarter":
        return relativedelta(months=3 * count)
    return relativedelta(**{f"{unit}s": count})  # type: ignore[arg-type]  # days, weeks, months, years


def month_of(name: str, year: Optional[str], on: date, *, is_past: bool = False) -> Period:
    """A month by its name: that of the year, or the next one that is not over, or the last that has begun."""
    number = [month[:3] for month in MONTHS].index(name[:3]) + 1
    if year:
        first = date(int(year), number, 1)
    else:
        later = number < on.month
        first = date(on.year + (0 if is_past else later) - (is_past and number > on.month), number, 1)
    return Period(first, first + relativedelta(months=1, days=-1))


def _calendar(unit: str, which: str, on: date) -> Period:
    step = {"next": 1, "the coming": 1, "the following": 1, "last": -1}.get(which, 0)
    if unit in ("week", "weekend"):
        monday = on - timedelta(days=on.weekday()) + timedelta(days=7 * step)
        return Period(monday + timedelta(days=5 if unit == "weekend" else 0), monday + timedelta(days=6))
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = on.replace(month=(on.month - 1) // months * months + 1, day=1) + relativedelta(
        months=months * step
    )
    return Period(first, first + relativedelta(months=months, days=-1))


def _financial_quarter(number: int, on: date) -> Period:
    """The next one of this number that is not over."""
    first = date(on.year, 1, 1) if number == 4 else date(on.year, 1 + 3 * number, 1)  # noqa: PLR2004 - the fourth is from January
    last = first + relativedelta(months=3, days=-1)
    years = 1 if last < on else 0
    return Period(first + relativedelta(years=years), last + relativedelta(years=years))
