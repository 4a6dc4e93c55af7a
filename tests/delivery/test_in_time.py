"""Work beside the event loop: in time or not at all, bounded, and each kind in its own lane."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Callable

import pytest

from bot.delivery.in_time import LONGEST_WAY, MOMENT, Lane, Lanes, RightOfWay, TooLateError, Wait

pytestmark = pytest.mark.alone


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


def test_work_that_ends_after_its_event_loop_does_no_harm(
    gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
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


def seconds_of(work: Callable[[], object]) -> float:
    """How long some work takes."""
    started = time.monotonic()
    work()
    return time.monotonic() - started


def begin_giving(way: RightOfWay) -> None:
    """Other work that has nothing to do."""
    with way.given():
        pass


def test_other_work_begins_a_moment_after_urgent_work() -> None:
    """An urgent reply needs several pieces of work: nothing slips in between two of them, and afterwards nobody waits."""
    way = RightOfWay()
    assert seconds_of(lambda: begin_giving(way)) < MOMENT / 2
    with way.taken():
        pass
    assert MOMENT / 2 < seconds_of(lambda: begin_giving(way)) < MOMENT * 3
    assert seconds_of(lambda: begin_giving(way)) < MOMENT / 2


def test_urgent_work_without_an_end_does_not_stop_all_other() -> None:
    """Somebody who cries wolf without an end costs the others a quarter of a second a piece, no more."""
    way, is_done = RightOfWay(), threading.Event()

    def cry_wolf() -> None:
        """One urgent piece after another."""
        while not is_done.is_set():
            with way.taken():
                time.sleep(MOMENT / 10)

    crying = threading.Thread(target=cry_wolf)
    crying.start()
    try:
        time.sleep(MOMENT)
        assert LONGEST_WAY * 0.9 < seconds_of(lambda: begin_giving(way)) < LONGEST_WAY * 2
    finally:
        is_done.set()
        crying.join()


@pytest.mark.parametrize("lane", ["talk", "pages", "ending", "sign_in"])
async def test_other_work_gives_way_to_a_cry_for_help(lane: str) -> None:
    """It begins only when the urgent piece is done, however long that takes, and a moment is over."""
    lanes, order = Lanes(), []
    urgent = asyncio.ensure_future(
        lanes.urgent.run(5, lambda: (time.sleep(MOMENT * 3), order.append("urgent")))
    )
    await asyncio.sleep(MOMENT)
    await getattr(lanes, lane).run(5, order.append, lane)
    await urgent
    assert order == ["urgent", lane]


async def test_a_pressed_button_gives_way_to_nobody() -> None:
    """It may be one of danger: what it is must be found out while others cry wolf."""
    lanes = Lanes()
    urgent = asyncio.ensure_future(lanes.urgent.run(5, time.sleep, LONGEST_WAY))
    await asyncio.sleep(MOMENT)
    started = time.monotonic()
    await lanes.pressed.run(5, str, 1)
    assert time.monotonic() - started < MOMENT
    await urgent


@pytest.mark.parametrize("name", ["urgent", "talk", "pages", "pressed"])
async def test_two_hundred_who_come_in_the_same_moment_all_have_room(name: str) -> None:
    """A letter went to everybody: whom a well database answers in time is not refused for being one of many."""
    lane: Lane = getattr(Lanes(), name)
    done = await asyncio.gather(*(lane.run(10, len, "work") for _ in range(200)))
    assert done == [4] * 200
    assert (lane.refused, lane.late) == (0, 0)
