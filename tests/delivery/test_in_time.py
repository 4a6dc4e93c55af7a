"""Work beside the event loop: in time or not at all, bounded, and each kind in its own lane."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from bot.delivery.in_time import Lane, Lanes, TooLateError, Wait


class Gate:
    """Work that lasts until a test lets it end."""

    def __init__(self) -> None:
        """Closed."""
        self.done, self.begun = threading.Event(), 0

    def work(self) -> str:
        """Wait for the test."""
        self.begun += 1
        self.done.wait(20)
        return "done"


@pytest.fixture
def gate():
    """A gate that is open at the end, so that no thread is left."""
    made = Gate()
    yield made
    made.done.set()


async def give_up(lane: Lane, gate: Gate, seconds: float = 0.05) -> None:
    """Start work, and wait too short a time for it."""
    with pytest.raises(TooLateError):
        await lane.run(seconds, gate.work)


async def test_the_work_gives_its_answer_or_its_error() -> None:
    """As if it had been called."""
    lane = Lane("test", 1, 0)
    assert await lane.run(5, "{}-{}".format, "a", "b") == "a-b"
    with pytest.raises(ZeroDivisionError):
        await lane.run(5, lambda: 1 / 0)


async def test_nobody_waits_longer_than_was_given(gate: Gate) -> None:
    """The deadline counts, not the work; the event loop goes on meanwhile."""
    started, ticks = time.monotonic(), 0

    async def tick() -> None:
        """Count as long as it may."""
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.01)

    ticking = asyncio.get_running_loop().create_task(tick())
    await give_up(Lane("test", 1, 0), gate, 0.3)
    ticking.cancel()
    assert 0.25 < time.monotonic() - started < 0.8
    assert ticks > 5


async def test_a_full_lane_refuses_at_once(gate: Gate) -> None:
    """One thread and one place to wait: the third waits not at all, so nothing piles up."""
    lane = Lane("test", 1, 1)
    await give_up(lane, gate)
    await give_up(lane, gate)
    started = time.monotonic()
    await give_up(lane, gate, 5)
    assert time.monotonic() - started < 0.5


async def test_a_lane_is_free_again_when_the_work_ends(gate: Gate) -> None:
    """Nobody has to restart anything; what nobody waits for any more is not even begun."""
    lane = Lane("test", 1, 1)
    await give_up(lane, gate)
    await give_up(lane, gate)
    gate.done.set()
    for _ in range(100):
        try:
            assert await lane.run(5, str, 1) == "1"
            break
        except TooLateError:
            await asyncio.sleep(0.01)
    assert gate.begun == 1


async def test_page_loads_never_fill_the_urgent_lane(gate: Gate) -> None:
    """However many wait in one lane, another one is free."""
    lanes = Lanes()
    loads = [asyncio.get_running_loop().create_task(give_up(lanes.pages, gate)) for _ in range(200)]
    await asyncio.gather(*loads)
    started = time.monotonic()
    assert await lanes.urgent.run(1, str, 1) == "1"
    assert time.monotonic() - started < 0.5


async def test_several_waits_share_one_time(gate: Gate) -> None:
    """After the first has used it up, the next one is refused at once."""
    wait = Wait(Lane("test", 4, 4), 0.2)
    with pytest.raises(TooLateError):
        await wait.run(gate.work)
    started = time.monotonic()
    with pytest.raises(TooLateError):
        await wait.run(str, 1)
    assert time.monotonic() - started < 0.1


def test_work_that_ends_after_its_event_loop_does_no_harm(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    """A server that stops leaves no error behind."""
    lane = Lane("test", 1, 1)
    ended = asyncio.new_event_loop()
    waiting = ended.create_task(lane.run(5, gate.work))
    while not gate.begun:
        ended.run_until_complete(asyncio.sleep(0.01))
    ended.close()
    gate.done.set()
    other = asyncio.new_event_loop()
    assert other.run_until_complete(lane.run(5, str, 1)) == "1"
    other.close()
    assert caplog.text == ""
    assert not waiting.done()
