"""people.csv: one row for each young person, known by council and reference."""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.declared import compared, fields_of, values_of
from bot.casework.intake.batch import (
    Context,
    Item,
    Sorted,
    adviser_of,
    days_before_birth,
    name_of,
    without_erased,
)
from bot.casework.intake.faults import Fault
from bot.casework.intake.mobile_cell import put_right, what_is_wrong
from bot.casework.intake.rows_seen import digest
from bot.casework.intake.source import Row
from bot.casework.intake.staging import Staged
from bot.casework.intake.unseen import visible
from bot.casework.shown_names import MOST, clipped
from bot.casework.tables import YoungPerson

FIELDS = fields_of(YoungPerson.__table__, YoungPerson.__table__)
_KEPT = "kept as it is"
_OLDEST = 100  # years
_LIKELY = range(14, 31)  # years; of others the day is more often mistyped than right
# A number is the same if its look-up is, however it is typed; so no number is opened to compare.
_UNOPENED = "phone"
_ADVISER = "personal_adviser_id"  # only where a mapping names it


class People:
    """Sorts batches of people. Remembers over the whole file whose number is whose, and who gave theirs up."""

    model = YoungPerson
    fields = FIELDS
    ignored = _UNOPENED
    known_by = "reference"

    def __init__(self) -> None:
        self._number_of: dict[int, int] = {}  # a quarter of its look-up is enough to know one by
        self._letting_go: set[int] = set()

    def begin(self) -> None:
        """Another file of the same kind follows."""

    def key(self, row: Row) -> tuple[Any, ...]:
        """What makes a row unique in its file."""
        return name_of(row)

    def sort(self, session: Session, rows: list[Row], context: Context) -> Sorted:
        """Compare with the database; nothing is written."""
        found = _existing(session, rows)
        made = Sorted()
        for row in without_erased(rows, context, made):
            self._take(row, found.get(name_of(row)), context, made)
        _refuse_taken_numbers(session, made, self._letting_go)
        self._letting_go |= _letting_go(made.items)
        return made

    def is_other(self, staged: Staged) -> str:
        """SQL for the rows that are no longer as they were checked. Who was added meanwhile, the table itself refuses."""
        return (
            f"SELECT 1 FROM {staged.name} AS staged LEFT JOIN young_person AS person ON person.id = staged.id"  # noqa: S608 - a name of ours
            " AND person.council = staged.council AND person.reference = staged.reference"
            " WHERE staged.id IS NOT NULL AND person.id IS NULL LIMIT 1"
        )

    def on_record(self, councils: frozenset[str]) -> Any:
        """What selects the ids, references and councils of what a whole file would have."""
        people = YoungPerson
        return select(people.id, people.reference, people.council).where(people.council.in_(councils))

    def before_writing(self, staged: Staged) -> Iterable[str]:
        """Two people may swap numbers: all let go before any takes another's."""
        if "phone_lookup" in staged.columns:
            yield (
                "UPDATE young_person SET phone_lookup = NULL"  # noqa: S608 - a name of ours
                f" FROM {staged.name} AS staged WHERE staged.id = young_person.id AND young_person.phone_lookup IS NOT NULL"
                " AND (staged.phone_lookup IS NULL OR staged.phone_lookup <> young_person.phone_lookup)"
            )

    def _take(self, row: Row, before: Optional[Mapping[str, Any]], context: Context, made: Sorted) -> None:
        faults = list(days_before_birth(row, FIELDS, row.values["birth_date"]))
        item = Item(row, _after(row), before)
        faults += [*_name(item), *_age(item, context), *self._number(item, context)]
        adviser = adviser_of(row, context.advisers, item.after)
        if adviser:
            faults.append(adviser)
        made.faults.extend(faults)
        if not any(fault.refuses for fault in faults):
            made.items.append(item)

    def _number(self, item: Item, context: Context) -> Iterable[Fault]:
        if "phone" not in item.after:
            return
        item.after["phone_lookup"] = None
        if item.after["phone"] is None:
            return
        item.after["phone"], done = put_right(item.after["phone"])
        try:
            lookup = context.phone_lookup(item.after["phone"])
        except ValueError:
            yield item.fault("phone", *what_is_wrong(item.after["phone"]))
            return
        if done:
            yield item.fault("phone", "was changed by a spreadsheet", "format the column as text there", done)
        item.after["phone_lookup"] = lookup
        mine = digest(*self.key(item.row))
        if self._number_of.setdefault(int(lookup[:16], 16), mine) != mine:
            yield item.fault(
                "phone", "is given to somebody else in this file", "a sign-in code must reach one person only"
            )


