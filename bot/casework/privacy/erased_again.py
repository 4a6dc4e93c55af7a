"""Who was erased must not come back with a backup: the list of them as lines, and erasing them again."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Callable, Iterable, Mapping, Union

from sqlalchemy import inspect, select, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from bot.casework.operator import Operator
from bot.casework.privacy.erased import ErasedLookup, all_erased, erased_key
from bot.casework.privacy.subject_access import erase
from bot.casework.tables import ErasedReference, YoungPerson

RESTORE = Operator(actor="restore")
_LINE = re.compile(r"([0-9a-f]{64}) (\d{4}-\d\d-\d\d)")

Erased = Mapping[str, date]  # keyed hash of council and reference -> the day


def erased_in(engine: Engine) -> dict[str, date]:
    """Everybody on the list of a database, for the role that owns it; nobody where it has no such list. Raises SQLAlchemyError."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(ErasedReference.__tablename__):
            return {}
        return erased_of(connection)


def erased_of(asked: Union[Connection, Session]) -> dict[str, date]:
    """Everybody on the list whom this connection or session reaches."""
    rows = asked.execute(select(ErasedReference.lookup, ErasedReference.erased_on))
    return {str(row.lookup): row.erased_on for row in rows}


def as_lines(erased: Erased) -> list[str]:
    """A line for each: the keyed hash and the day. They name nobody to whoever lacks the secret key."""
    return [f"{lookup} {day.isoformat()}" for lookup, day in sorted(erased.items())]


def from_lines(lines: Iterable[str], where: str) -> dict[str, date]:
    """The list of these lines. Raises ValueError that names the line."""
    return dict(
        _pair(line, f"{where}, line {number}") for number, line in enumerate(lines, start=1) if line.strip()
    )


def _pair(line: str, where: str) -> tuple[str, date]:
    found = _LINE.fullmatch(line.strip())
    if found is None:
        raise ValueError(
            f"{where}: it needs 64 letters and figures, a space and a day, as `localoffer person erased` writes them"
        )
    return found[1], date.fromisoformat(found[2])


def as_sql(erased: Erased) -> str:
    """Statements that put everybody on the list of another database, who is not on it. They hold hashes and days alone."""
    return "".join(
        f"INSERT INTO erased_reference (lookup, erased_on) SELECT '{lookup}', '{day.isoformat()}' "  # noqa: S608 - hashes and days alone
        f"WHERE NOT EXISTS (SELECT 1 FROM erased_reference WHERE lookup = '{lookup}');\n"
        for lookup, day in sorted(erased.items())
    )


def erase_again(
    session: Session, now: datetime, forget: Callable[[str], None], erased_lookup: ErasedLookup
) -> int:
    """Erase everybody who is on the list and there all the same. How many they were; each leaves an audit event."""
    erased = all_erased(session)
    people = (
        session.execute(select(YoungPerson.id, YoungPerson.council, YoungPerson.reference)) if erased else ()
    )
    back = [row.id for row in people if erased_key(row.council, row.reference, erased_lookup) in erased]
    for person in back:
        erase(session, int(person), now, RESTORE, forget, erased_lookup)
    return len(back)


def forget_events(engine: Engine, conversation: str) -> None:
    """Delete every event of a conversation from a copy of Rasa's record, which needs no Rasa."""
    with engine.begin() as connection:
        connection.execute(
            text("DELETE FROM events WHERE sender_id = :conversation"), {"conversation": conversation}
        )
