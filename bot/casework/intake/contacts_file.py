"""contacts.csv: when somebody was in contact with a young person, and how.

A contact is known by the case system's id. Without one it is known by whom, when and how; two
of one day and kind are counted through. So a file comes in once, with ids or without.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import date
from typing import Any, Iterable, Iterator, Mapping, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.codes import NEVER_MEANINGFUL
from bot.casework.declared import compared, fields_of, values_of
from bot.casework.intake.batch import (
    Context,
    Item,
    Sorted,
    Whose,
    adviser_of,
    days_before_birth,
    known_people,
)
from bot.casework.intake.faults import Fault
from bot.casework.intake.rows_seen import IdsMet, digest
from bot.casework.intake.source import Row
from bot.casework.intake.staging import Staged
from bot.casework.tables import ContactRecord, YoungPerson

FIELDS = fields_of(ContactRecord.__table__, YoungPerson.__table__)
_APART = ("external_id", "personal_adviser_id")  # made of several cells; only where a mapping names it
_OURS = re.compile(r"[^:]+:[0-9a-f]{32}")
_NEVER = tuple(kind.value for kind in NEVER_MEANINGFUL)
_WHICH = "which of several"  # beside the cells of a row without an id: 1 for the first of that day and kind

_Found = Mapping[str, Any]


class Contacts:
    """Sorts batches of contacts. Remembers over a file which contacts on record it has spoken of."""

    model = ContactRecord
    fields = FIELDS
    ignored = ""
    known_by = "contact_id"

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Another file of the same kind follows."""
        self._met = IdsMet()
        self._several: Counter[int] = Counter()
        self._first: Optional[date] = None
        self._last: Optional[date] = None

    def key(self, row: Row) -> tuple[Any, ...]:
        """What makes a row unique in its file. A row without an id is counted, so ask once."""
        if not row.values.get("contact_id"):
            natural = digest(*_natural_words(row.values))
            self._several[natural] += 1
            row.values[_WHICH] = self._several[natural]
        return (_external_id(row.values),)

    def sort(self, session: Session, rows: list[Row], context: Context) -> Sorted:
        """Compare with the database; nothing is written."""
        made = Sorted()
        good = []
        for row, whose in known_people(session, rows, context, made):
            after = _after(row, whose)
            faults = list(_faults(row, whose, context, after))
            made.faults.extend(faults)
            if not any(fault.refuses for fault in faults):
                good.append(Item(row, after))
        self._match(session, good)
        made.items.extend(good)
        return made

    def is_other(self, staged: Staged) -> str:
        """SQL for the rows that are no longer as they were checked. What was added meanwhile, the table itself refuses."""
        return (
            f"SELECT 1 FROM {staged.name} AS staged LEFT JOIN contact_record AS contact ON contact.id = staged.id"  # noqa: S608 - a name of ours
            " AND contact.young_person_id = staged.young_person_id"
            " WHERE staged.id IS NOT NULL AND contact.id IS NULL LIMIT 1"
        )

    def on_record(self, councils: frozenset[str]) -> Any:
        """What selects the ids, references and councils of what a whole file would have: of the days between its first and last."""
        people, contacts = YoungPerson, ContactRecord
        wanted = select(contacts.id, people.reference, people.council).join(people)
        of_days = contacts.happened_on.between(self._first or date.max, self._last or date.min)
        return wanted.where(people.council.in_(councils), of_days)

    def before_writing(self, staged: Staged) -> Iterable[str]:
        """Nothing stands in the way of a contact."""
        return ()

    def _match(self, session: Session, items: list[Item]) -> None:
        """Find each on record: by its id, or else by whom, when and how among those that no row was about yet."""
        if not items:
            return
        self._stretch([item.after["happened_on"] for item in items])
        named = _existing(session, [item.after["external_id"] for item in items])
        for item in items:
            self._take(item, named.get(item.after["external_id"]))
        rest = [item for item in items if item.before is None and item.after["young_person_id"] > 0]
        alike = _alike(session, rest)
        for item in rest:
            self._take(item, self._first_free(item, alike.get(_natural(item.after), ())))

    def _stretch(self, days: list[date]) -> None:
        self._first = min(days + ([self._first] if self._first else []))
        self._last = max(days + ([self._last] if self._last else []))

    def _take(self, item: Item, found: Optional[_Found]) -> None:
        if found is None or found["id"] in self._met:
            return
        self._met.add(found["id"])
        item.before = found
        if not _has_name(item.row) or item.after["external_id"] == id_of_record(
            item.row.values["council"], found["id"]
        ):
            item.after["external_id"] = found["external_id"]  # it has a better name, or none but our own

    def _first_free(self, item: Item, alike: Iterable[_Found]) -> Optional[_Found]:
        free = [found for found in alike if found["id"] not in self._met]
        if free and _has_name(item.row):
            nameless = _nameless_ids(item.row)
            free = [
                found for found in free if found["external_id"] is None or found["external_id"] in nameless
            ]
        return free[0] if free else None


