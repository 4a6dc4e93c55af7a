"""Reading a CSV file row by row, so that its size costs time and not memory."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

from bot.casework.intake.encoding import encoding_of
from bot.casework.intake.faults import IntakeError

_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Layout:
    """How one file is written: its encoding, delimiter and heading."""

    path: Path
    encoding: str
    delimiter: str
    heading: tuple[str, ...]


def layout_of(path: Path) -> Layout:
    """Look at a file. Raises FileNotFoundError, or IntakeError if it has no usable heading."""
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}; check the name")
    encoding = encoding_of(path)
    first = _first_line(path, encoding)
    delimiter = max(_DELIMITERS, key=lambda mark: len(_cells(first, mark)))
    heading = tuple(cell.strip() for cell in _cells(first, delimiter))
    twice = {name for name in heading if name and heading.count(name) > 1}
    if twice:
        raise IntakeError(
            f"{path.name}: column {min(twice)!r} stands twice in the heading; rename or remove one"
        )
    return Layout(path, encoding, delimiter, heading)


def rows_of(layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """The line each row begins on, and its cells. Raises IntakeError where reading can't go on."""
    with layout.path.open(encoding=layout.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=layout.delimiter)
        try:
            next(reader)
            yield from _numbered(reader)
        except (csv.Error, UnicodeDecodeError) as error:
            # Neither error's own text is passed on: it may hold what the file says about a person.
            raise IntakeError(
                f"{layout.path.name}: can't be read after line {reader.line_num}; look for an unclosed quote or an odd"
                " letter there, or save the file as UTF-8"
            ) from error


def _numbered(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    line = 2
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1  # type: ignore[attr-defined]  # a cell may go over several lines


def _first_line(path: Path, encoding: str) -> str:
    try:
        with path.open(encoding=encoding, newline="") as file:
            line = file.readline(1 << 16)
    except UnicodeDecodeError as error:
        raise IntakeError(f"{path.name}: its heading can't be read; save it as UTF-8") from error
    if not line.strip():
        raise IntakeError(f"{path.name}: is empty; its first line must name the columns")
    return line


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter))
