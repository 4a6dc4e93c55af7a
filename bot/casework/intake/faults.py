"""What is wrong with a file or a row. A cell's content is never quoted: it may be about a person."""

from __future__ import annotations

from dataclasses import dataclass


class IntakeError(RuntimeError):
    """A whole file can't be taken in. The message names the file or column and the fix."""


class CellError(ValueError):
    """One cell can't be taken in as it is. `done` says what it is taken as; without it, its row is refused."""

    def __init__(self, reason: str, fix: str, done: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.fix = fix
        self.done = done


@dataclass(frozen=True)
class Fault:
    """A finding: the line its row begins on (the first line of the file is 1; 0: of no row), the field, why, and what to do.

    `done` says what was done about it; without it, the row is refused.
    """

    line: int
    field: str
    reason: str
    fix: str
    done: str = ""

    @property
    def refuses(self) -> bool:
        """Whether its row stays out."""
        return not self.done

    def __str__(self) -> str:
        where = ", ".join(filter(None, [f"line {self.line}" if self.line else "", self.field]))
        done = f" {self.done[0].upper()}{self.done[1:]}." if self.done else ""
        return f"{where}: {self.reason}.{done} {self.fix}."
