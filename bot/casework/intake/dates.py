"""How a column writes its dates: found out once for the whole column, never guessed cell by cell.

The one reader of dates for every file that comes in: people, plans, contacts and the yearly return.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Match, Optional

from bot.casework.intake.faults import CellError, IntakeError

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
_TIME = r"(?:(?: |T|, )(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?) ?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"


def _shape(text: str) -> re.Pattern[str]:
    numbers = {"dd": r"(?P<day>\d{1,2})", "mm": r"(?P<month>\d{1,2})", "yyyy": r"(?P<year>\d{4})"}
    for name, number in numbers.items():
        text = text.replace(name, number)
    return re.compile(text + _TIME, re.ASCII)


_SHAPES = {
    "dd/mm/yyyy": _shape("dd/mm/yyyy"),
    "yyyy-mm-dd": _shape("yyyy-mm-dd"),
    "dd-Mon-yyyy": _shape(r"dd[- ](?P<name>[A-Za-z]{3,9})[- ,]+yyyy"),
    "dd-mm-yyyy": _shape("dd-mm-yyyy"),
    "dd.mm.yyyy": _shape(r"dd\.mm\.yyyy"),
    "yyyy/mm/dd": _shape("yyyy/mm/dd"),
    "yyyymmdd": _shape(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"),
}
SHAPES = tuple(_SHAPES)
_DAY_FIRST = ("dd/mm/yyyy", "dd-mm-yyyy", "dd.mm.yyyy")
_MIDNIGHT = re.compile(r"0?0:00(?::00(?:[.,]0+)?)?|12:00(?::00)? ?[Aa][Mm]", re.ASCII)
_OURS = (
    None,
    "Z",
    "+00:00",
    "+0000",
    "+01:00",
    "+0100",
)  # by any of these, midnight is the same day in England
_LAST_MONTH = 12
_EARLIEST, _LATEST = 1902, 2098  # programs write years beyond them for "no date"
_EPOCH = (1970, 1, 1)  # as they write this day
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_KEPT = 1 << 14  # cells; most columns have few days, again and again


@lru_cache(maxsize=_KEPT)
def shape_of(text: str) -> Optional[str]:
    """Which of SHAPES a text has, or None."""
    return next((name for name, shape in _SHAPES.items() if shape.fullmatch(text)), None)


@lru_cache(maxsize=_KEPT)
def is_placeholder(text: str) -> bool:
    """Whether it is a day that programs write for "no date": before 1902, after 2098, or 1 January 1970."""
    shape = shape_of(text)
    found = _SHAPES[shape].fullmatch(text) if shape else None
    if found is None:
        return False
    year = int(found["year"])
    return not _EARLIEST <= year <= _LATEST or (year, _month(found), int(found["day"])) == _EPOCH


@lru_cache(maxsize=_KEPT)
def to_date(text: str, shape: str, *, may_have_time: bool = False) -> date:
    """The date. Raises CellError if it has another shape, there is no such day, or a time of day leaves the day open."""
    found = _SHAPES[shape].fullmatch(text)
    if found is None:
        raise CellError(*_no_date(text, shape))
    _check_time(found, shape, may_have_time=may_have_time)
    try:
        return date(int(found["year"]), _month(found), int(found["day"]))
    except ValueError as error:
        raise CellError("is a day that does not exist", f"correct it, as {shape}") from error


class DateColumn:
    """Sees every cell of a column, then says which shape it has."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._first: dict[str, int] = {}
        self._american: Optional[int] = None

    def see(self, line: int, text: str) -> None:
        """Note one cell that is not empty. What only stands for "no date" says nothing about the column."""
        shape = shape_of(text)
        if shape is None or is_placeholder(text):
            return
        self._first.setdefault(shape, line)
        if self._american is None and shape in _DAY_FIRST and _is_american(text, shape):
            self._american = line

    def shape(self) -> str:
        """The shape. Raises IntakeError if the column mixes several, or days and months."""
        if self._american is not None:
            raise IntakeError(
                f"column {self._name!r}: line {self._american} has a month above 12, so days and months may be"
                " swapped in every row; export it as dd/mm/yyyy or yyyy-mm-dd"
            )
        if len(self._first) > 1:
            seen = " and ".join(f"{shape} (line {line})" for shape, line in self._first.items())
            raise IntakeError(f"column {self._name!r} mixes {seen}; export it in one way")
        return next(iter(self._first), SHAPES[1])


def _is_american(text: str, shape: str) -> bool:
    found = _SHAPES[shape].fullmatch(text)
    return found is not None and int(found["month"]) > _LAST_MONTH


def _no_date(text: str, shape: str) -> tuple[str, str]:
    if _SHORT_YEAR.fullmatch(text):
        return "has a year of two digits", f"write all four, as {shape}"
    if _SERIAL.fullmatch(text):
        return "is a spreadsheet's number of a day", "format the column as a date and export it again"
    return "is not a date", f"write it as {shape}, like the rest of the column"


def _check_time(found: Match[str], shape: str, *, may_have_time: bool) -> None:
    clock, zone = found["clock"], found["zone"]
    if clock is None or (_MIDNIGHT.fullmatch(clock) and zone in _OURS) or (may_have_time and zone is None):
        return
    raise CellError(
        "has a time of day, by which it may be the day before or after", f"export the day alone, as {shape}"
    )


def _month(found: Match[str]) -> int:
    """Raises ValueError for a word that is no month."""
    parts = found.groupdict()
    if "name" not in parts:
        return int(parts["month"])
    written = parts["name"].lower()
    return 1 + next(
        (number for number, month in enumerate(_MONTHS) if month.startswith(written[:3])), _LAST_MONTH
    )