def id_of_record(council: str, number: int) -> str:
    """What an export calls a contact that was written here, by the number of its record."""
    return _hashed(council, "record", str(number))


def _has_name(row: Row) -> bool:
    return bool(row.values.get("contact_id"))


def _after(row: Row, whose: Whose) -> dict[str, Any]:
    values = values_of(ContactRecord.__table__, row.values, _APART)
    return {"young_person_id": whose.id, **values, "external_id": _external_id(row.values)}


def _faults(row: Row, whose: Whose, context: Context, after: dict[str, Any]) -> Iterator[Fault]:
    """Only a text or an email may leave it open whether it was meaningful: neither ever is."""
    yield from days_before_birth(row, FIELDS, whose.born)
    said, never = row.values["is_meaningful"], row.values["kind"] in _NEVER
    if said and never:
        yield Fault(row.line, "is_meaningful", "a text or an email is never meaningful contact", "write no")
    if said is None and not never:
        yield Fault(row.line, "is_meaningful", "is empty", "write yes or no")
    adviser = adviser_of(row, context.advisers, after)
    if adviser:
        yield adviser


def _external_id(values: Mapping[str, Any]) -> str:
    """The contact's id in its council's system; or else made of whom, when and how. Never longer than the column.

    What our own export calls a contact stays its name, so that what goes out and comes in again is the same.
    """
    given = values.get("contact_id")
    if given and _OURS.fullmatch(given) and given.startswith(f"{values['council']}:"):
        return str(given)
    return _hashed(values["council"], "id", given) if given else _nameless_id(values, values[_WHICH])


def _nameless_id(values: Mapping[str, Any], which: int) -> str:
    several = [str(which)] if which > 1 else []
    return _hashed(values["council"], "row", *_natural_words(values)[1:], *several)


def _nameless_ids(row: Row) -> set[str]:
    """What the contact may be called from a file without ids: the first few of a day."""
    return {_nameless_id(row.values, which) for which in range(1, 10)}


def _natural_words(values: Mapping[str, Any]) -> tuple[str, ...]:
    return values["council"], values["reference"], values["happened_on"].isoformat(), values["kind"]


def _hashed(council: str, *words: str) -> str:
    return f"{council}:{hashlib.sha256(chr(0).join([council, *words]).encode()).hexdigest()[:32]}"


def _natural(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return values["young_person_id"], values["happened_on"], values["kind"]


def _existing(session: Session, ids: list[str]) -> dict[str, _Found]:
    table = ContactRecord.__table__
    wanted = select(*compared(table, "young_person_id")).where(table.c.external_id.in_(ids))
    return {found["external_id"]: found for found in session.execute(wanted).mappings()}


def _alike(session: Session, items: list[Item]) -> dict[tuple[Any, ...], list[_Found]]:
    """The contacts on record of these people on these days, by whom, when and how, in the order they came."""
    if not items:
        return {}
    table, made = ContactRecord.__table__, {}  # type: ignore[var-annotated]
    wanted = select(*compared(table, "young_person_id")).where(
        table.c.young_person_id.in_({item.after["young_person_id"] for item in items}),
        table.c.happened_on.in_({item.after["happened_on"] for item in items}),
    )
    for found in session.execute(wanted.order_by(table.c.id)).mappings():
        made.setdefault(_natural(found), []).append(found)
    return made
