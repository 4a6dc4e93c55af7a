"""Work that may have to wait for a database: in threads of its own, and never longer than it is given.

Each kind of work has its own lane: page loads that wait can't take the threads that a cry for help needs.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from threading import BoundedSemaphore
from typing import Any, Callable, TypeVar

T = TypeVar("T")

IN_DANGER = 0.8  # seconds that an urgent reply waits for all of its database work together
SHORTEST = 0.005  # of what is left; less is none: a timer may ring a moment early
PATIENCE = 10.0  # for a message, a sign-in and the like
FOR_A_PAGE = 3.0
IN_THE_END = 60.0  # longer than any database takes to give up: what is ended must be known to be


class TooLateError(Exception):
    """The work was not done in time. It may be done later, with nobody waiting for it."""


class Lane:
    """A few threads for one kind of work. What they and the queue don't hold is refused at once.

    A thread that nobody waits for any more is free again when its work ends: a database gives up by itself.
    """

    def __init__(self, name: str, threads: int, waiting: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._room = BoundedSemaphore(threads + waiting)

    async def run(self, seconds: float, work: Callable[..., T], *given: Any) -> T:
        """What the work gives, or raises. Raises TooLateError after so many seconds, or if there is no room."""
        if seconds <= 0 or not self._room.acquire(blocking=False):
            raise TooLateError
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._threads.submit(self._do, answer, partial(work, *given))
        try:
            return await asyncio.wait_for(answer, seconds)
        except asyncio.TimeoutError:
            raise TooLateError from None

    def _do(self, answer: asyncio.Future[T], work: Callable[[], T]) -> None:
        say = None
        try:
            if not answer.cancelled():  # else nobody waits for it any more
                say = _outcome(answer, work)
        finally:
            self._room.release()
        if say:
            _tell(answer, say)


class Wait:
    """What is left of the time that one reply may wait, for everything it needs together."""

    def __init__(self, lane: Lane, seconds: float) -> None:
        self._lane, self._left = lane, seconds

    async def run(self, work: Callable[..., T], *given: Any) -> T:
        """What the work gives, or raises. Raises TooLateError when the time is up."""
        started = time.monotonic()
        try:
            return await self._lane.run(self._left if self._left > SHORTEST else 0.0, work, *given)
        finally:
            self._left -= time.monotonic() - started


@dataclass(frozen=True)
class Lanes:
    """The lanes of the front door and its pages. Signing in has one thread: its limits are counted one try after the other.

    Ending has its own: what can't be deleted now is tried again and again, and must not fill the lanes of those who talk.
    """

    urgent: Lane = field(default_factory=lambda: Lane("urgent", 8, 32))
    talk: Lane = field(default_factory=lambda: Lane("talk", 8, 64))
    pages: Lane = field(default_factory=lambda: Lane("pages", 4, 32))
    ending: Lane = field(default_factory=lambda: Lane("ending", 4, 128))
    sign_in: Lane = field(default_factory=lambda: Lane("sign-in", 1, 16))


def _outcome(answer: asyncio.Future[T], work: Callable[[], T]) -> Callable[[], None]:
    """Do the work; how to say what came of it."""
    try:
        return partial(answer.set_result, work())
    except Exception as error:  # noqa: BLE001 - whoever waits gets it
        return partial(answer.set_exception, error)


def _tell(answer: asyncio.Future[T], say: Callable[[], None]) -> None:
    """Say it on the event loop, unless nobody waits any more or the loop has ended."""
    with suppress(RuntimeError):
        answer.get_loop().call_soon_threadsafe(lambda: None if answer.done() else say())
