"""One batch of rows on its way into one table: what is there already, what is new, what changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Callable, Iterator, Mapping, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.intake.faults import Fault
from bot.casework.intake.fields import Field
from bot.casework.intake.rows_seen import PeopleOfRun
from bot.casework.intake.source import Row
from bot.casework.tables import YoungPerson

AT_ONCE = 500  # rows; below the number of values that an old SQLite takes in one statement


@dataclass(frozen=True)
class Context:
    """What a table needs to know beside the row. `phone_lookup` raises ValueError for what is no UK mobile number.

    `is_erased` says whether somebody, by council and reference, was erased and must not come back. `people` are those
    whose rows came in the same run, perhaps not written yet.
    """

    council: Optional[str]
    councils: Optional[frozenset[str]]
    advisers: Mapping[str, int]
    on: date
    phone_lookup: Callable[[str], str]
    is_erased: Callable[[str, str], bool]
    people: PeopleOfRun


@dataclass
class Counts:
    """How many rows were added, changed, found the same, left out because the person was erased, or rejected.

    `noted` findings are of rows that were taken; `gone` is how many rows on record the file no longer has.
    """

    added: int = 0
    changed: int = 0
    same: int = 0
    erased: int = 0
    rejected: int = 0
    noted: int = 0
    gone: int = 0


@dataclass
class Item:
    """A row with what the table has of it (`before`, with its id) and what it is to have (`after`)."""

    row: Row
    after: dict[str, Any]
    before: Optional[Mapping[str, Any]] = None
    new_number: Optional[int] = None  # of somebody who is new

    def is_changed(self, ignored: str = "") -> bool:
        """Whether a value differs from what the table has."""
        before = self.before or {}
        return any(before[name] != value for name, value in self.after.items() if name != ignored)

    def value(self, name: str) -> Any:
        """What the table will have."""
        return self.after[name] if name in self.after else (self.before or {}).get(name)

    def fault(self, name: str, reason: str, fix: str, done: str = "") -> Fault:
        """A finding of this row."""
        return Fault(self.row.line, name, reason, fix, done)


@dataclass
class Sorted:
    """A batch that was looked at: what to write, and what was found."""

    items: list[Item] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    erased: int = 0


def without_erased(rows: list[Row], context: Context, into: Sorted) -> list[Row]:
    """The rows but those of erased people, which are counted."""
    left = [row for row in rows if not context.is_erased(row.values["council"], row.values["reference"])]
    into.erased += len(rows) - len(left)
    return left


@dataclass(frozen=True)
class Whose:
    """Whose row it is: the person's id, or the negative number of somebody who is new, and the birth date."""

    id: int
    born: date


def known_people(
    session: Session, rows: list[Row], context: Context, into: Sorted
) -> Iterator[tuple[Row, Whose]]:
    """Each row with its person. A row of nobody is a fault; rows of erased people are counted and left out."""
    of_run = {name_of(row): context.people.find(*name_of(row)) for row in rows}
    recorded = _on_record(session, [name for name, found in of_run.items() if found is None])
    for row in without_erased(rows, context, into):
        person = of_run[name_of(row)] or recorded.get(name_of(row))
        if person is None:
            into.faults.append(
                Fault(
                    row.line,
                    "reference",
                    "nobody has this reference in this council",
                    "import people first, or correct it",
                )
            )
        else:
            yield row, Whose(*person)


def name_of(row: Row) -> tuple[str, str]:
    """Council and reference: by them a file says whom a row is about."""
    return row.values["council"], row.values["reference"]


def days_before_birth(row: Row, fields: tuple[Field, ...], born: date) -> Iterator[Fault]:
    """A finding for each date that can't be because the person was not born; where it may be missing, it is from now on."""
    for field_ in fields:
        if field_.kind == "date" and field_.name != "birth_date":
            day = row.values.get(field_.name)
            if day is not None and day <= born:
                row.values[field_.name] = None
                error = field_.missing("is not after the birth date", "correct one of the two")
                yield Fault(row.line, field_.name, error.reason, error.fix, error.done)


def _on_record(session: Session, names: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, date]]:
    if not names:
        return {}
    table = YoungPerson
    wanted = select(table.council, table.reference, table.id, table.birth_date)
    found = session.execute(wanted.where(*_named(names)))
    return {(one.council, one.reference): (int(one.id), one.birth_date) for one in found}


def _named(names: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Holds for all of these, and perhaps for others of the same councils."""
    return (
        YoungPerson.council.in_({council for council, _ in names}),
        YoungPerson.reference.in_([reference for _, reference in names]),
    )


def adviser_of(row: Row, advisers: Mapping[str, int], into: dict[str, Any]) -> Optional[Fault]:
    """Put in the adviser's id if the mapping gives ids; otherwise the record's adviser stays as it is."""
    name = row.values.get("adviser")
    if not advisers or "adviser" not in row.values:
        return None
    if name and name.casefold() not in advisers:
        return Fault(row.line, "adviser", "is not in the mapping", "add the adviser's id under advisers")
    into["personal_adviser_id"] = advisers[name.casefold()] if name else None
    return None
