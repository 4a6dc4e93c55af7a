"""One batch of rows on its way into one table: what is there already, what is new, what changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Callable, Iterator, Mapping, Optional

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from bot.casework.intake.faults import Fault
from bot.casework.intake.source import Row
from bot.casework.models import YoungPerson

AT_ONCE = 500  # rows; below the number of values that an old SQLite takes in one statement


@dataclass(frozen=True)
class Context:
    """What a table needs to know beside the row. `phone_lookup` raises ValueError for what is no UK mobile number."""

    council: Optional[str]
    councils: Optional[frozenset[str]]
    advisers: Mapping[str, int]
    on: date
    phone_lookup: Callable[[str], str]


@dataclass
class Counts:
    """How many rows were added, changed, found the same, left alone because the person was erased, or rejected."""

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


@dataclass(frozen=True)
class Person:
    """Whom a row is about."""

    id: int
    is_erased: bool


def people_of(session: Session, rows: list[Row]) -> dict[tuple[str, str], Person]:
    """The people whom the rows name, by council and reference."""
    table = YoungPerson
    wanted = select(table.council, table.reference, table.id, table.erased_at).where(
        table.council.in_({row.values["council"] for row in rows}),
        table.reference.in_([row.values["reference"] for row in rows]),
    )
    return {(found.council, found.reference): Person(found.id, found.erased_at is not None) for found in session.execute(wanted)}


def known_people(session: Session, rows: list[Row], into: Sorted) -> Iterator[tuple[Row, int]]:
    """Each row with its person's id. A row of nobody is a fault; rows of erased people are counted and left alone."""
    people = people_of(session, rows)
    for row in rows:
        person = people.get((row.values["council"], row.values["reference"]))
        if person is None:
            into.faults.append(Fault(row.line, "reference", "nobody has this reference in this council", "import people first, or correct it"))
        elif person.is_erased:
            into.erased += 1
        else:
            yield row, person.id


def adviser_of(row: Row, advisers: Mapping[str, int], into: dict[str, Any]) -> Optional[Fault]:
    """Put in the adviser's id if the mapping gives ids; otherwise the record's adviser stays as it is."""
    name = row.values.get("adviser")
    if not advisers or "adviser" not in row.values:
        return None
    if name and name.casefold() not in advisers:
        return Fault(row.line, "adviser", "is not in the mapping", "add the adviser's id under advisers")
    into["personal_adviser_id"] = advisers[name.casefold()] if name else None
    return None


def write(session: Session, model: Any, items: list[Item], counts: Counts, ignored: str = "") -> None:
    """Add what is new and update what changed. Items of one file all have the same fields."""
    new = [item.after for item in items if item.before is None]
    changed = [item for item in items if item.before is not None and item.is_changed(ignored)]
    if new:
        session.execute(insert(model.__table__), new)
    if changed:
        _update(session, model.__table__, changed)
    counts.added += len(new)
    counts.changed += len(changed)
    counts.same += len(items) - len(new) - len(changed)


def _update(session: Session, table: Any, items: list[Item]) -> None:
    names = list(items[0].after)
    statement = update(table).where(table.c.id == bindparam("the_id")).values({name: bindparam(f"new_{name}") for name in names})
    session.execute(statement, [_parameters(item) for item in items])


def _parameters(item: Item) -> dict[str, Any]:
    assert item.before is not None
    return {"the_id": item.before["id"], **{f"new_{name}": value for name, value in item.after.items()}}