def _after(row: Row) -> dict[str, Any]:
    return values_of(YoungPerson.__table__, row.values, (_ADVISER,))


def _name(item: Item) -> Iterable[Fault]:
    """What is odd in the name or the reference. People may be called anything, so it is kept."""
    name = item.value("preferred_name")
    if not any(letter.isalpha() for letter in name):
        yield item.fault("preferred_name", "has no letter in it", "give the name they go by", _KEPT)
    for field in ("reference", "preferred_name"):
        if clipped(item.value(field)) != " ".join(item.value(field).split()):
            yield item.fault(
                field, f"is longer than {MOST} letters", "lists show its beginning alone; shorten it", _KEPT
            )
    if _is_garbled(name):
        yield item.fault(
            "preferred_name",
            "has letters that were lost when it was saved",
            "export it again, as UTF-8",
            _KEPT,
        )
    for field in ("reference", "preferred_name"):
        if visible(item.value(field)) != item.value(field):
            yield item.fault(
                field, "has a character that can't be seen", "type it anew in the case system", _KEPT
            )


def _is_garbled(text: str) -> bool:
    """Whether a letter was replaced by the mark for a lost one, or UTF-8 was read as Windows-1252 (Zo\u00c3\u00ab)."""
    if text.isascii():
        return False
    try:
        text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return "\ufffd" in text
    return True


def _age(item: Item, context: Context) -> Iterable[Fault]:
    born, guardianship = item.value("birth_date"), item.value("qualifies_by_guardianship_on")
    age = context.on.year - born.year - ((context.on.month, context.on.day) < (born.month, born.day))
    if age > _OLDEST:
        yield item.fault("birth_date", f"is more than {_OLDEST} years ago", "correct the year")
    elif age not in _LIKELY:
        yield item.fault("birth_date", f"makes them {age} years old", "correct it if that is wrong", _KEPT)
    if guardianship and guardianship <= born:  # that on record, where the file has no such column
        yield item.fault(
            "birth_date",
            "is not before the day on record of the order that makes them qualify",
            "correct one of the dates",
        )


def _existing(session: Session, rows: list[Row]) -> dict[tuple[str, str], Mapping[str, Any]]:
    table = YoungPerson.__table__
    columns = [column for column in compared(table, "phone_lookup") if column.name != _UNOPENED]
    names = [name_of(row) for row in rows]
    wanted = select(*columns).where(
        table.c.council.in_({council for council, _ in names}),
        table.c.reference.in_([reference for _, reference in names]),
    )
    return {(found["council"], found["reference"]): found for found in session.execute(wanted).mappings()}


def _refuse_taken_numbers(session: Session, made: Sorted, gone: set[int]) -> None:
    """A number that another record keeps is refused, unless this batch or one before it takes it from there."""
    table = YoungPerson
    lookups = [item.after["phone_lookup"] for item in made.items if item.after.get("phone_lookup")]
    wanted = select(table.phone_lookup, table.id).where(table.phone_lookup.in_(lookups))
    owners = {row.phone_lookup: row.id for row in session.execute(wanted) if row.id not in gone}
    # Again and again: whose new number is refused keeps the old one, which another may be waiting for.
    while taken := _taken(made.items, owners):
        made.faults.extend(
            item.fault(
                "phone",
                "is on somebody else's record",
                "take it off that record first: a sign-in code must reach one person only",
            )
            for item in taken
        )
        lines = {item.row.line for item in taken}
        made.items = [item for item in made.items if item.row.line not in lines]


def _letting_go(items: list[Item]) -> set[int]:
    return {item.before["id"] for item in items if item.before and _gets_other_number(item)}


def _taken(items: list[Item], owners: Mapping[str, int]) -> list[Item]:
    """Those whose number stays with somebody else."""
    gone = _letting_go(items)
    kept = {lookup: owner for lookup, owner in owners.items() if owner not in gone}
    return [
        item
        for item in items
        if kept.get(item.after.get("phone_lookup") or "") not in (None, (item.before or {}).get("id"))
    ]


def _gets_other_number(item: Item) -> bool:
    before = item.before or {}
    return "phone_lookup" in item.after and before.get("phone_lookup") not in (
        None,
        item.after["phone_lookup"],
    )
