"""How a column writes its dates: found out once for the whole column, never guessed cell by cell."""

from __future__ import annotations

import re
from datetime import date
from typing import Optional

from bot.casework.intake.faults import CellError, IntakeError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MIDNIGHT = r"(?:[ T]00:00(?::00(?:\.0+)?)?)?"  # databases often export a day as its first moment
_SHAPES = {
    "dd/mm/yyyy": re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})" + _MIDNIGHT, re.ASCII),
    "yyyy-mm-dd": re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})" + _MIDNIGHT, re.ASCII),
    "dd-Mon-yyyy": re.compile(
        r"(?P<day>\d{1,2})-(?P<month>[A-Za-z]{3})-(?P<year>\d{4})" + _MIDNIGHT, re.ASCII
    ),
}
SHAPES = tuple(_SHAPES)
_LAST_MONTH = 12


def shape_of(text: str) -> Optional[str]:
    """Which of SHAPES a text has, or None."""
    return next((name for name, shape in _SHAPES.items() if shape.fullmatch(text)), None)


def to_date(text: str, shape: str) -> date:
    """The date. Raises CellError if it has another shape or there is no such day."""
    found = _SHAPES[shape].fullmatch(text)
    if found is None:
        raise CellError("is not a date", f"write it as {shape}, like the rest of the column")
    try:
        return date(int(found["year"]), _month(found["month"]), int(found["day"]))
    except ValueError as error:
        raise CellError("is a day that does not exist", f"correct it, as {shape}") from error


class DateColumn:
    """Sees every cell of a column, then says which shape it has."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._first: dict[str, int] = {}
        self._american: Optional[int] = None

    def see(self, line: int, text: str) -> None:
        """Note one cell that is not empty."""
        shape = shape_of(text)
        if shape is None:
            return
        self._first.setdefault(shape, line)
        if shape == SHAPES[0] and self._american is None and int(text.split("/")[1]) > _LAST_MONTH:
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


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTHS.index(text.lower()) + 1
