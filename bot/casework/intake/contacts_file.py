"""contacts.csv: when somebody was in contact with a young person, and how."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Mapping, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.codes import NEVER_MEANINGFUL
from bot.casework.declared import compared, fields_of, values_of
from bot.casework.intake.batch import Context, Item, Sorted, adviser_of, known_people
from bot.casework.intake.faults import Fault
from bot.casework.intake.source import Row
from bot.casework.intake.staging import Change
from bot.casework.tables import ContactRecord, YoungPerson

FIELDS = fields_of(ContactRecord.__table__, YoungPerson.__table__)
_APART = ("external_id", "personal_adviser_id")  # made of several cells; only where a mapping names it
_OURS = re.compile(r"[^:]+:[0-9a-f]{32}")
_NEVER = tuple(kind.value for kind in NEVER_MEANINGFUL)


class Contacts:
    """Sorts batches of contacts."""

    model = ContactRecord
    fields = FIELDS
    ignored = ""

    def key(self, row: Row) -> tuple[Any, ...]:
        """What makes a row unique in its file."""
        return (_external_id(row.values),)

    def sort(self, session: Session, rows: list[Row], context: Context) -> Sorted:
        """Compare with the database; nothing is written."""
        made = Sorted()
        known = list(known_people(session, rows, context, made))
        found = _existing(session, [_external_id(row.values) for row, _ in known])
        for row, person in known:
            after = _after(row, person)
            fault = _untrue(row) or adviser_of(row, context.advisers, after)
            if fault:
                made.faults.append(fault)
            else:
                made.items.append(Item(row, after, found.get(after["external_id"])))
        return made

    def place(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """What makes a row unique in its table."""
        return (values["external_id"],)

    def standing(self, session: Session, changes: list[Change]) -> dict[tuple[Any, ...], int]:
        """The ids of those rows that are in the table now."""
        return {
            (found,): row["id"]
            for found, row in _existing(session, [change.place[0] for change in changes]).items()
        }

    def prepare(self, session: Session, changes: list[Change]) -> None:
        """Nothing stands in the way of a contact."""


def _after(row: Row, person: int) -> dict[str, Any]:
    values = values_of(ContactRecord.__table__, row.values, _APART)
    return {"young_person_id": person, **values, "external_id": _external_id(row.values)}


def _untrue(row: Row) -> Optional[Fault]:
    """Only a text or an email may leave it open whether it was meaningful: neither ever is."""
    said, never = row.values["is_meaningful"], row.values["kind"] in _NEVER
    if said and never:
        return Fault(row.line, "is_meaningful", "a text or an email is never meaningful contact", "write no")
    if said is None and not never:
        return Fault(row.line, "is_meaningful", "is empty", "write yes or no")
    return None


def _external_id(values: Mapping[str, Any]) -> str:
    """The contact's id in its council's system; or else made of whom, when and how. Never longer than the column.

    What our own export calls a contact stays its name, so that what goes out and comes in again is the same.
    """
    given = values.get("contact_id")
    if given and _OURS.fullmatch(given) and given.startswith(f"{values['council']}:"):
        return str(given)
    words = (
        ["id", given]
        if given
        else ["row", values["reference"], values["happened_on"].isoformat(), values["kind"]]
    )
    digest = hashlib.sha256("\0".join([values["council"], *words]).encode()).hexdigest()
    return f"{values['council']}:{digest[:32]}"


def _existing(session: Session, ids: list[str]) -> dict[str, Mapping[str, Any]]:
    table = ContactRecord.__table__
    wanted = select(*compared(table, "young_person_id")).where(table.c.external_id.in_(ids))
    return {found["external_id"]: found for found in session.execute(wanted).mappings()}
