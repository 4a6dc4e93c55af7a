"""One turn of a conversation at a time, in one process and between two; nobody waits for a conversation that is not theirs."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from bot.delivery.conversation import shared_turns
from bot.delivery.conversation.shared_turns import SharedTurns
from bot.delivery.conversation.turn_locks import LockLostError, TurnLocks
from bot.delivery.in_time import TooLateError
from bot.dialogue.own_loop import OwnLoop
from bot.records.held_locks import HeldLocks, lock_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from postgresql import Server

HELD = """
import sys, time
from bot.records.held_locks import HeldLocks, lock_number
locks = HeldLocks(sys.argv[1])
print(locks.take(lock_number("test", "a")), flush=True)
time.sleep(60)
"""


def number(conversation: str) -> int:
    """Of a conversation of these tests."""
    return lock_number("test", conversation)


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    """A database where nothing is locked."""
    name = f"locks_{uuid4().hex}"
    yield postgresql.create(name)
    postgresql.drop(name)


@pytest.fixture
def process(url: str) -> Iterator[Callable[..., TurnLocks]]:
    """Makes the locks of one process, as the server makes them."""
    made: list[TurnLocks] = []

    def make(longest: float = 20.0) -> TurnLocks:
        made.append(TurnLocks(SharedTurns(HeldLocks(url), number), longest))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def others(url: str) -> Iterator[HeldLocks]:
    """The locks that another process holds."""
    held = HeldLocks(url)
    yield held
    held.close()


@pytest.fixture(params=["alone", "shared"])
def both(request: pytest.FixtureRequest) -> list[TurnLocks]:
    """Who takes the locks: one process without others, or two that share a database."""
    if request.param == "alone":
        return [TurnLocks()] * 2
    process = request.getfixturevalue("process")
    return [process(), process()]


class Talk:
    """What would break if two turns ran at once."""

    def __init__(self) -> None:
        """Nothing runs, nothing was done."""
        self.running, self.most, self.done = 0, 0, []

    async def turn(self, locks: TurnLocks, conversation: str, name: int = 0, seconds: float = 0.005) -> None:
        """One turn, with another of its own inside, as Rasa takes the lock that the front door holds."""
        async with locks.lock(conversation):
            self.running += 1
            self.most = max(self.most, self.running)
            async with locks.lock(conversation):
                await asyncio.sleep(seconds)
            self.done.append(name)
            self.running -= 1


async def test_turns_of_one_conversation_run_one_after_the_other(both: list[TurnLocks]) -> None:
    """Twenty that come at once, to two processes: never two at a time, and each is done."""
    talk = Talk()
    await asyncio.gather(*(talk.turn(both[name % 2], "a", name) for name in range(20)))
    assert (talk.most, sorted(talk.done)) == (1, list(range(20)))


async def test_in_one_process_they_come_in_the_order_in_which_they_were_sent() -> None:
    """Nobody's second message is answered before their first."""
    talk, locks = Talk(), TurnLocks()
    await asyncio.gather(*(talk.turn(locks, "a", name) for name in range(20)))
    assert talk.done == list(range(20))


async def test_other_conversations_do_not_wait(both: list[TurnLocks]) -> None:
    """While one turn goes on, fifty other conversations have theirs."""
    slow, others = Talk(), Talk()
    long_turn = asyncio.ensure_future(slow.turn(both[0], "a", seconds=20))
    await asyncio.sleep(0.2)
    await asyncio.gather(*(others.turn(both[name % 2], f"b{name}") for name in range(50)))
    assert (len(others.done), slow.done) == (50, [])
    long_turn.cancel()


async def test_who_waits_too_long_is_told_and_holds_nobody_up() -> None:
    """The wait has an end, and so has the place in the queue."""
    locks = TurnLocks(longest=0.1)
    long_turn = asyncio.ensure_future(Talk().turn(locks, "a", seconds=1))
    await asyncio.sleep(0)
    with pytest.raises(TooLateError):
        await Talk().turn(locks, "a")
    await long_turn
    await asyncio.wait_for(Talk().turn(locks, "a"), 1)


async def test_the_wait_for_another_process_has_an_end_too(
    process: Callable[..., TurnLocks], others: HeldLocks
) -> None:
    """And what it was given too late goes back."""
    locks = process(longest=0.1)
    life = others.take(number("a"))
    with pytest.raises(TooLateError):
        await Talk().turn(locks, "a")
    others.give_back(number("a"), life)
    await asyncio.wait_for(Talk().turn(locks, "a"), 1)


