"""Danger in two messages is seen, also if two processes took them, or this one was started in between."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.answer import Answer
from bot.delivery.conversation.catching_up import CatchingUp
from bot.delivery.conversation.journal import LATELY, DatabaseJournal
from bot.delivery.conversation.lately import Lately
from bot.delivery.conversation.noticing import Noticing
from bot.delivery.in_time import Lane
from bot.safeguarding.detector import rules_alone
from bot.settings import Clock

if TYPE_CHECKING:
    from datetime import datetime

    from bot.records.database import Database
    from bot.safeguarding.finding import Danger

TALK = "web-1"


class Later(Clock):
    """A clock that a test moves on."""

    ahead = timedelta()

    def now(self) -> datetime:
        """The moment it shows."""
        return super().now() + self.ahead


class Process:
    """One process: its memory, and what it says danger is."""

    def __init__(self, journal: DatabaseJournal) -> None:
        """With the journal that all share."""
        self.lately = Lately(lambda: 0.0)
        self.noticing = Noticing(rules_alone(), self.lately)
        self.journal = journal
        self.catching_up = CatchingUp(
            self.lately, self.noticing.look, journal.said_lately, Lane("test", 1, 8)
        )

    async def hears(self, text: str) -> Danger | None:
        """Take a message as a channel does, and answer it."""
        await self.catching_up.catch_up(TALK)
        found = await self.noticing.look(text, TALK)
        self.lately.said(TALK, text, found)
        self.journal.write(TALK, text, [Answer(lead="Yes.", place="rutland")])
        return found


@pytest.fixture
def clock() -> Later:
    """Now, at first."""
    return Later()


@pytest.fixture
def journal(database: Database, clock: Later) -> DatabaseJournal:
    """What all processes share."""
    return DatabaseJournal(database, clock)


async def test_danger_in_two_messages_is_seen_by_the_process_that_took_the_second(
    journal: DatabaseJournal,
) -> None:
    """By itself the second message shows nothing; the council of the talk is known there too."""
    first, second = Process(journal), Process(journal)
    assert await first.hears("i want to be") is None
    assert await Process(journal).noticing.look("dead", TALK) is None
    found = await second.hears("dead")
    assert found is not None
    assert found.is_urgent
    assert second.lately.council(TALK) == "rutland"


async def test_a_process_that_fell_behind_hears_what_it_missed(journal: DatabaseJournal) -> None:
    """It knows the talk from before, but not its last message."""
    first, second = Process(journal), Process(journal)
    await second.hears("hello")
    await first.hears("i want to be")
    second.lately.fell_behind(TALK)
    found = await second.hears("dead")
    assert found is not None
    assert found.is_urgent


async def test_what_was_said_in_another_talk_does_not_count(journal: DatabaseJournal, clock: Later) -> None:
    """Half an hour later it is another one."""
    await Process(journal).hears("i want to be")
    clock.ahead = LATELY + timedelta(seconds=1)
    assert await Process(journal).hears("dead") is None


async def test_a_database_that_does_not_answer_leaves_what_is_in_memory(
    journal: DatabaseJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It raises nothing, and danger is still seen with what this process heard itself."""
    only = Process(journal)
    await only.hears("i want to be")
    only.lately.fell_behind(TALK)
    monkeypatch.setattr(only.catching_up, "_said_lately", lambda _talk: 1 / 0)
    assert not await only.catching_up.catch_up(TALK)
    found = await only.noticing.look("dead", TALK)
    assert found is not None
    assert found.is_urgent
