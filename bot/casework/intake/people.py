"""people.csv: one row for each young person, known by council and reference."""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Optional

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.casework.intake.batch import Context, Counts, Item, Sorted, adviser_of, write
from bot.casework.intake.faults import Fault
from bot.casework.intake.fields import Field
from bot.casework.intake.source import Row
from bot.casework.models import YoungPerson

FIELDS = (
    Field("reference", is_required=True, may_be_empty=False, most=40),
    Field("council", most=40),
    Field("preferred_name", is_required=True, may_be_empty=False),
    Field("birth_date", kind="date", is_required=True, may_be_empty=False),
    Field("phone", most=40),
    Field("adviser"),
    Field("qualifies_by_guardianship_on", kind="date"),
    Field("was_detained_at_16", kind="yes_no"),
    Field("returned_home_on", kind="date"),
)
_OLDEST = 120  # years
_COLUMNS = ("id", "council", "reference", "preferred_name", "birth_date", "phone_lookup", "personal_adviser_id",
            "qualifies_by_guardianship_on", "was_detained_at_16", "returned_home_on", "erased_at")


class People:
    """Sorts and writes batches of people. Remembers whose number is whose, over the whole file."""

    fields = FIELDS

    def __init__(self) -> None:
        self._number_of: dict[str, tuple[str, str]] = {}

    def key(self, row: Row) -> tuple[Any, ...]:
        """What makes a row unique in its file."""
        return row.values["council"], row.values["reference"]

    def sort(self, session: Session, rows: list[Row], context: Context) -> Sorted:
        """Compare with the database; nothing is written."""
        found = _existing(session, rows)
        made = Sorted()
        for row in rows:
            before = found.get((row.values["council"], row.values["reference"]))
            if before and before["erased_at"] is not None:
                made.erased += 1
            else:
                self._take(row, before, context, made)
        _refuse_taken_numbers(session, made)
        return made

    def write(self, session: Session, items: list[Item], counts: Counts) -> None:
        """Write a sorted batch."""
        _let_go_of_numbers(session, items)
        # A number is the same if its look-up is, however it is typed; so no number is opened to compare.
        write(session, YoungPerson, items, counts, ignored="phone")

    def _take(self, row: Row, before: Optional[Mapping[str, Any]], context: Context, made: Sorted) -> None:
        item = Item(row, _after(row), before)
        faults = [*_untrue(item, context), *self._number(item, context)]
        adviser = adviser_of(row, context.advisers, item.after)
        if adviser:
            faults.append(adviser)
        made.faults.extend(faults)
        if not faults:
            made.items.append(item)

    def _number(self, item: Item, context: Context) -> Iterable[Fault]:
        if "phone" not in item.after:
            return
        number, item.after["phone_lookup"] = item.after["phone"], None
        if number is None:
            return
        try:
            lookup = context.phone_lookup(number)
        except ValueError:
            yield item.fault("phone", "is not a UK mobile number", "correct it or leave it empty")
            return
        item.after["phone_lookup"] = lookup
        if self._number_of.setdefault(lookup, self.key(item.row)) != self.key(item.row):
            yield item.fault("phone", "is given to somebody else in this file", "a sign-in code must reach one person only")


def _after(row: Row) -> dict[str, Any]:
    after = {name: value for name, value in row.values.items() if name != "adviser"}
    if "was_detained_at_16" in after:
        after["was_detained_at_16"] = bool(after["was_detained_at_16"])
    return after


def _untrue(item: Item, context: Context) -> Iterable[Fault]:
    born, guardianship = item.value("birth_date"), item.value("qualifies_by_guardianship_on")
    if context.on.year - born.year > _OLDEST:
        yield item.fault("birth_date", f"is more than {_OLDEST} years ago", "correct the year")
    if guardianship and guardianship <= born:
        yield item.fault("qualifies_by_guardianship_on", "is not after the birth date", "correct one of the dates")


def _existing(session: Session, rows: list[Row]) -> dict[tuple[str, str], Mapping[str, Any]]:
    table = YoungPerson.__table__
    wanted = select(*(table.c[name] for name in _COLUMNS)).where(
        table.c.council.in_({row.values["council"] for row in rows}),
        table.c.reference.in_([row.values["reference"] for row in rows]),
    )
    return {(found["council"], found["reference"]): found for found in session.execute(wanted).mappings()}


def _refuse_taken_numbers(session: Session, made: Sorted) -> None:
    """A number that another record keeps is refused, unless this batch takes it from there."""
    table = YoungPerson
    moving = {item.before["id"] for item in made.items if item.before and _gets_other_number(item)}
    lookups = [item.after["phone_lookup"] for item in made.items if item.after.get("phone_lookup")]
    wanted = select(table.phone_lookup, table.id).where(table.phone_lookup.in_(lookups))
    owners = {row.phone_lookup: row.id for row in session.execute(wanted) if row.id not in moving}
    taken = [item for item in made.items if _is_taken(item, owners)]
    made.faults.extend(
        item.fault("phone", "is on somebody else's record", "take it off that record first: a sign-in code must reach one person only")
        for item in taken
    )
    made.items = [item for item in made.items if item not in taken] if taken else made.items


def _is_taken(item: Item, owners: Mapping[str, int]) -> bool:
    owner = owners.get(item.after.get("phone_lookup") or "")
    return owner is not None and owner != (item.before or {}).get("id")


def _gets_other_number(item: Item) -> bool:
    before = item.before or {}
    return "phone_lookup" in item.after and before.get("phone_lookup") not in (None, item.after["phone_lookup"])


def _let_go_of_numbers(session: Session, items: list[Item]) -> None:
    """Two people may swap numbers: both let go before either takes the other's."""
    ids = [item.before["id"] for item in items if item.before and _gets_other_number(item)]
    if ids:
        session.execute(update(YoungPerson.__table__).where(YoungPerson.__table__.c.id.in_(ids)).values(phone_lookup=None))
