"""One file as it is to be read: which columns and words stand for which of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Iterator, Mapping, Optional

from bot.casework.intake.dates import DateColumn
from bot.casework.intake.faults import CellError, Fault, IntakeError
from bot.casework.intake.fields import Field
from bot.casework.intake.heading import Layout, half_line, layout_of, missing_column, no_rows, notes_on
from bot.casework.intake.missing_words import is_no_date
from bot.casework.intake.row_reading import rows_of
from bot.casework.intake.unseen import visible


@dataclass(frozen=True)
class Source:
    """A file, the table it is for, and how its columns (ours to theirs) and words (theirs to ours) translate."""

    path: Path
    table: str
    council: Optional[str] = None
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    advisers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A row: the line it begins on, and its values by our field names; None for what could not be read."""

    line: int
    values: dict[str, Any]


class Rows:
    """The rows of a source. Making it looks through the file once. Raises IntakeError."""

    def __init__(self, source: Source, fields: tuple[Field, ...], on: date) -> None:
        self._source = source
        self._on = on
        self._layout = _layout(source, fields)
        self._places = _places(source, fields, self._layout)
        self._words = {name: _folded(words) for name, words in source.values.items()}
        self.total, self._shapes = self._look_through()

    @property
    def present(self) -> tuple[str, ...]:
        """Our names of the columns that the file has."""
        return tuple(wanted.name for wanted, _ in self._places)

    @property
    def notes(self) -> list[str]:
        """What is unlike the plain form of the file, and was no trouble."""
        used = [self._source.columns.get(name, name) for name in self.present]
        return [*notes_on(self._layout, used), *no_rows(self._layout, self.total)]

    def __iter__(self) -> Iterator[tuple[Row, list[Fault]]]:
        """Each row, and what was found in it."""
        for number, (line, cells) in enumerate(rows_of(self._layout), start=1):
            row, faults = self._read(line, cells)
            if number == self.total and self._layout.is_open:
                faults.append(Fault(line, "", *half_line()))
            yield row, faults

    def _read(self, line: int, cells: list[str]) -> tuple[Row, list[Fault]]:
        wrong = self._layout.uneven(cells)
        if wrong:
            return Row(line, {}), [Fault(line, "", *wrong)]
        values: dict[str, Any] = {}
        faults = []
        for wanted, place in self._places:
            try:
                values[wanted.name] = wanted.read(
                    self._ours(wanted.name, cells[place]), self._shapes.get(wanted.name), self._on
                )
            except CellError as error:  # noqa: PERF203 - each cell is wrong by itself
                values[wanted.name] = None
                faults.append(Fault(line, wanted.name, error.reason, error.fix, error.done))
        return Row(line, values), faults

    def _ours(self, name: str, cell: str) -> str:
        words = self._words.get(name)
        return words.get(cell.strip().casefold(), cell) if words else cell

    def _look_through(self) -> tuple[int, dict[str, str]]:
        heading = self._layout.heading
        columns = {
            wanted.name: (place, DateColumn(heading[place]))
            for wanted, place in self._places
            if wanted.kind == "date"
        }
        total = 0
        for line, cells in rows_of(self._layout):
            total += 1
            for place, column in columns.values():
                if place < len(cells) and not is_no_date(text := visible(cells[place])):
                    column.see(line, text)
        try:
            return total, {name: column.shape() for name, (_, column) in columns.items()}
        except IntakeError as error:
            raise IntakeError(f"{self._source.path.name}: {error}") from None


def _layout(source: Source, fields: tuple[Field, ...]) -> Layout:
    theirs = {wanted: source.columns.get(wanted.name, wanted.name) for wanted in fields}
    needed = [name for wanted, name in theirs.items() if wanted.is_required or wanted.name in source.columns]
    return layout_of(source.path, list(theirs.values()), needed)


def _places(source: Source, fields: tuple[Field, ...], layout: Layout) -> list[tuple[Field, int]]:
    """Where each of our fields stands. Raises IntakeError for one that is required or mapped and not there."""
    found = []
    for wanted in fields:
        theirs = source.columns.get(wanted.name, wanted.name)
        place = layout.place(theirs)
        if place is not None:
            found.append((wanted, place))
        elif wanted.is_required or wanted.name in source.columns:
            raise missing_column(layout, theirs, "add it, or name it in the mapping")
    return found


def _folded(words: Mapping[str, str]) -> dict[str, str]:
    return {theirs.strip().casefold(): ours for theirs, ours in words.items()}
