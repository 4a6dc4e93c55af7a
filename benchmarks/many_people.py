"""Invented young people by the million, with plans and contacts. None of them exists.

Which adviser and which number somebody has follows from their place in the list,
so a look-up can be made without asking the database first.
"""

from __future__ import annotations

import hashlib
import random
from datetime import date, timedelta
from itertools import islice
from typing import Any, Callable, Dict, Iterator, List

from sqlalchemy import column, insert, table, text
from sqlalchemy.engine import Connection

from bot.casework.codes import PlanState
from bot.records.database import Database
from bot.records.sealed import KeyRing

CASELOAD = 15
ADVISERS_OF_A_TEAM = 8
AT_ONCE = 50_000
TODAY = date(2026, 11, 22)
_CURRENT = [state.value for state in PlanState if state is not PlanState.SUPERSEDED]
_SIGNED = {PlanState.AUTHORISED.value, PlanState.IN_REVIEW.value}
_KINDS = ("visit", "text", "phone")  # the middle one is not meaningful

Row = Dict[str, Any]


def advisers_for(people: int) -> int:
    """How many advisers so many young people have."""
    return -(-people // CASELOAD)


def phone_lookup(person: int) -> str:
    """A stand-in for the keyed hash: 64 hex characters, in no order."""
    return hashlib.sha256(str(person).encode()).hexdigest()


def fill(database: Database, people: int, ring: KeyRing, tell: Callable[[str], None]) -> None:
    """Add everybody to an empty, migrated database and let it gather its statistics."""
    token = ring.seal("Kit (invented)")  # sealed once: sealing a million names would time the cipher
    tables = {
        "team": (_teams(people), -(-advisers_for(people) // ADVISERS_OF_A_TEAM)),
        "personal_adviser": (_advisers(people, token), advisers_for(people)),
        "young_person": (_young_people(people, token), people),
        "looked_after_period": (_periods(people), people),
        "pathway_plan": (_plans(people), 2 * people),
        "contact_record": (_contacts(people), len(_KINDS) * people),
    }
    with database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            # With SQLite's usual 2 MiB, each row would push index pages out to the disk.
            connection.exec_driver_sql("PRAGMA cache_size=-2000000")
        for name, (rows, how_many) in tables.items():
            tell(f"  {how_many:>10,} rows of {name}")
            _add(connection, name, rows)
    _tidy(database)
    database.engine.dispose()  # measured on new connections, with the cache that everybody has


def _add(connection: Connection, name: str, rows: Iterator[Row]) -> None:
    """In bulk and without the models' types, which would seal each name anew."""
    while some := list(islice(rows, AT_ONCE)):
        connection.execute(insert(table(name, *(column(field) for field in some[0]))), some)


def _tidy(database: Database) -> None:
    """What PostgreSQL would do by itself a little later, in the middle of the measuring."""
    is_postgresql = database.engine.dialect.name == "postgresql"
    engine = database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in (
            ["VACUUM ANALYZE", "CHECKPOINT"]
            if is_postgresql
            else ["ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"]
        ):
            connection.execute(text(statement))


def _teams(people: int) -> Iterator[Row]:
    teams = -(-advisers_for(people) // ADVISERS_OF_A_TEAM)
    return ({"id": number, "council": "rutland", "name": f"Team {number}"} for number in range(1, teams + 1))


def _advisers(people: int, token: str) -> Iterator[Row]:
    for number in range(1, advisers_for(people) + 1):
        team = (number - 1) // ADVISERS_OF_A_TEAM + 1
        yield {"id": number, "team_id": team, "name": token, "phone": token, "email": token}


def _young_people(people: int, token: str) -> Iterator[Row]:
    advisers = advisers_for(people)
    for person in range(1, people + 1):
        yield {
            "id": person,
            "reference": f"YP-{person}",
            "preferred_name": token,
            "birth_date": _days_ago(16 * 366 + person % 3000),
            "council": "rutland",
            "phone_lookup": phone_lookup(person),
            "phone": token,
            "personal_adviser_id": person % advisers + 1,  # so that a caseload is spread over the whole table
            "was_detained_at_16": False,
        }


def _periods(people: int) -> Iterator[Row]:
    for person in range(1, people + 1):
        yield {
            "young_person_id": person,
            "started_on": _days_ago(2000),
            "ended_on": None,
            "is_short_break": False,
        }


def _plans(people: int) -> Iterator[Row]:
    """Two each: the one that was replaced, and the current one."""
    for person in range(1, people + 1):
        yield _plan(person, PlanState.SUPERSEDED.value, 400, 380)
        state = _CURRENT[person % len(_CURRENT)]
        yield _plan(person, state, 20, person % 200 if state in _SIGNED else None)


def _plan(person: int, state: str, since: int, authorised: int | None) -> Row:
    signed = None if authorised is None else _days_ago(authorised)
    return {
        "young_person_id": person,
        "state": state,
        "state_since": _days_ago(since),
        "authorised_on": signed,
    }


def _contacts(people: int) -> Iterator[Row]:
    """Month by month, as they happen, so that one person's contacts lie far apart."""
    for month, kind in enumerate(_KINDS):
        for person in range(1, people + 1):
            yield {
                "young_person_id": person,
                "kind": kind,
                "is_meaningful": kind != "text",
                "happened_on": _days_ago(90 - 30 * month + person % 20),
            }


def _days_ago(days: int) -> str:
    return _DAYS[days]


_DAYS: List[str] = [(TODAY - timedelta(days=days)).isoformat() for days in range(10_000)]


def some_of(people: int, how_many: int, seed: int) -> List[int]:
    """Places in the list, drawn at random: from 1 to `people`."""
    dice = random.Random(seed)
    return [dice.randint(1, people) for _ in range(how_many)]
