"""The bank holidays of England, by the rules that hold every year; single days that are proclaimed besides are not known here.

Banking and Financial Dealings Act 1971, schedule 1, and the days that are proclaimed each year: New Year's Day and the first Monday
in May. Good Friday and Christmas Day are common law holidays. A day that falls on a weekend is kept on the next working day.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Iterable

from dateutil.easter import easter

_MONDAY, _SATURDAY = 0, 5
_DAY = timedelta(days=1)


def bank_holidays(year: int) -> frozenset[date]:
    """Those of a year in England."""
    christmas = [date(year, 12, 25), date(year, 12, 26)]
    fixed = _kept(christmas) | _kept([date(year, 1, 1)])
    sunday = easter(year)
    last_in_may, last_in_august = _monday_until(date(year, 5, 31)), _monday_until(date(year, 8, 31))
    early_may = _monday_until(date(year, 5, 7))
    return frozenset({*fixed, sunday - 2 * _DAY, sunday + _DAY, early_may, last_in_may, last_in_august})


def is_working_day(on: date) -> bool:
    """Whether it is neither on a weekend nor a bank holiday."""
    return on.weekday() < _SATURDAY and on not in bank_holidays(on.year)


def working_day_after(on: date) -> date:
    """The next working day behind this one."""
    later = on + _DAY
    return later if is_working_day(later) else working_day_after(later)


def _kept(days: Iterable[date]) -> set[date]:
    """The days on which these are kept: what falls on a weekend, or on one that is kept already, moves on."""
    found: set[date] = set()
    for day in sorted(days, key=lambda one: (one.weekday() >= _SATURDAY, one)):
        kept = day
        while kept.weekday() >= _SATURDAY or kept in found:
            kept += _DAY
        found.add(kept)
    return found


def _monday_until(day: date) -> date:
    """The last Monday that is no later than this day."""
    return day - timedelta(days=(day.weekday() - _MONDAY) % 7)
