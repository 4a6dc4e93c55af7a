"""Who is behind a cookie: the database tells, and what it told a moment ago counts where it is busy."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, select, text

from bot.advising.advising_tables import SharedAnswer
from bot.answer import Answer
from bot.answer_data import as_data
from bot.casework.tables import StaffAccount, YoungPerson
from bot.channels.web import visits
from bot.channels.web.ending import Ending
from bot.channels.web.visits import Visits
from bot.delivery.conversation.journal import DatabaseJournal
from bot.front_door import FrontDoor, Incoming
from bot.identity.sign_in.sessions import Sessions
from bot.settings import Clock

if TYPE_CHECKING:
    from bot.records.database import Database
    from bot.records.keyed import Keyed

DANGER = "I want to kill myself"
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


class Quiet:
    """A dialogue that says one thing."""

    async def respond(self, *_given: object) -> list[Answer]:
        """One thing."""
        return [Answer(lead="Hello.")]

    async def about(self, text: str) -> str | None:
        """Nobody knows."""
        return None

    def forget(self, conversation: str) -> None:
        """Nothing is kept."""


class Process:
    """The visits of one process, on a database that others have too."""

    def __init__(self, database: Database, keyed: Keyed) -> None:
        """Open its front door."""
        self.database, self.sessions = database, Sessions(keyed)
        self.journal = DatabaseJournal(database, Clock())
        self.door = FrontDoor(Quiet(), self.journal)
        self.visits = Visits(self.door, self.journal, self.sessions, database, Clock())

    def sign_in(self, token: str) -> int:
        """Kit signs in."""
        with self.database.transaction() as session:
            kit = YoungPerson(
                reference="YP-1", preferred_name="Kit", birth_date=date(2008, 2, 29), council="rutland"
            )
            session.add(kit)
            session.flush()
            self.sessions.visit(session, "before", Clock().now())
            self.sessions.sign_in(session, "before", token, kit.id)
        return int(kit.id)


@ON_SQLITE
async def test_whoever_is_signed_in_and_in_danger_is_no_stranger_to_a_busy_database(
    database: Database, keyed: Keyed
) -> None:
    """They are known at once by what the database told a moment ago; what is said then is kept when it can be, in their own talk."""
    process = Process(database, keyed)
    kit = process.sign_in("token")
    visitor, _ = await process.visits.for_page("token")
    somebody = create_engine(database.engine.url, future=True)
    with somebody.connect() as other:
        other.exec_driver_sql("BEGIN EXCLUSIVE")
        started = time.monotonic()
        visit = await process.visits.with_message("token", DANGER)
        incoming = Incoming("web", visit.conversation, "m1", DANGER, waited=visit.waited, looked=visit.looked)
        reply = await process.door.handle(incoming)
        assert time.monotonic() - started < 3
        other.rollback()
    somebody.dispose()
    assert (visit.conversation, visit.visitor.young_person_id) == (visitor.conversation, kit)
    assert [answer.urgency for answer in reply.answers] == ["urgent"]
    _, lines = await process.visits.for_page("token")
    assert [line.text for line in lines if line.answer is None] == [DANGER]


async def test_a_page_that_is_loaded_while_a_message_is_answered_has_it(
    database: Database, keyed: Keyed
) -> None:
    """Whoever lost the line and loads the page would send it again."""
    process = Process(database, keyed)
    visit = await process.visits.with_message("token", "hello")
    message = Incoming("web", visit.conversation, "m1", "hello")
    waiting = asyncio.ensure_future(process.door.handle(message))
    await asyncio.sleep(0)
    _, lines = await process.visits.for_page("token")
    assert [line.text for line in lines if line.answer is None] == ["hello"]
    await waiting


@ON_SQLITE
async def test_what_was_told_long_ago_does_not_count(
    database: Database, keyed: Keyed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else may sit there by now: the database is asked, also in danger, and where it can't be, nobody is known."""
    process = Process(database, keyed)
    process.sign_in("token")
    await process.visits.for_page("token")
    monkeypatch.setattr(visits, "KNOWN_FOR", 0.0)
    with database.connection() as connection:
        connection.execute(text("ALTER TABLE web_session RENAME TO lost"))
    visit = await process.visits.with_message("token", DANGER)
    assert (visit.visitor, visit.conversation) == (None, process.sessions.stand_in("token"))


async def test_what_comes_with_an_ended_session_is_known_as_that_in_every_process(
    database: Database, keyed: Keyed
) -> None:
    """Ended in one process, it stays ended in the other; and the one that ended it remembers nothing of it."""
    one, other = Process(database, keyed), Process(database, keyed)
    one.sign_in("token")
    for process in (one, other):
        await process.visits.for_page("token")
    await one.visits.end("token")
    found = [await process.visits.with_message("token", "hello") for process in (one, other)]
    assert [visit.is_ended for visit in found] == [True, True]
    assert [visit.visitor.young_person_id for visit in found] == [None, None]


@ON_SQLITE
async def test_whoever_left_in_another_process_is_not_known_any_more_in_danger(
    database: Database, keyed: Keyed
) -> None:
    """What this process remembers of a session goes when it hears that another one ended it."""
    one, other = Process(database, keyed), Process(database, keyed)
    ending = Ending(other.door, other.visits)
    kit = one.sign_in("token")
    await other.visits.for_page("token")
    before = await other.visits.with_message("token", DANGER)
    await one.visits.end("token")
    after = await other.visits.with_message("token", DANGER)
    assert [visit.visitor.young_person_id for visit in (before, after)] == [kit, None]
    assert (ending.is_ended("token"), after.is_ended) == (True, True)


async def test_what_staff_shared_stands_in_the_chat_of_who_is_signed_in(
    database: Database, keyed: Keyed
) -> None:
    """At the next visit, once, and in nobody else's: not before they sign in, and not in another person's browser."""
    process = Process(database, keyed)
    kit = process.sign_in("token")
    with database.transaction() as session:
        session.add(StaffAccount(id=1, subject_lookup="a" * 64, role="administrator"))
        session.flush()
        session.add(
            SharedAnswer(
                young_person_id=kit,
                staff_account_id=1,
                topic="council_tax",
                place="rutland",
                words=json.dumps(as_data(Answer(title="From your PA", lead="You may pay less."))),
                by_text=False,
                shared_at=Clock().now(),
            )
        )
    _, nothing = await process.visits.for_page("a stranger's token")
    for _ in range(2):
        _, lines = await process.visits.for_page("token")
        assert lines is not None
        assert [line.answer.lead for line in lines if line.answer] == ["You may pay less."]
    assert nothing == []
    with database.transaction() as session:
        assert session.execute(select(SharedAnswer.seen_at)).scalar_one() is not None
