"""What is wrong with a file or a row. A cell's content is never quoted: it may be about a person."""

from __future__ import annotations

from dataclasses import dataclass


class IntakeError(RuntimeError):
    """A whole file can't be taken in. The message names the file or column and the fix."""


class CellError(ValueError):
    """One cell can't be taken in."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fix = fix


@dataclass(frozen=True)
class Fault:
    """What is wrong in a row: the line it begins on (the heading is line 1), the field, why, and what to do."""

    line: int
    field: str
    reason: str
    fix: str

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", {self.field}" if self.field else "")
        return f"{where}: {self.reason}. {self.fix}."
