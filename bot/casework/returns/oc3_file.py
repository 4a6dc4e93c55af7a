"""A care leavers table (OC3) as councils keep it: columns in any order, others beside them, dates in any usual form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator, Optional

from bot.casework.intake.dates import DateColumn, to_date
from bot.casework.intake.faults import CellError, IntakeError
from bot.casework.intake.heading import Layout, half_line, layout_of, missing_column, no_rows, notes_on
from bot.casework.intake.missing_words import is_no_date, stands_for_nothing
from bot.casework.intake.row_reading import rows_of
from bot.casework.intake.unseen import visible
from bot.casework.returns.oc3_checks import COLUMNS, DAY, Finding, OC3Row

_YEAR = "YEAR"
_DOB = COLUMNS.index("DOB")
_YEARS = re.compile(r"(?:20)?(\d{2})(?:[-/ ]?(?:20)?(\d{2}))?(?:\.0+)?", re.ASCII)
_ROUNDED = re.compile(r"\d(?:\.\d+)?[Ee]\+\d+", re.ASCII)


@dataclass
class OC3File:
    """What a file says: each row with its line, what was found on the way, and what is unlike the plain form."""

    rows: list[tuple[int, OC3Row]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_table(path: Path, year: int) -> OC3File:
    """Read the table of the year that ends in `year`.

    Raises FileNotFoundError, or IntakeError that names what is unlike a table and the fix.
    """
    layout = layout_of(path, COLUMNS, COLUMNS)
    places = [_place(layout, name) for name in COLUMNS]
    shape, of_year = _shape(layout, places[_DOB]), layout.place(_YEAR)
    made, line = OC3File(notes=_notes(layout, places)), 0
    for line, cells in rows_of(layout):
        wrong = layout.uneven(cells)
        if wrong:
            made.findings.append(Finding(line, "", "", *wrong))
            continue
        made.findings.extend(_of_another_year(line, cells, of_year, year))
        texts = [visible(cells[place]) for place in places]
        made.findings.extend(_unreadable(line, texts, shape))
        made.rows.append((line, OC3Row(texts[0], _day(texts[1], shape), *map(_code, texts[2:]))))
    made.notes.extend(no_rows(layout, line))
    if line and layout.is_open:
        reason, fix, done = half_line()
        made.findings.append(Finding(line, "", "", reason, fix, done))
    return made


def _place(layout: Layout, name: str) -> int:
    place = layout.place(name)
    if place is None:
        raise missing_column(
            layout, name, f"the table needs {','.join(COLUMNS)}, in any order; add it or correct its name"
        )
    return place


def _notes(layout: Layout, places: list[int]) -> list[str]:
    notes = list(notes_on(layout, (*COLUMNS, _YEAR)))
    if places != sorted(places):
        notes.append(f"{layout.path.name}: the columns come in another order than {','.join(COLUMNS)}")
    return notes


def _shape(layout: Layout, place: int) -> str:
    column = DateColumn(COLUMNS[_DOB])
    for line, cells in rows_of(layout):
        if place < len(cells) and not is_no_date(text := visible(cells[place])):
            column.see(line, text)
    try:
        return column.shape()
    except IntakeError as error:
        raise IntakeError(f"{layout.path.name}: {error}") from None


def _day(text: str, shape: str) -> str:
    """As the return writes days; what is none stays as it is, for the checks to find."""
    try:
        return "" if is_no_date(text) else to_date(text, shape).strftime(DAY)
    except CellError:
        return text


def _code(text: str) -> str:
    return "" if stands_for_nothing(text) else text.upper()


def _unreadable(line: int, texts: list[str], shape: str) -> Iterator[Finding]:
    if _ROUNDED.fullmatch(texts[0]):
        yield Finding(
            line,
            COLUMNS[0],
            "",
            "was rounded by a spreadsheet",
            "format the column as text and fill it in again",
        )
    if not texts[_DOB]:
        return
    if is_no_date(texts[_DOB]):
        yield Finding(line, "DOB", "", "only stands for a day that is not known", "give the birth date")
        return
    try:
        to_date(texts[_DOB], shape)
    except CellError as error:
        yield Finding(line, "DOB", "", error.reason, error.fix)


def _of_another_year(line: int, cells: list[str], place: Optional[int], year: int) -> Iterator[Finding]:
    """A file may carry rows of several years; those of another one must not be taken for this one's."""
    text = "" if place is None else cells[place].strip()
    found = _YEARS.fullmatch(text) if text else None
    if text and not found:
        yield Finding(line, _YEAR, "", "is no year", f"write {year}, or take the column out")
    if found and int(found[2] or found[1]) != year % 100:
        yield Finding(
            line, _YEAR, "", f"is another year than {year}", "leave the row out, or give its year as --year"
        )