@pytest.mark.parametrize("moment", [0.0, 0.001, 0.01])
async def test_who_goes_away_while_waiting_leaves_nothing_locked(
    both: list[TurnLocks], moment: float
) -> None:
    """Also at the moment at which they are let in."""
    for _ in range(10):
        talk = Talk()
        waiting = [asyncio.ensure_future(talk.turn(both[0], "a")) for _ in range(3)]
        await asyncio.sleep(moment)
        for each in waiting:
            each.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    await asyncio.wait_for(Talk().turn(both[1], "a"), 5)


async def test_a_turn_in_a_loop_of_its_own_has_the_lock_of_the_turn_that_asked() -> None:
    """Rasa computes beside the event loop, inside the turn that the front door has locked."""
    locks, loop = TurnLocks(longest=0.5), OwnLoop("beside")
    async with locks.lock("a"):
        await loop.run(Talk().turn(locks, "a"))


async def test_turns_of_two_loops_keep_apart() -> None:
    """A lock that one event loop has keeps a turn of another one waiting."""
    locks, loop, talk = TurnLocks(), OwnLoop("beside"), Talk()
    turns = [talk.turn(locks, "a", name) for name in range(10)]
    await asyncio.gather(*turns[:5], *map(loop.run, turns[5:]))
    assert (talk.most, len(talk.done)) == (1, 10)


async def test_what_a_turn_leaves_behind_has_no_lock_any_more() -> None:
    """A task that was begun in a turn and outlives it waits like everybody else."""
    locks, late = TurnLocks(longest=0.1), asyncio.Event()

    async def afterwards() -> None:
        """Begun in the first turn, done in the second."""
        await late.wait()
        await Talk().turn(locks, "a")

    async with locks.lock("a"):
        left = asyncio.ensure_future(afterwards())
        await asyncio.sleep(0)
    async with locks.lock("a"):
        late.set()
        with pytest.raises(TooLateError):
            await left


def hold_and_be_killed(url: str, others: HeldLocks) -> None:
    """Another process takes the lock, which nobody else gets then, and is killed."""
    with subprocess.Popen([sys.executable, "-c", HELD, url], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline().strip() == "1"
        assert others.take(number("a")) is None
        holder.kill()


async def test_a_process_that_is_killed_holds_nothing(
    process: Callable[..., TurnLocks], url: str, others: HeldLocks
) -> None:
    """Its lock is free within a second."""
    await asyncio.to_thread(hold_and_be_killed, url, others)
    await asyncio.wait_for(Talk().turn(process(), "a"), 1)


async def test_a_turn_learns_that_its_lock_was_lost(
    postgresql: Server, process: Callable[..., TurnLocks]
) -> None:
    """After a restart of the database another process may have had it; the next turn has a new one."""
    locks = process()
    async with locks.lock("a"):
        check = locks.checks("a")
        await asyncio.to_thread(check)
        postgresql.stop()
        postgresql.start()
        with pytest.raises(LockLostError):
            await asyncio.to_thread(check)
    await Talk().turn(locks, "a")


async def test_waiting_for_another_process_takes_milliseconds(process: Callable[..., TurnLocks]) -> None:
    """Ten turns of two processes in turn lose less than a tenth of a second each."""
    one, other = process(), process()
    await asyncio.gather(Talk().turn(one, "b"), Talk().turn(other, "c"))  # both are connected
    talk, started = Talk(), time.monotonic()
    await asyncio.gather(*(talk.turn([one, other][name % 2], "a", name) for name in range(10)))
    assert time.monotonic() - started < 1


class SilentLocks:
    """The locks of a database that is frozen: its connection is open, and nothing comes back."""

    def __init__(self) -> None:
        self.thawed = threading.Event()

    def take(self, _number: int) -> int:
        """Hang."""
        self.thawed.wait()
        return 1

    def give_back(self, _number: int, _life: int) -> None:
        """Nothing was taken."""

    def close(self) -> None:
        """There is nothing to close."""


async def test_a_database_that_says_nothing_is_soon_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long before the time that somebody waits for another turn: whoever writes is to hear that something is wrong."""
    monkeypatch.setattr(shared_turns, "ANSWERS_IN", 0.05)
    silent = SilentLocks()
    shared, started = SharedTurns(silent, number), time.monotonic()
    try:
        with pytest.raises(TooLateError):
            await shared.take("a", started + 20)
        assert time.monotonic() - started < 5
    finally:
        silent.thawed.set()
        shared.close()
