"""A talk goes on where another process serves it: after a restart, beside a second server, and of two at once one wins."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hand_over_world import KAI, MANAGER, SAM, World, asks_to_talk, conversation_of
from invented import KEY

from bot.delivery.handing_over.hand_over_desk import KeptHandOvers
from bot.delivery.handing_over.put_lines import Lines
from bot.delivery.handing_over.young_side import Said
from bot.records.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOTHING = Said("", "")


@pytest.fixture
def world(database: Database) -> World:
    """Everybody is there."""
    world = World(database)
    asks_to_talk(world.dialogue)
    return world


@pytest.fixture
def other(world: World) -> Iterator[KeptHandOvers]:
    """What another process has of the same records: nothing in memory, and connections of its own."""
    database = Database(world.database.engine.url.render_as_string(hide_password=False), [KEY])
    yield another(world, database)
    database.engine.dispose()


def another(world: World, database: Database) -> KeptHandOvers:
    """Hand-overs over a database of its own."""
    lines = Lines(database.signals, world.lines.deliver)
    return KeptHandOvers(replace(world.parts, database=database, lines=lines))


def together(*calls: Callable[[], object]) -> None:
    """Do all of it in the same moment; what one raises fails the test."""
    failed: list[BaseException] = []
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        gate.wait(10)
        try:
            call()
        except Exception as error:  # noqa: BLE001 - told to the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []


async def test_asked_in_one_process_it_is_taken_and_ended_in_another(
    world: World, other: KeptHandOvers
) -> None:
    """Nothing of a talk is in the memory of a process."""
    await world.asks()
    number = world.rows()[0].id
    [here] = other.pressed(conversation_of(SAM), "take", number, NOTHING) or []
    assert here.title == "You are in the chat"
    await world.on_page("Hello?")
    assert world.quotes() == ["Hello?"]
    assert other.said(conversation_of(SAM), "teams", Said("Hello to you", "a key")) == []
    assert world.newest().lead == "Hello to you"
    assert other.number_in(world.web[KAI], "web") == number
    assert other.left(world.web[KAI])
    assert world.ended_by() == ["young_person"]


async def test_what_was_asked_before_a_restart_goes_to_the_managers_and_becomes_a_call(
    world: World, other: KeptHandOvers
) -> None:
    """The look of each minute is that of whichever process runs then."""
    await world.asks()
    world.pass_time(minutes=5)
    other.tend()
    assert len(world.cards(MANAGER)) == 1
    world.pass_time(minutes=5)
    other.tend()
    assert world.ended_by() == ["nobody"]
    assert [person for person, _ in world.calls()] == [KAI]


async def test_two_processes_that_look_in_one_moment_ask_once(world: World, other: KeptHandOvers) -> None:
    """One card for the manager, and one line for the young person."""
    await world.asks()
    world.pass_time(minutes=5)
    together(world.hand_overs.tend, other.tend)
    assert len(world.cards(MANAGER)) == 1
    said = [line for line in world.page() if line.answer and "I asked their manager" in line.answer.lead]
    assert len(said) == 1


async def test_of_adviser_and_manager_in_one_moment_one_takes_it(world: World, other: KeptHandOvers) -> None:
    """In two processes; the young person is told of one."""
    await world.asks()
    world.tend(minutes=5)
    number = world.rows()[0].id
    titles: list[str] = []

    def takes(hand_overs: KeptHandOvers, account: int) -> None:
        """One who takes it."""
        answers = hand_overs.pressed(conversation_of(account), "take", number, NOTHING)
        titles.extend(answer.title for answer in answers or [])

    together(lambda: takes(world.hand_overs, SAM), lambda: takes(other, MANAGER))
    assert sorted(titles) == ["This chat can't be taken any more", "You are in the chat"]
    assert len([one for one in world.page() if one.answer and "is here." in one.answer.lead]) == 1
