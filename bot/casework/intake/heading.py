"""Where a file's heading stands, in which order its columns come, and what separates them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from os import SEEK_END
from pathlib import Path
from typing import Collection, Iterator, Optional

from bot.casework.intake.encoding import encoding_of
from bot.casework.intake.faults import IntakeError
from bot.casework.intake.kind_of_file import require_csv

_DELIMITERS = ",;\t|"
_LOOKED_AT = 30  # records; a title, a date and some blank rows may stand above the heading
_BLANK = 4096  # bytes
_TAIL = 64  # bytes
_NO_LETTERS = re.compile(r"\W+")


@dataclass(frozen=True)
class Layout:
    """How one file is written. `records_before` is how many records stand before the first row, the heading with them.

    `line` is where the heading stands; `heading` has the names as written, and "" for a column without one.
    """

    path: Path
    encoding: str
    delimiter: str
    heading: tuple[str, ...]
    records_before: int
    line: int

    @cached_property
    def width(self) -> int:
        """How many cells a row must have: columns without a name at the end are a spreadsheet's."""
        return max((place + 1 for place, name in enumerate(self.heading) if name), default=0)

    @cached_property
    def is_open(self) -> bool:
        """Whether the last line has no end: it may be half a line, and nobody can tell."""
        with self.path.open("rb") as file:
            file.seek(-min(_TAIL, self.path.stat().st_size), SEEK_END)
            return not file.read().rstrip(b"\0 \t\x1a").endswith((b"\n", b"\r"))

    def place(self, name: str) -> Optional[int]:
        """Where the column of that name stands, however it is spelt. Raises IntakeError if it stands twice."""
        found = [place for place, theirs in enumerate(self.heading) if plain(theirs) == plain(name)]
        if len(found) > 1:
            raise IntakeError(
                f"{self.path.name}: column {name!r} stands twice in the heading; rename or remove one"
            )
        return found[0] if found else None

    def uneven(self, cells: list[str]) -> Optional[tuple[str, str]]:
        """What is wrong with the number of cells in a row, and what to do; None if nothing is."""
        wide = self.width
        if len(cells) == wide or (len(cells) > wide and not any(cell.strip() for cell in cells[wide:])):
            return None
        return f"has {len(cells)} cells where the heading has {wide}", "look for a missing quote or delimiter"


def layout_of(path: Path, known: Collection[str], needed: Collection[str]) -> Layout:
    """Look at a file for the line that names `known` columns, of which `needed` are indispensable.

    Raises FileNotFoundError, or IntakeError for a file that is no CSV or has no heading of these.
    """
    if path.is_dir():
        raise IntakeError(f"{path.name}: is a folder; name the file in it")
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}; check the name")
    require_csv(path)
    encoding = encoding_of(path)
    wanted, musts = {plain(name) for name in known}, {plain(name) for name in needed}
    seen = [
        (_worth(layout, wanted, musts), -rank, layout)
        for rank, mark in enumerate(_DELIMITERS)
        for layout in _candidates(path, encoding, mark)
    ]
    if not seen and _is_blank(path):
        raise IntakeError(f"{path.name}: is empty; its first line must name the columns")
    if not seen:
        raise IntakeError(
            f"{path.name}: its heading can't be read; look for a quote that is not closed, or a very long line"
        )
    _, _, best = max(seen, key=lambda one: one[:2])
    if not wanted & {plain(name) for name in best.heading}:
        raise IntakeError(
            f"{path.name}: none of its first lines names our columns; add a line with {', '.join(needed)}"
        )
    return best


def missing_column(layout: Layout, name: str, fix: str) -> IntakeError:
    """The error of a column that is not there: which, what the heading has, and what may be meant."""
    near = get_close_matches(plain(name), [plain(theirs) for theirs in layout.heading], 1, 0.75)
    meant = next((theirs for theirs in layout.heading if near and plain(theirs) == near[0]), "")
    hint = f" (is it {meant!r}?)" if meant else ""
    has = ", ".join(theirs for theirs in layout.heading if theirs)
    return IntakeError(
        f"{layout.path.name}: there is no column {name!r}{hint}; line {layout.line} has {has}; {fix}"
    )


def notes_on(layout: Layout, used: Collection[str]) -> Iterator[str]:
    """What is unlike the plain form, and was no trouble: lines above the heading, and columns that are not ours."""
    if layout.line > 1:
        yield f"{layout.path.name}: line {layout.line} is taken as the heading; what stands above is left out"
    ours = {plain(name) for name in used}
    others = [name for name in layout.heading if name and plain(name) not in ours]
    if others:
        yield f"{layout.path.name}: columns that are not ours are left out: {', '.join(others)}"


def no_rows(layout: Layout, total: int) -> Iterator[str]:
    """What is said of a file that has a heading alone: it may be meant, or the export failed."""
    if not total:
        yield f"{layout.path.name}: has a heading and no rows; if it should have some, export it again"


def half_line() -> tuple[str, str, str]:
    """Reason, fix and what was done about the last row of a file whose last line has no end."""
    return (
        "is the last row, and the file has no line end after it: it may be cut off there",
        "look whether the row is whole and the last one; if not, export the file again",
        "taken as it is",
    )


def plain(name: str) -> str:
    """A column's name in one spelling: small letters, and an underscore for whatever is neither letter nor figure."""
    return _NO_LETTERS.sub("_", name.casefold()).strip("_")


def _is_blank(path: Path) -> bool:
    with path.open("rb") as file:
        return not file.read(_BLANK).strip(b" \t\r\n\0\xff\xfe\xef\xbb\xbf")


def _candidates(path: Path, encoding: str, delimiter: str) -> Iterator[Layout]:
    """Each of the first records, as if it were the heading."""
    line = 0
    try:
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.reader(file, delimiter=delimiter)
            for number, cells in enumerate(islice(reader, _LOOKED_AT), start=1):
                heading = tuple(cell.strip("\ufeff \t\r\n\xa0") for cell in cells)
                if any(heading):
                    yield Layout(path, encoding, delimiter, heading, number, line + 1)
                line = reader.line_num
    except csv.Error:
        return  # an unclosed quote, with this delimiter; where it is the right one, reading the rows says so
    except UnicodeDecodeError as error:
        if not line:
            raise IntakeError(f"{path.name}: its heading can't be read; save it as UTF-8") from error
        return  # below it; reading the rows says where


def _worth(layout: Layout, wanted: Collection[str], needed: Collection[str]) -> tuple[bool, int, int, int]:
    """The heading has all that is needed, the most that is known, and stands first."""
    names = Counter(plain(name) for name in layout.heading)
    hits = sum(name in names for name in wanted)
    return all(name in names for name in needed), hits, -layout.records_before, len(names)
