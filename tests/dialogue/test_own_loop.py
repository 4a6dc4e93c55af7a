"""Rasa computes beside the event loop: whoever else writes meanwhile is heard."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from bot.dialogue.own_loop import OwnLoop


async def compute(seconds: float) -> str:
    """Work that never lets another task of its loop run."""
    time.sleep(seconds)  # noqa: ASYNC251 - that is what it stands for
    return threading.current_thread().name


async def test_what_computes_long_keeps_nobody_else_waiting() -> None:
    """The event loop that asked goes on; the work runs in its own thread."""
    loop, ticks = OwnLoop("test-dialogue"), 0
    working = asyncio.ensure_future(loop.run(compute(0.3)))
    while not working.done():
        ticks += 1
        await asyncio.sleep(0.01)
    assert (working.result(), ticks > 10) == ("test-dialogue", True)


async def test_an_error_comes_back() -> None:
    """As if it had been awaited here."""

    async def fail() -> None:
        """Not to be done."""
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        await OwnLoop("test-dialogue").run(fail())


async def test_who_stops_waiting_stops_the_work() -> None:
    """A question that nobody waits for any more takes no time from others."""
    ended = threading.Event()

    async def linger() -> None:
        """Until it is stopped."""
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(OwnLoop("test-dialogue").run(linger()), 0.05)
    assert await asyncio.to_thread(ended.wait, 5)
