"""Which days a request asks for: from words such as "before christmas", "within a fortnight", "in january", "the next 30 days".

Days are read by `dateparser`, day before month; ranges are our own. What is not sure ("end of term", "half term") is left out.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Callable, Match, Optional, Pattern, Sequence, Tuple

from dateutil.relativedelta import relativedelta

from bot.advising.requests.day_words import COUNT, DAY, MONTH, MONTHS, day_at
from bot.advising.requests.ordinal_words import PART, in_figures, part_of_month, with_month_of_other
from bot.advising.requests.period_words import AHEAD, BACK, NAMED, Period, named_period, span_of

_ONE = timedelta(days=1)
Way = Callable[[Match[str], date, bool], Optional[Period]]


def days_in(plain: str, on: date, *, is_past: bool = False) -> Tuple[Optional[Period], str]:
    """The days that a request in plain words asks for, and the request without them. `is_past` turns "friday" into the last one."""
    plain = in_figures(plain)
    for pattern, way in _WAYS:
        for match in pattern.finditer(plain):
            found = way(match, on, is_past)
            if found:
                return found, f"{plain[: match.start()].rstrip()} {plain[match.end() :].lstrip()}".strip()
    return None, plain


def _between(match: Match[str], on: date, is_past: bool) -> Optional[Period]:
    first, last = with_month_of_other(
        match["a"],
        match["b"],
        _anchored(match["a"], on, is_past),
        _anchored(match["b"], on, is_past),
    )
    if not (first and last and first.first and last.last):
        return None
    until = last.last + (
        7 * _ONE if last.last < first.first else 0 * _ONE
    )  # "from monday to friday", said on a wednesday
    return Period(first.first, until) if first.first <= until else None


def _between_bare(match: Match[str], on: date, is_past: bool) -> Optional[Period]:
    """ "Between 1 and 12 march": both of that month."""
    last = _anchored(match["b"], on, is_past)
    if last is None or last.first is None or not 1 <= int(match["a"]) <= last.first.day:
        return None
    return Period(last.first.replace(day=int(match["a"])), last.last)


def _until(match: Match[str], on: date, is_past: bool) -> Optional[Period]:
    anchor = _anchored(match["x"], on, False)
    if anchor is None or anchor.first is None or anchor.last is None:
        return None
    if match["end"]:
        return Period(on, anchor.last)
    is_strict = match["until"] in ("before", "ahead of")
    last = anchor.first - _ONE if is_strict else anchor.last if _is_calendar(match["x"]) else anchor.first
    return Period(on, last) if last >= on else None


def _is_calendar(text: str) -> bool:
    return text.rsplit(maxsplit=1)[-1] in ("week", "quarter", "year", "weekend") or text.endswith(
        ("this month", "next month")
    )


def _since(match: Match[str], on: date, is_past: bool) -> Optional[Period]:
    anchor = _anchored(match["x"], on, match["since"] == "since" or is_past)
    if anchor is None:
        return None
    first = anchor.last + _ONE if match["since"] == "after" and anchor.last else anchor.first
    return Period(first, on if match["since"] == "since" else None)


def _ahead(match: Match[str], on: date, is_past: bool) -> Optional[Period]:
    words = match["ahead"] or match["within"] or match["in"]
    whole = (
        named_period(f"next {words}", on) if match["ahead"] and "the" not in match.group().split() else None
    )
    if whole:
        return whole
    span = span_of(words)
    return Period(on, on + span) if span else None


def _ahead_from(match: Match[str], on: date, is_past: bool) -> Optional[Period]:
    """ "The whole three weeks from today"."""
    span = span_of(match["ahead"])
    return Period(on, on + span) if span else None


def _back(match: Match[str], on: date, is_past: bool) -> Optional[Period]:
    span = span_of(match["back"])
    return Period(on - span, on) if span else None


def _week_of(match: Match[str], on: date, is_past: bool) -> Optional[Period]:
    return part_of_month(match["part"], named_period(match["month"], on, is_past=is_past))


def _end_of(match: Match[str], on: date, is_past: bool) -> Optional[Period]:
    anchor = _anchored(match["x"], on, is_past)
    return Period(anchor.last, anchor.last) if anchor else None


def _rest_of(match: Match[str], on: date, is_past: bool) -> Optional[Period]:
    if match["x"] == "financial year":
        return _year_end(match, on, is_past)
    anchor = named_period(match["x"], on)
    return Period(on, anchor.last) if anchor else None


def _from_now(match: Match[str], on: date, is_past: bool) -> Optional[Period]:
    anchor = _anchored(match["x"], on, False)
    return Period(on, anchor.last) if anchor and anchor.last and anchor.last >= on else None


def _new_year(match: Match[str], on: date, is_past: bool) -> Period:
    return Period(date(on.year + 1, 1, 1), None)


def _year_end(match: Match[str], on: date, is_past: bool) -> Period:
    """Of the financial year."""
    last = date(on.year, 3, 31)
    return Period(on, last if last >= on else last + relativedelta(years=1))


def _over(match: Match[str], on: date, is_past: bool) -> Optional[Period]:
    return _anchored(match["x"], on, is_past)


def _anchored(text: str, on: date, is_past: bool) -> Optional[Period]:
    """The days of one expression, a day or a whole period."""
    day = day_at(text, on, is_past=is_past)
    return Period(day, day) if day else named_period(text, on, is_past=is_past)


def _an(name: str) -> str:
    return rf"(?:the )?(?P<{name}>{DAY}|{NAMED})\b"


_WAYS: Sequence[Tuple[Pattern[str], Way]] = tuple(
    (re.compile(pattern), way)
    for pattern, way in (
        (
            rf"\b(?:for |over |in )?(?:the )?(?:whole |full |next )?(?P<ahead>{COUNT} (?:day|week|month|fortnight)s?) (?:from|starting(?: from)?|beginning) (?:now|today)\b",
            _ahead_from,
        ),
        (
            rf"(?<!\w)(?:from |between )?(?P<a>{MONTH}) ?(?:to|until|till|through to|through|and|-) ?(?:the )?(?:end of )?(?P<b>{MONTH}(?: 20\d\d)?)(?!\w)(?! \d)",
            _between,
        ),
        (rf"\b(?:in |for |during |over |by )?(?P<x>{MONTH} (?:this|next|last) year)\b", _over),
        (
            rf"\b(?:in |for |during |over )?(?:the )?(?P<part>{PART}) (?:of|in) (?P<month>{MONTH}(?: 20\d\d)?|next month|this month)\b",
            _week_of,
        ),
        (
            rf"\b(?:between|from) (?:the )?(?P<a>\d{{1,2}}) (?:and|to|until|till|-) (?:the )?(?P<b>\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{MONTH}(?: 20\d\d)?)\b",
            _between_bare,
        ),
        (rf"\b(?:between|from) {_an('a')} (?:and|to|until|till|-|through to) {_an('b')}", _between),
        (rf"(?<!\w)(?P<a>{DAY}) ?(?:to|until|till|-|through to) ?(?P<b>{DAY})(?!\w)", _between),
        (
            r"\b(?:for |over |in |during |through )?(?:the |what is left of )?(?:(?:rest|remainder) of )(?:the |this |my )?(?:current )?(?P<x>week|month|quarter|financial year|year)\b",
            _rest_of,
        ),
        (
            rf"\b(?:(?:between|from) )?(?:now|today) (?:and|to|until|till|up to|through to) (?:the )?(?:end of )?{_an('x')}",
            _from_now,
        ),
        (rf"\b(?:on )?{_an('x')} (?:at the (?:very )?latest|or (?:sooner|earlier|before))\b", _from_now),
        (
            r"\b(?:by|before|until|till|up to) (?:the )?(?:end of the )?financial year(?: end)?\b|\b(?:by|before) year end\b",
            _year_end,
        ),
        (
            rf"\b(?P<until>before|by|until|till|up to|no later than|ahead of) (?:the )?(?P<end>end of )?{_an('x')}",
            _until,
        ),
        (rf"\b(?P<since>after|since|from|starting|as of) {_an('x')}", _since),
        (r"\b(?:in|into|during) the new year\b", _new_year),
        (rf"\b(?:{AHEAD})\b", _ahead),
        (rf"\b{BACK}\b", _back),
        (rf"\b(?:at )?(?:the )?end of (?:the )?(?P<x>{NAMED})\b", _end_of),
        (rf"\b(?:on |to |for |in |at |over |during |throughout )?(?:the )?(?P<x>{DAY})(?!\w)", _over),
        (rf"\b(?:in|during|for|throughout|over|about|and) (?P<x>{NAMED})\b", _over),
        (
            r"\b(?P<x>(?:this|next|last|the coming|the following) (?:week|month|quarter|year|weekend)|q[1-4])\b",
            _over,
        ),
        (
            rf"\b(?P<x>(?!may\b|march\b|mar\b){MONTH}(?: 20\d\d| (?:this|next|last) year)?|(?:may|march|mar) (?:this|next|last) year|(?<=\bbut )(?:may|march)(?= *$))\b",
            _over,
        ),  # what is a word too needs "in" before it
    )
)


_DATED = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{MONTH})\b|\b(?P<other_month>{MONTH}) (?:the )?(?P<other_day>\d{{1,2}})(?:st|nd|rd|th)\b"
)


def no_such_day(plain: str) -> str:
    """A day that is in no calendar, as "31 November"; empty where none is said."""
    for match in _DATED.finditer(in_figures(plain)):
        number = int(match["day"] or match["other_day"])
        name = next(name for name in MONTHS if name.startswith((match["month"] or match["other_month"])[:3]))
        if not 1 <= number <= _LONGEST[name]:
            return f"{number} {name.capitalize()}"
    return ""


_LONGEST = {name: calendar.monthrange(2024, number)[1] for number, name in enumerate(MONTHS, start=1)}
