"""The file of rejected rows: line, field, reason and fix, and nothing of what the row says."""

from __future__ import annotations

import csv
from pathlib import Path
from types import TracebackType
from typing import Any, Optional, Type

from typing_extensions import Self

from bot.casework.intake.faults import Fault

REJECTS = ".rejects.csv"  # what is added to the name of the file
HEADING = ("line", "field", "reason", "fix")


class Rejects:
    """Writes faults as they come; the file is made with the first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._file: Any = None
        self._writer: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        if self._file:
            self._file.close()

    def add(self, fault: Fault) -> None:
        """Write one fault."""
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow(HEADING)
        self._writer.writerow((fault.line, fault.field, fault.reason, fault.fix))
        self.count += 1
