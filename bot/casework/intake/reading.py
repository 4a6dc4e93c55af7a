"""Reading a CSV file row by row, so that its size costs time and not memory."""

from __future__ import annotations

import csv
from itertools import islice
from typing import Iterator

from bot.casework.intake.faults import IntakeError
from bot.casework.intake.heading import Layout


def rows_of(layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """The line each row begins on, and its cells. Raises IntakeError where reading can't go on."""
    with layout.path.open(encoding=layout.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=layout.delimiter)
        try:
            for _ in islice(reader, layout.records_before):
                pass
            yield from _numbered(reader)
        except (csv.Error, UnicodeDecodeError) as error:
            # Neither error's own text is passed on: it may hold what the file says about a person.
            raise IntakeError(
                f"{layout.path.name}: can't be read after line {reader.line_num}; look for an unclosed quote or an odd"
                " letter there, or save the file as UTF-8"
            ) from error


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    line = reader.line_num + 1  # type: ignore[attr-defined]  # what csv.reader gives is an Iterator and has this
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1  # type: ignore[attr-defined]  # a cell may go over several lines
