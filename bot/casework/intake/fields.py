"""The fields of the three files: what a cell may hold and how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Optional

from bot.casework.intake.dates import to_date
from bot.casework.intake.faults import CellError

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


@dataclass(frozen=True)
class Field:
    """A column: `kind` is text, date, yes_no or code; `most` is in characters."""

    name: str
    kind: str = "text"
    is_required: bool = False  # the column must be there
    may_be_empty: bool = True
    may_be_ahead: bool = False  # a date after today
    codes: tuple[str, ...] = ()
    most: int = 200

    def read(self, cell: str, shape: Optional[str], on: date) -> Any:
        """The cell's value; None if it is empty. Raises CellError."""
        text = cell.strip()
        if not text:
            return self._empty()
        if self.kind == "date":
            return self._date(text, shape or "yyyy-mm-dd", on)
        return {"yes_no": _yes_no, "code": self._code}.get(self.kind, self._text)(text)

    def _empty(self) -> None:
        if not self.may_be_empty:
            raise CellError("is empty", "fill it in")

    def _date(self, text: str, shape: str, on: date) -> date:
        found = to_date(text, shape)
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
        return text


def _yes_no(text: str) -> bool:
    if text.lower() not in _YES_NO:
        raise CellError("is neither yes nor no", "write yes or no, or translate it in the mapping")
    return _YES_NO[text.lower()]
