"""The fields of the three files: what a cell may hold and how it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Optional

from bot.casework.intake.dates import to_date
from bot.casework.intake.faults import CellError
from bot.casework.intake.missing_words import is_no_date, stands_for_nothing
from bot.casework.intake.unseen import visible

_YES_NO = {
    "yes": True,
    "y": True,
    "true": True,
    "1": True,
    "no": False,
    "n": False,
    "false": False,
    "0": False,
}
_ROUNDED = re.compile(r"\d(?:\.\d+)?[Ee]\+\d+", re.ASCII)


@dataclass(frozen=True)
class Field:
    """A column: `kind` is text, date, yes_no or code; `most` is in characters.

    `empty_is` is what the record says for an empty cell.
    """

    name: str
    kind: str = "text"
    is_required: bool = False  # the column must be there
    may_be_empty: bool = True
    may_be_ahead: bool = False  # a date after today
    may_have_time: bool = False  # a date with a time of day
    codes: tuple[str, ...] = ()
    most: int = 200
    empty_is: str = "empty"

    def read(self, cell: str, shape: Optional[str], on: date) -> Any:
        """The cell's value; None if it is empty. Raises CellError, which says so if the cell is taken as empty."""
        seen = visible(cell)
        if not seen:
            return self._empty()
        text = cell.strip() if self.kind == "text" else seen
        if (is_no_date if self.kind == "date" else stands_for_nothing)(text):
            raise self.missing("only stands for something that is not known", "give the real value")
        if self.kind == "date":
            return self._date(text, shape or "yyyy-mm-dd", on)
        return {"yes_no": _yes_no, "code": self._code}.get(self.kind, self._text)(text)

    def missing(self, reason: str, fix: str) -> CellError:
        """The error of a cell whose content is none: taken as empty, if it may be empty."""
        if not self.may_be_empty:
            return CellError(reason, fix)
        return CellError(reason, f"{fix}, or leave it empty", done=f"taken as {self.empty_is}")

    def _empty(self) -> None:
        if not self.may_be_empty:
            raise CellError("is empty", "fill it in")

    def _date(self, text: str, shape: str, on: date) -> date:
        found = to_date(text, shape, may_have_time=self.may_have_time)
        if found > on and not self.may_be_ahead:
            raise CellError("lies in the future", "correct the date")
        return found

    def _code(self, text: str) -> str:
        found = text.lower().replace(" ", "_")
        if found not in self.codes:
            listed = ", ".join(self.codes)
            raise CellError(
                "is not a value that we know", f"use one of {listed}, or translate it in the mapping"
            )
        return found

    def _text(self, text: str) -> str:
        if len(text) > self.most:
            raise CellError(f"is longer than {self.most} characters", "shorten it")
        if _ROUNDED.fullmatch(text):
            raise CellError(
                "was rounded by a spreadsheet", "format the column as text there and fill it in again"
            )
        return text


def _yes_no(text: str) -> bool:
    if text.lower() not in _YES_NO:
        raise CellError("is neither yes nor no", "write yes or no, or translate it in the mapping")
    return _YES_NO[text.lower()]
