"""Reading a CSV file row by row, so that its size costs time and not memory."""

from __future__ import annotations

import csv
from itertools import islice
from typing import Iterator

from bot.casework.intake.faults import IntakeError
from bot.casework.intake.heading import Layout

_WHY = {
    "field larger": f"has a cell of more than {csv.field_size_limit():,} characters; look for an unclosed quote or shorten it",
    "unexpected end": "opens a quote that is never closed; close it, and look whether the file was cut off",
    "expected after": "has a quote within a cell, or a quote before it is not closed; write a quote within a cell twice",
    "NUL": "holds a byte that no text has (NUL); export the file again",
}


def rows_of(layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """The line each row begins on, and its cells. Raises IntakeError where reading can't go on."""
    with layout.path.open(encoding=layout.encoding, newline="") as file:
        above = csv.reader(file, delimiter=layout.delimiter)
        # Strict: otherwise a quote that is not closed makes one cell of all rows up to the next, and they are lost.
        reader = csv.reader(file, delimiter=layout.delimiter, strict=True)
        line = 1
        try:
            for _ in islice(above, layout.records_before):
                pass
            line = above.line_num + 1
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield line, cells
                line = above.line_num + reader.line_num + 1  # a cell may go over several lines
        except csv.Error as error:
            raise IntakeError(f"{layout.path.name}: line {line} {_why(error)}") from error
        except UnicodeDecodeError as error:
            # Its own text is not passed on: it may hold what the file says about a person.
            raise IntakeError(
                f"{layout.path.name}: from line {line} on it can't be read; look whether it was cut off, or save it as UTF-8"
            ) from error


def _why(error: csv.Error) -> str:
    return next((why for said, why in _WHY.items() if said in str(error)), "can't be read; export it again")
