"""Two processes that take sign-ins at once count the tries of a number one after the other, on either database."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from bot.casework.tables import YoungPerson
from bot.identity.sign_in.code_limits import STRANGERS
from bot.identity.sign_in.one_time_codes import MOST_TRIES, Codes
from bot.identity.sign_in.sign_in_tables import SignInCode, SignInFailure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.records.database import Database
    from bot.records.keyed import Keyed

NOW = datetime(2026, 11, 22, 12)
KIT, BROWSER = "07700 900123", "b" * 64
ROUNDS = 20
# Reads a task a line and says what came of it; both processes get theirs at the same moment.
AT_ONCE = """
import json, sys
from datetime import datetime
import bot.casework.tables
from bot.identity.sign_in.one_time_codes import Codes
from bot.records.database import Database
from bot.records.keyed import Keyed

database = Database(sys.argv[1], [sys.argv[2]])
codes, now = Codes(Keyed(b"a secret for tests")), datetime(2026, 11, 22, 12)

def type(code):
    with database.transaction() as session:
        return codes.check(session, "b" * 64, code, now)[0].value

def ask(address):
    with database.transaction() as session:
        return codes.ask(session, "b" * 64, "07700 900123", now, address) is not None

with database.transaction():
    print("ready", flush=True)
for line in sys.stdin:
    task, words = json.loads(line)
    print(json.dumps([{"type": type, "ask": ask}[task](word) for word in words]), flush=True)
"""


class Pair:
    """Two processes on one database."""

    def __init__(self, database: Database, key: str) -> None:
        """Started, and connected."""
        url = database.engine.url.render_as_string(hide_password=False)
        self._both = [
            subprocess.Popen(
                [sys.executable, "-c", AT_ONCE, url, key],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        assert [each.stdout.readline().strip() for each in self._both] == ["ready"] * 2

    def do(self, task: str, words: list[str]) -> list[object]:
        """What both say to the same task."""
        for each in self._both:
            print(json.dumps([task, words]), file=each.stdin, flush=True)
        return [said for each in self._both for said in json.loads(each.stdout.readline())]

    def end(self) -> None:
        """Stop both."""
        for each in self._both:
            each.communicate()


@pytest.fixture
def pair(database: Database) -> Iterator[Pair]:
    """Two processes, and one invented person."""
    from invented import KEY

    made = Pair(database, KEY)
    yield made
    made.end()


@pytest.fixture
def codes(database: Database, keyed: Keyed) -> Codes:
    """The codes of this process; Kit's number is on record."""
    with database.transaction() as session:
        session.add(
            YoungPerson(
                reference="YP-1",
                preferred_name="Kit",
                birth_date=date(2008, 2, 29),
                council="rutland",
                phone_lookup=keyed.phone(KIT),
            )
        )
    return Codes(keyed)


def start_afresh(database: Database) -> None:
    """As if nobody had tried to sign in."""
    with database.transaction() as session:
        session.execute(delete(SignInCode))
        session.execute(delete(SignInFailure))


def ask(database: Database, codes: Codes) -> str:
    """A new code."""
    with database.transaction() as session:
        return codes.ask(session, BROWSER, KIT, NOW, "192.0.2.7")


def wrong_ones(code: str) -> list[str]:
    """Four that are not this code."""
    return [f"{(int(code) + number) % 1_000_000:06d}" for number in range(1, 5)]


def test_two_processes_allow_five_tries_together(database: Database, codes: Codes, pair: Pair) -> None:
    """Four wrong codes typed in each: four were wrong, and from the fifth on the number is locked."""
    for _ in range(ROUNDS):
        start_afresh(database)
        said = pair.do("type", wrong_ones(ask(database, codes)))
        assert sorted(said) == ["locked"] * (9 - MOST_TRIES) + ["wrong"] * (MOST_TRIES - 1)


def test_one_code_signs_in_once(database: Database, codes: Codes, pair: Pair) -> None:
    """Typed in both at the same moment, one of them is told that it was used."""
    for _ in range(ROUNDS):
        start_afresh(database)
        assert sorted(pair.do("type", [ask(database, codes)])) == ["expired", "signed_in"]


def test_two_processes_send_five_codes_together(database: Database, codes: Codes, pair: Pair) -> None:
    """More are asked for in each, from places of their own: nobody's phone gets more than five at once."""
    at_once = sum(not wait for wait in STRANGERS)
    addresses = [f"2001:db8:{number}::1" for number in range(at_once + 1)]
    for _ in range(ROUNDS):
        start_afresh(database)
        assert pair.do("ask", addresses).count(True) == at_once
