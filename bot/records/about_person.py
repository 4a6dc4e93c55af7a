"""Which tables hold something about one young person, found by walking the metadata.

Nothing is listed by hand, so a table that is added later is found too.
"""

from __future__ import annotations

from typing import Iterator

from sqlalchemy import MetaData, Table, or_, select
from sqlalchemy.sql import ColumnElement

PERSON = "young_person"
# Tables that hold no foreign key to the person, but one of these.
BY_NUMBER, BY_CONVERSATION = "phone_lookup", "conversation"
# What names several people at once, each by the number of their record between commas.
BY_PEOPLE = "people"
_LOADED_ELSEWHERE = {
    "web_session": "bot.identity.sign_in.sign_in_tables",
    "transcript_line": "bot.delivery.conversation.journal",
    "alert": "bot.delivery.alerts.alert_tables",
    "outgoing_message": "bot.delivery.sending.outbox_tables",
    "texter": "bot.identity.by_phone.texter_tables",
    "reminder": "bot.delivery.reminding.reminder_tables",
    "staff_deed": "bot.advising.advising_tables",
    "hand_over": "bot.delivery.handing_over.hand_over_tables",
}


def tables_about(metadata: MetaData) -> list[Table]:
    """Every table that refers to a young person, directly or through another table, owners before what they own."""
    require_all(metadata)
    found: set[str] = {PERSON}
    # Sorted so that a table comes after those it refers to: one pass is enough.
    for table in metadata.sorted_tables:
        if found & {key.column.table.name for key in table.foreign_keys}:
            found.add(table.name)
    return [table for table in metadata.sorted_tables if table.name in found]


def rows_about(metadata: MetaData, table: Table, person: int) -> ColumnElement:
    """The condition that picks the person's rows of a table of `tables_about`."""
    if table.name == PERSON:
        return table.c.id == person
    return or_(*_ways(metadata, table, person))


def tables_with(metadata: MetaData, column: str) -> Iterator[Table]:
    """Every table with a column of this name, but the person's own."""
    return (table for table in metadata.sorted_tables if column in table.c and table.name != PERSON)


def naming(metadata: MetaData, person: int) -> Iterator[tuple[Table, ColumnElement]]:
    """Tables whose rows may name several people, and which of their rows name this one."""
    for table in tables_with(metadata, BY_PEOPLE):
        yield table, table.c[BY_PEOPLE].contains(f",{person},", autoescape=True)


def require_all(metadata: MetaData) -> None:
    """Raise RuntimeError if tables that others define were not loaded: what is not known would be forgotten."""
    missing = [module for table, module in _LOADED_ELSEWHERE.items() if table not in metadata.tables]
    if missing:
        raise RuntimeError(f"not every table is loaded; import {' and '.join(missing)} first")


def _ways(metadata: MetaData, table: Table, person: int) -> Iterator[ColumnElement]:
    about = {found.name for found in tables_about(metadata)}
    for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
        owner = key.column.table
        if owner.name in about and owner.name != table.name:
            yield key.parent.in_(select(key.column).where(rows_about(metadata, owner, person)))
