"""What the Department for Education's checks say about a row of the care leavers table (SSDA903, OC3).

The numbers are those of its validation rules; `csc-validator-be-903` carries the
same, and the tests hold our checks against it. Where a check has no number it is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Iterator, Optional

from dateutil.relativedelta import relativedelta

from bot.casework.codes import ACCOM, ACTIV, IN_TOUCH

COLUMNS = ("CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM")
DAY = "%d/%m/%Y"
_LEFT = ("DIED", "RHOM")
_FOYER = ("T1", "T2")
_FORMER_CARER = ("Z1", "Z2")
_CODES = {"IN_TOUCH": ("131", IN_TOUCH), "ACTIV": ("132", ACTIV), "ACCOM": ("133", ACCOM)}
_LAST_AGE = 21
_WRITTEN = len("dd/mm/yyyy")


@dataclass(frozen=True)
class Finding:
    """What was found in a row; the first line of the file is 1. `rule` is the national rule's number, or empty.

    `done` says what was done about it; without it, the whole table is refused.
    """

    line: int
    field: str
    rule: str
    reason: str
    fix: str
    done: str = ""

    @property
    def refuses(self) -> bool:
        """Whether nothing of the table is kept or written."""
        return not self.done

    def __str__(self) -> str:
        rule = f" (rule {self.rule})" if self.rule else ""
        field = f", {self.field}" if self.field else ""
        done = f" {self.done[0].upper()}{self.done[1:]}." if self.done else ""
        return f"line {self.line}{field}{rule}: {self.reason}.{done} {self.fix}."


@dataclass(frozen=True)
class OC3Row:
    """One row as written: five texts in the order of COLUMNS."""

    child: str
    dob: str
    in_touch: str
    activ: str
    accom: str

    @property
    def is_blank(self) -> bool:
        """Whether no code is given at all, which the return allows (rule 153): nothing is known."""
        return not any(self.texts()[2:])

    def texts(self) -> tuple[str, ...]:
        """The cells."""
        return self.child, self.dob, self.in_touch, self.activ, self.accom


def year_end(year: int) -> date:
    """The last day of the collection year that ends in `year`."""
    return date(year, 3, 31)


def birth_date_of(text: str) -> Optional[date]:
    """The day, or None if it is not written dd/mm/yyyy."""
    try:
        found = datetime.strptime(text, DAY).date()  # noqa: DTZ007 - a birthday has no zone
    except ValueError:
        return None
    return found if len(text) == _WRITTEN else None


def check(row: OC3Row, line: int, year: int) -> list[Finding]:
    """Everything that is wrong in one row for the year that ends in `year`."""
    found = [*_child(row)]
    if not row.is_blank:
        found += [*_codes(row), *_together(row), *_age(row, year)]
    return [Finding(line, *one) for one in found]


_Found = Iterator[tuple[str, ...]]


def _child(row: OC3Row) -> _Found:
    if not row.child:
        yield "CHILD", "", "is empty", "give the council's reference"
    if birth_date_of(row.dob) is None:
        yield "DOB", "", "is no day written dd/mm/yyyy", "correct it"


def _codes(row: OC3Row) -> _Found:
    for name, text in zip(COLUMNS[2:], row.texts()[2:], strict=True):
        rule, codes = _CODES[name]
        if not text:
            yield (
                name,
                "153",
                "is empty",
                "give the code that an adviser confirmed, or leave all three empty",
            )
        elif text in ("S1", "X1") and name == "ACCOM":
            yield name, rule, "homeless and in custody are never suitable", f"write {text[0]}2"
        elif text not in codes:
            yield name, rule, "is no code of this column", f"use one of {', '.join(codes)}"


def _together(row: OC3Row) -> _Found:
    for name, text in (("ACTIV", row.activ), ("ACCOM", row.accom)):
        if row.in_touch in _LEFT and text not in ("0", ""):
            yield (
                name,
                "344",
                "must be 0 for somebody who died or returned home",
                "write 0, or correct IN_TOUCH",
            )
        if row.in_touch == "YES" and text == "0":
            yield name, "345", "is 0 though the council is in touch", "give the code, or correct IN_TOUCH"


def _age(row: OC3Row, year: int) -> _Found:
    born = birth_date_of(row.dob)
    if born is None:
        return
    age = relativedelta(year_end(year), born).years
    if age < 17:  # noqa: PLR2004 - the rule's age
        yield "DOB", "391", f"was not 17 by 31 March {year}", "leave the row out, or correct the date"
    if age > _LAST_AGE:
        yield (
            "DOB",
            "",
            f"is {age} on 31 March {year}, and the table asks about 17 to 21",
            "22 to 25 belong in it if they asked for support; else leave the row out, or correct the date",
            "kept as it is",
        )
    if age < 18 and row.accom in _FOYER:  # noqa: PLR2004
        # The published check compares with "T" alone and so never finds it.
        yield "ACCOM", "347", "a foyer is not for somebody under 18", "correct the accommodation"
    if age == 17 and row.accom in _FORMER_CARER:  # noqa: PLR2004
        yield "ACCOM", "3001", "at 17 nobody is with a former foster carer", "correct the accommodation"
