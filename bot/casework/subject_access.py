"""Everything held about one person: to hand it over (UK GDPR article 15), and to erase it (article 17)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Callable, Iterator, Mapping, Optional

from sqlalchemy import Table, delete, func, select, text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from bot.casework.about_person import (
    BY_CONVERSATION,
    BY_NUMBER,
    require_all,
    rows_about,
    tables_about,
    tables_with,
)
from bot.casework.codes import Role
from bot.casework.database import Base
from bot.casework.models import AuditEvent, PersonalAdviser, YoungPerson

_BROWSERS = ("web_session", "sign_in_code", "sign_in_failure")  # keyed hashes alone: shown as counts
_HASHED = "(kept as a keyed hash)"
_DONE = "done"


@dataclass(frozen=True)
class Operator:
    """Who asks for an export or an erasure. `actor` is an account's number or "terminal", never a name."""

    actor: str = "terminal"
    role: Role = Role.ADMINISTRATOR


def export(session: Session, person: int, now: datetime, by: Operator) -> dict[str, Any]:
    """Everything held about a person, ready for JSON; writes an audit event "export".

    Gives {"made_at", "about", "records": {table: [row]}, "unlinked": {table: [row]} (what names the
    person by conversation or number alone), "sign_in": {table: count}, "audit_events": [row]}. Raises KeyError for an unknown person.
    """
    about = _person(session, person)
    # Written first, so that this very export stands in what is handed over.
    _audit(session, person, "export", now, by)
    session.flush()
    advisers = _advisers(session)
    return {
        "made_at": _plain(now),
        "about": about.reference,
        "records": {
            table.name: [_readable(table, row, advisers) for row in _rows(session, table, person)]
            for table in tables_about(Base.metadata) if table.name not in _BROWSERS
        },
        "unlinked": _unlinked_rows(session, about),
        "sign_in": _counts(session, about),
        "audit_events": _audit_events(session, person),
    }


def erase(
    session: Session, person: int, now: datetime, by: Operator, forget: Callable[[str], None]
) -> dict[str, int]:
    """Delete every row about a person; audit events stay, with the record's number and no name.

    `forget` deletes what is kept elsewhere of a conversation; it is called before the first row
    goes, so that a failure leaves the record whole. Returns rows deleted by table. What was deleted
    is still in the database's file until `scrub`. Raises KeyError for an unknown person.
    """
    lookup = _lookup(session, person)
    conversations = conversations_of(session, person)
    for conversation in conversations:
        forget(conversation)
    gone: Counter[str] = Counter()
    for table, theirs in [*_unlinked(lookup, conversations), *_linked(person)]:
        gone[table.name] += int(session.execute(delete(table).where(theirs)).rowcount)
    session.expunge_all()
    _audit(session, person, "erase", now, by)
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
        session.execute(select(table.c.conversation).where(rows_about(Base.metadata, table, person))).scalars()
        for table in tables_about(Base.metadata) if BY_CONVERSATION in table.c
    ]
    return sorted({str(key) for keys in found for key in keys if key})


def _person(session: Session, person: int) -> YoungPerson:
    found: Optional[YoungPerson] = session.get(YoungPerson, person)
    if found is None:
        raise KeyError(person)
    return found


def _lookup(session: Session, person: int) -> Optional[str]:
    """The person's number as a keyed hash; nothing sealed is read, so a lost key does not stop an erasure."""
    found = session.execute(select(YoungPerson.phone_lookup).where(YoungPerson.id == person)).one_or_none()
    if found is None:
        raise KeyError(person)
    return None if found.phone_lookup is None else str(found.phone_lookup)


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
    wanted = select(table).where(rows_about(Base.metadata, table, person)).order_by(*table.primary_key.columns)
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
        table.name: [_readable(table, row, {}) for row in session.execute(select(table).where(theirs)).mappings()]
        for table, theirs in _unlinked(about.phone_lookup, conversations_of(session, about.id)) if table.name not in shown
    }


def _counts(session: Session, about: YoungPerson) -> dict[str, int]:
    return {name: _count(session, Base.metadata.tables[name], about) for name in _BROWSERS}


def _count(session: Session, table: Table, about: YoungPerson) -> int:
    linked = "young_person_id" in table.c
    mine = rows_about(Base.metadata, table, about.id) if linked else table.c.phone_lookup == about.phone_lookup
    return int(session.execute(select(func.count()).select_from(table).where(mine)).scalar_one())


def _audit_events(session: Session, person: int) -> list[dict[str, Any]]:
    table = AuditEvent.__table__
    wanted = select(table).where(table.c.person == person).order_by(table.c.id)
    return [_readable(table, row, {}) for row in session.execute(wanted).mappings()]


def _audit(session: Session, person: int, action: str, now: datetime, by: Operator) -> None:
    session.add(
        AuditEvent(happened_at=now, role=by.role.value, actor=by.actor, action=action, person=person, outcome=_DONE)
    )
