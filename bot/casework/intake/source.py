"""One file as it is to be read: which columns and words stand for which of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Iterator, Mapping, Optional

from bot.casework.intake.dates import DateColumn
from bot.casework.intake.faults import CellError, Fault, IntakeError
from bot.casework.intake.fields import Field
from bot.casework.intake.reading import Layout, layout_of, rows_of


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
    """A row that could be read: the line it begins on, and its values by our field names."""

    line: int
    values: dict[str, Any]


class Rows:
    """The rows of a source. Making it looks through the file once. Raises IntakeError."""

    def __init__(self, source: Source, fields: tuple[Field, ...], on: date) -> None:
        self._source = source
        self._on = on
        self._layout = layout_of(source.path)
        self._places = _places(source, fields, self._layout)
        self._words = {name: _folded(words) for name, words in source.values.items()}
        self.total, self._shapes = self._look_through()

    @property
    def present(self) -> tuple[str, ...]:
        """Our names of the columns that the file has."""
        return tuple(wanted.name for wanted, _ in self._places)

    def __iter__(self) -> Iterator[tuple[Optional[Row], list[Fault]]]:
        """Each row, or what is wrong with it."""
        for line, cells in rows_of(self._layout):
            yield self._read(line, cells)

    def _read(self, line: int, cells: list[str]) -> tuple[Optional[Row], list[Fault]]:
        fault = self._uneven(line, cells)
        if fault:
            return None, [fault]
        values, faults = {}, []
        for wanted, place in self._places:
            try:
                values[wanted.name] = wanted.read(
                    self._ours(wanted.name, cells[place]), self._shapes.get(wanted.name), self._on
                )
            except CellError as error:  # noqa: PERF203 - each cell is wrong by itself
                faults.append(Fault(line, wanted.name, error.reason, error.fix))
        return (None, faults) if faults else (Row(line, values), [])

    def _ours(self, name: str, cell: str) -> str:
        words = self._words.get(name)
        return words.get(cell.strip().casefold(), cell) if words else cell

    def _uneven(self, line: int, cells: list[str]) -> Optional[Fault]:
        wide = len(self._layout.heading)
        if len(cells) == wide or (len(cells) > wide and not any(cells[wide:])):
            return None
        return Fault(
            line,
            "",
            f"has {len(cells)} cells where the heading has {wide}",
            "look for a missing quote or delimiter",
        )

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
                if place < len(cells):
                    column.see(line, cells[place].strip())
        try:
            return total, {name: column.shape() for name, (_, column) in columns.items()}
        except IntakeError as error:
            raise IntakeError(f"{self._source.path.name}: {error}") from None


def _places(source: Source, fields: tuple[Field, ...], layout: Layout) -> list[tuple[Field, int]]:
    """Where each of our fields stands. Raises IntakeError for one that is required or mapped and not there."""
    heading = {_plain(name): place for place, name in enumerate(layout.heading)}
    found = []
    for wanted in fields:
        theirs = source.columns.get(wanted.name, wanted.name)
        place = heading.get(_plain(theirs))
        if place is not None:
            found.append((wanted, place))
        elif wanted.is_required or wanted.name in source.columns:
            raise IntakeError(
                f"{layout.path.name}: there is no column {theirs!r}; add it, or name it in the mapping"
            )
    return found


def _plain(name: str) -> str:
    return name.strip().casefold().replace(" ", "_")


def _folded(words: Mapping[str, str]) -> dict[str, str]:
    return {theirs.strip().casefold(): ours for theirs, ours in words.items()}
