"""Everything held about one person: to hand it over (UK GDPR article 15), and to erase it (article 17)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any, Callable, Iterator, Mapping, Optional

from sqlalchemy import Table, delete, func, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from bot.casework.declared import words_of
from bot.casework.operator import Operator
from bot.casework.privacy.erased import ErasedLookup, remember
from bot.casework.tables import AuditEvent, PersonalAdviser, YoungPerson
from bot.records.about_person import (
    BY_CONVERSATION,
    BY_NUMBER,
    naming,
    require_all,
    rows_about,
    tables_about,
    tables_with,
)
from bot.records.database import Base

_BROWSERS = ("web_session", "sign_in_code", "sign_in_failure")  # keyed hashes alone: shown as counts
_HASHED = "(kept as a keyed hash)"


def export(session: Session, person: int, now: datetime, by: Operator) -> dict[str, Any]:
    """Everything held about a person, ready for JSON; writes an audit event "export".

    Gives {"made_at", "about", "records": {table: [row]}, "meaning": {table: {column: words}}, "unlinked": {table: [row]} (what names the
    person by conversation or number alone), "sign_in": {table: count}, "audit_events": [row]}. Raises KeyError for an unknown person.
    """
    about = _person(session, person)
    # Written first, so that this very export stands in what is handed over.
    session.add(by.event("export", person, now))
    session.flush()
    advisers = _advisers(session)
    return {
        "made_at": _plain(now),
        "about": about.reference,
        "records": {
            table.name: [_readable(table, row, advisers) for row in _rows(session, table, person)]
            for table in tables_about(Base.metadata)
            if table.name not in _BROWSERS
        },
        "meaning": {table.name: words for table in tables_about(Base.metadata) if (words := words_of(table))},
        "unlinked": _unlinked_rows(session, about),
        "sign_in": _counts(session, about),
        "audit_events": _audit_events(session, person),
    }


def erase(
    session: Session,
    person: int,
    now: datetime,
    by: Operator,
    forget: Callable[[str], None],
    erased_lookup: ErasedLookup,
) -> dict[str, int]:
    """Delete every row about a person; audit events stay, with the record's number and no name.

    That they were erased is remembered by `erased_lookup` (a keyed hash), so that no import brings them back.
    `forget` deletes what is kept elsewhere of a conversation; it is called before the first row
    goes, so that a failure leaves the record whole. Returns rows deleted by table. What was deleted
    is still in the database's file until `scrub`. Raises KeyError for an unknown person.
    """
    about = _plain_columns(session, person)
    conversations = conversations_of(session, person)
    for conversation in conversations:
        forget(conversation)
    gone: Counter[str] = Counter()
    unlinked = [*_unlinked(about.phone_lookup, conversations), *naming(Base.metadata, person)]
    for table, theirs in [*unlinked, *_linked(person)]:
        gone[table.name] += int(session.execute(delete(table).where(theirs)).rowcount)
    session.expunge_all()
    remember(session, about.council, about.reference, now.date(), erased_lookup)
    session.add(by.event("erase", person, now))
    return {name: count for name, count in gone.items() if count}


def scrub(engine: Engine) -> None:
    """Rewrite the database's file, so that deleted rows can't be read from free pages or the write-ahead log.

    Raises RuntimeError while another process keeps old pages in use. Backups are not touched.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM"))
        if engine.dialect.name == "sqlite":
            busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar_one()
            if busy:
                raise RuntimeError(
                    "the rows are deleted, but another process keeps old pages of the file in use; "
                    "stop the server and run `localoffer person scrub`"
                )


def conversations_of(session: Session, person: int) -> list[str]:
    """The keys of the person's conversations that are still kept."""
    require_all(Base.metadata)
    found = [
        session.execute(
            select(table.c.conversation).where(rows_about(Base.metadata, table, person))
        ).scalars()
        for table in tables_about(Base.metadata)
        if BY_CONVERSATION in table.c
    ]
    return sorted({str(key) for keys in found for key in keys if key})


def _person(session: Session, person: int) -> YoungPerson:
    found: Optional[YoungPerson] = session.get(YoungPerson, person)
    if found is None:
        raise KeyError(person)
    return found


def _plain_columns(session: Session, person: int) -> Any:
    """What names the person elsewhere; nothing sealed is read, so a lost key does not stop an erasure."""
    wanted = select(YoungPerson.council, YoungPerson.reference, YoungPerson.phone_lookup).where(
        YoungPerson.id == person
    )
    found = session.execute(wanted).one_or_none()
    if found is None:
        raise KeyError(person)
    return found


def _linked(person: int) -> Iterator[tuple[Table, ColumnElement]]:
    """Tables with foreign keys to the person and which of their rows, what is owned before its owner."""
    for table in reversed(tables_about(Base.metadata)):
        yield table, rows_about(Base.metadata, table, person)


def _unlinked(lookup: Optional[str], conversations: list[str]) -> Iterator[tuple[Table, ColumnElement]]:
    """Rows that name the person by a keyed number or a conversation, with or without a foreign key."""
    for column, values in ((BY_NUMBER, [lookup] if lookup else []), (BY_CONVERSATION, conversations)):
        for table in tables_with(Base.metadata, column):
            yield table, table.c[column].in_(values)


def _rows(session: Session, table: Table, person: int) -> list[Mapping[str, Any]]:
    wanted = (
        select(table).where(rows_about(Base.metadata, table, person)).order_by(*table.primary_key.columns)
    )
    return list(session.execute(wanted).mappings())


def _readable(table: Table, row: Mapping[str, Any], advisers: Mapping[int, str]) -> dict[str, Any]:
    return {column.name: _shown(column, row[column.name], advisers) for column in table.columns}


def _shown(column: Any, value: Any, advisers: Mapping[int, str]) -> Any:
    if value is None:
        return None
    if column.name.endswith(("_lookup", "_hash")):
        return _HASHED
    if any(key.column.table is PersonalAdviser.__table__ for key in column.foreign_keys):
        return advisers.get(value, value)
    return _plain(value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _advisers(session: Session) -> dict[int, str]:
    return {int(adviser.id): adviser.name for adviser in session.execute(select(PersonalAdviser)).scalars()}


def _unlinked_rows(session: Session, about: YoungPerson) -> dict[str, list[dict[str, Any]]]:
    shown = {*_BROWSERS, *(table.name for table in tables_about(Base.metadata))}
    return {
        table.name: [
            _readable(table, row, {}) for row in session.execute(select(table).where(theirs)).mappings()
        ]
        for table, theirs in _unlinked(about.phone_lookup, conversations_of(session, about.id))
        if table.name not in shown
    }


def _counts(session: Session, about: YoungPerson) -> dict[str, int]:
    return {name: _count(session, Base.metadata.tables[name], about) for name in _BROWSERS}


def _count(session: Session, table: Table, about: YoungPerson) -> int:
    linked = "young_person_id" in table.c
    mine = (
        rows_about(Base.metadata, table, about.id) if linked else table.c.phone_lookup == about.phone_lookup
    )
    return int(session.execute(select(func.count()).select_from(table).where(mine)).scalar_one())


def _audit_events(session: Session, person: int) -> list[dict[str, Any]]:
    table = AuditEvent.__table__
    wanted = select(table).where(table.c.person == person).order_by(table.c.id)
    return [_readable(table, row, {}) for row in session.execute(wanted).mappings()]
