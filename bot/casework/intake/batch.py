"""One batch of rows on its way into one table: what is there already, what is new, what changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Callable, Iterator, Mapping, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.intake.faults import Fault
from bot.casework.intake.source import Row
from bot.casework.tables import YoungPerson

AT_ONCE = 500  # rows; below the number of values that an old SQLite takes in one statement


@dataclass(frozen=True)
class Context:
    """What a table needs to know beside the row. `phone_lookup` raises ValueError for what is no UK mobile number.

    `is_erased` says whether somebody, by council and reference, was erased and must not come back.
    """

    council: Optional[str]
    councils: Optional[frozenset[str]]
    advisers: Mapping[str, int]
    on: date
    phone_lookup: Callable[[str], str]
    is_erased: Callable[[str, str], bool]


@dataclass
class Counts:
    """How many rows were added, changed, found the same, left out because the person was erased, or rejected."""

    added: int = 0
    changed: int = 0
    same: int = 0
    erased: int = 0
    rejected: int = 0


@dataclass
class Item:
    """A row with what the table has of it (`before`, with its id) and what it is to have (`after`)."""

    row: Row
    after: dict[str, Any]
    before: Optional[Mapping[str, Any]] = None

    def is_changed(self, ignored: str = "") -> bool:
        """Whether a value differs from what the table has."""
        before = self.before or {}
        return any(before[name] != value for name, value in self.after.items() if name != ignored)

    def value(self, name: str) -> Any:
        """What the table will have."""
        return self.after[name] if name in self.after else (self.before or {}).get(name)

    def fault(self, name: str, reason: str, fix: str) -> Fault:
        """A fault of this row."""
        return Fault(self.row.line, name, reason, fix)


@dataclass
class Sorted:
    """A batch that was looked at: what to write, and what is wrong."""

    items: list[Item] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    erased: int = 0


def people_of(session: Session, names: Sequence[tuple[Any, ...]]) -> dict[tuple[str, str], int]:
    """The ids of the people of these names (council and reference) who are on record, and perhaps of others."""
    table = YoungPerson
    wanted = select(table.council, table.reference, table.id).where(
        table.council.in_({council for council, _ in names}),
        table.reference.in_([reference for _, reference in names]),
    )
    return {(found.council, found.reference): int(found.id) for found in session.execute(wanted)}


def without_erased(rows: list[Row], context: Context, into: Sorted) -> list[Row]:
    """The rows but those of erased people, which are counted."""
    left = [row for row in rows if not context.is_erased(row.values["council"], row.values["reference"])]
    into.erased += len(rows) - len(left)
    return left


def known_people(
    session: Session, rows: list[Row], context: Context, into: Sorted
) -> Iterator[tuple[Row, int]]:
    """Each row with its person's id. A row of nobody is a fault; rows of erased people are counted and left out."""
    people = people_of(session, [(row.values["council"], row.values["reference"]) for row in rows])
    for row in without_erased(rows, context, into):
        person = people.get((row.values["council"], row.values["reference"]))
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
            yield row, person


def adviser_of(row: Row, advisers: Mapping[str, int], into: dict[str, Any]) -> Optional[Fault]:
    """Put in the adviser's id if the mapping gives ids; otherwise the record's adviser stays as it is."""
    name = row.values.get("adviser")
    if not advisers or "adviser" not in row.values:
        return None
    if name and name.casefold() not in advisers:
        return Fault(row.line, "adviser", "is not in the mapping", "add the adviser's id under advisers")
    into["personal_adviser_id"] = advisers[name.casefold()] if name else None
    return None
