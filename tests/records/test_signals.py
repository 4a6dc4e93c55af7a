"""Signals: they go out with the transaction of their cause, to every process that listens."""

from __future__ import annotations

import queue
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from invented import KEY

from bot.records.database import Database
from bot.records.signals import ENDED, LEFT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postgresql import Server

SECONDS = 20
OTHER_PROCESS = """
import sys
from bot.records.database import Database
database = Database(sys.argv[1], [sys.argv[2]])
with database.transaction() as session:
    database.signals.publish(session, "ended", "from elsewhere")
"""

Heard = queue.SimpleQueue


@pytest.fixture
def heard(database: Database) -> Iterator[Heard]:
    """What is heard of ends, in this process, which listens already."""
    found: Heard = queue.SimpleQueue()
    database.signals.subscribe(ENDED, found.put, lambda: found.put("missed"))
    database.signals.start()
    if database.engine.dialect.name == "postgresql":
        assert database.signals.is_listening.wait(SECONDS)
    yield found
    database.signals.stop()


@pytest.fixture(params=["session", "statements"])
def begin(request: pytest.FixtureRequest, database: Database) -> Callable:
    """Either kind of transaction."""
    return database.transaction if request.param == "session" else database.connection


def test_a_signal_is_heard_when_its_transaction_commits(
    database: Database, begin: Callable, heard: Heard
) -> None:
    """Not before, and once."""
    with begin() as cause:
        database.signals.publish(cause, ENDED, "web-1")
        database.signals.publish(cause, LEFT, "somebody")
        assert heard.empty()
    with begin() as cause:
        database.signals.publish(cause, ENDED, "web-2")
    assert [heard.get(timeout=SECONDS) for _ in range(2)] == ["web-1", "web-2"]
    assert heard.empty()


def test_what_is_rolled_back_is_not_said(database: Database, begin: Callable, heard: Heard) -> None:
    """Neither then nor with the next transaction."""
    with suppress(LookupError), begin() as cause:
        database.signals.publish(cause, ENDED, "never")
        raise LookupError
    with begin() as cause:
        database.signals.publish(cause, ENDED, "web-2")
    assert heard.get(timeout=SECONDS) == "web-2"


def test_who_left_hears_nothing_any_more(database: Database, begin: Callable, heard: Heard) -> None:
    """And one who fails keeps nobody else from hearing."""
    early: Heard = queue.SimpleQueue()
    database.signals.subscribe(ENDED, early.put)()
    database.signals.subscribe(ENDED, lambda key: {}[key])
    late: Heard = queue.SimpleQueue()
    database.signals.subscribe(ENDED, late.put)
    with begin() as cause:
        database.signals.publish(cause, ENDED, "web-1")
    assert heard.get(timeout=SECONDS) == late.get(timeout=SECONDS) == "web-1"
    assert early.empty()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_other_processes_are_heard(database: Database, heard: Heard) -> None:
    """That is what they are for."""
    url = database.engine.url.render_as_string(hide_password=False)
    subprocess.run([sys.executable, "-c", OTHER_PROCESS, url, KEY], check=True)
    assert heard.get(timeout=SECONDS) == "from elsewhere"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_after_a_restart_of_the_database_it_is_said_that_something_was_missed(
    postgresql: Server, database: Database, heard: Heard
) -> None:
    """And then they are heard as before."""
    postgresql.stop()
    postgresql.start()
    assert heard.get(timeout=SECONDS) == "missed"
    with database.transaction() as session:
        database.signals.publish(session, ENDED, "web-1")
    assert heard.get(timeout=SECONDS) == "web-1"
