"""Invented young people by the million, with plans and contacts. None of them exists.

Which adviser and which number somebody has follows from their place in the list,
so a look-up can be made without asking the database first.
"""

from __future__ import annotations

import csv
import hashlib
import io
import random
from datetime import date, timedelta
from itertools import islice
from typing import Any, Callable, Dict, Iterator, List

from sqlalchemy import column, insert, table, text
from sqlalchemy.engine import Connection

from bot.casework.codes import PlanState
from bot.records.database import Database
from bot.records.sealed import KeyRing

COUNCILS = 150
CASELOAD = 15
ALERT_EVERY, OPEN_EVERY = 20, 50  # one in twenty people once had an alert; one in fifty alerts is still open
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


def adviser_of(person: int, people: int) -> int:
    """Whose caseload somebody is in: spread over the whole table."""
    return person % advisers_for(people) + 1


def team_of(adviser: int) -> int:
    """The team of an adviser."""
    return (adviser - 1) // ADVISERS_OF_A_TEAM + 1


def council_of(team: int) -> str:
    """The council of a team."""
    return f"council-{team % COUNCILS}"


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
        "accommodation": (_lives(people, "accom", "U1"), people),
        "activity": (_lives(people, "activ", "F1"), people),
        "web_session": (_sessions(people), people),
        "alert": (_alerts(people, token), people // ALERT_EVERY),
        "alert_delivery": (_deliveries(people), people // ALERT_EVERY),
        "call_back_request": (_calls(people), people // ALERT_EVERY),
        "audit_event": (_events(people), people),
    }
    with database.owning() as engine, engine.begin() as connection:
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
        if connection.dialect.name == "postgresql":
            _copy(connection, name, some)
            continue
        connection.execute(insert(table(name, *(column(field) for field in some[0]))), some)


def _copy(connection: Connection, name: str, rows: List[Row]) -> None:
    lines = io.StringIO()
    csv.writer(lines).writerows(row.values() for row in rows)
    lines.seek(0)
    with connection.connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {name} ({', '.join(rows[0])}) FROM STDIN WITH (FORMAT csv)", lines)


def _tidy(database: Database) -> None:
    """What a database would do by itself a little later, in the middle of the measuring."""
    is_postgresql = database.engine.dialect.name == "postgresql"
    with (
        database.owning() as engine,
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
    ):
        for statement in (
            ["VACUUM ANALYZE"] if is_postgresql else ["ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"]
        ):
            connection.execute(text(statement))


def _teams(people: int) -> Iterator[Row]:
    teams = -(-advisers_for(people) // ADVISERS_OF_A_TEAM)
    return (
        {"id": number, "council": council_of(number), "name": f"Team {number}"}
        for number in range(1, teams + 1)
    )


def _advisers(people: int, token: str) -> Iterator[Row]:
    for number in range(1, advisers_for(people) + 1):
        yield {"id": number, "team_id": team_of(number), "name": token, "phone": token, "email": token}


def _young_people(people: int, token: str) -> Iterator[Row]:
    for person in range(1, people + 1):
        adviser = adviser_of(person, people)
        yield {
            "id": person,
            "reference": f"YP-{person}",
            "preferred_name": token,
            "birth_date": _days_ago(16 * 366 + person % 3000),
            "council": council_of(team_of(adviser)),
            "phone_lookup": phone_lookup(person),
            "phone": token,
            "personal_adviser_id": adviser,
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


def _lives(people: int, column: str, code: str) -> Iterator[Row]:
    for person in range(1, people + 1):
        yield {"young_person_id": person, column: code, "since": _days_ago(200)}


def token_hash(person: int) -> str:
    """The hash of somebody's cookie."""
    return hashlib.sha256(f"token {person}".encode()).hexdigest()


def _sessions(people: int) -> Iterator[Row]:
    """As if everybody were signed in at once."""
    for person in range(1, people + 1):
        yield {
            "token_hash": token_hash(person),
            "conversation": f"web-{phone_lookup(person)[:32]}",
            "young_person_id": person,
            "last_seen_at": _AT,
        }


def _alerts(people: int, token: str) -> Iterator[Row]:
    for number in range(1, people // ALERT_EVERY + 1):
        done = None if number % OPEN_EVERY == 0 else _AT
        yield {
            "id": number,
            "young_person_id": number * ALERT_EVERY,
            "number": 1,
            "danger": token,
            "is_about_other": False,
            "with_consent": True,
            "raised_at": _AT,
            "acknowledged_at": done,
            "acknowledged_by": done and "staff:1",
        }


def _deliveries(people: int) -> Iterator[Row]:
    """Sent once; those of open alerts are due again tomorrow."""
    for number in range(1, people // ALERT_EVERY + 1):
        yield {
            "alert_id": number,
            "recipient": "duty_team",
            "channel": "email",
            "next_try_at": _TOMORROW if number % OPEN_EVERY == 0 else _AT,
            "tried_at": _AT,
            "attempts": 0,
            "delivered_at": _AT,
            "deliveries": 1,
        }


def _calls(people: int) -> Iterator[Row]:
    for number in range(1, people // ALERT_EVERY + 1):
        yield {"young_person_id": number * ALERT_EVERY, "asked_at": _AT}


def _events(people: int) -> Iterator[Row]:
    for person in range(1, people + 1):
        yield {
            "happened_at": _AT,
            "role": "personal_adviser",
            "actor": "staff:1",
            "action": "caseload",
            "person": person,
            "outcome": "allowed",
        }


_AT, _TOMORROW = f"{TODAY} 09:00:00.000000", f"{TODAY + timedelta(days=1)} 09:00:00.000000"


def _days_ago(days: int) -> str:
    return _DAYS[days]


_DAYS: List[str] = [(TODAY - timedelta(days=days)).isoformat() for days in range(10_000)]


def some_of(people: int, how_many: int, seed: int) -> List[int]:
    """Places in the list, drawn at random: from 1 to `people`."""
    dice = random.Random(seed)
    return [dice.randint(1, people) for _ in range(how_many)]
