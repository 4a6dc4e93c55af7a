"""Work that may have to wait for a database: in threads of its own, and never longer than it is given.

Each kind of work has its own lane: page loads that wait can't take the threads that a cry for help needs, and they give way
to it where they would take the same core or lock.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from threading import BoundedSemaphore, Lock
from typing import Any, Awaitable, Callable, Iterator, List, Optional, Sequence, TypeVar

T = TypeVar("T")

IN_DANGER = 0.8  # seconds that an urgent reply waits for all of its database work together
SHORTEST = 0.005  # of what is left; less is none: a timer may ring a moment early
MOMENT, LONGEST_WAY = (
    0.03,
    0.25,
)  # seconds that other work begins after urgent work; that it may be kept waiting so
PATIENCE = 10.0  # for a message, a sign-in and the like
FOR_A_PAGE = 3.0
WAITING = (
    256  # pieces of work in a lane's queue: as many as a well database does in the seconds that a page waits
)
IN_THE_END = 60.0  # longer than any database takes to give up: what is ended must be known to be


class TooLateError(Exception):
    """The work was not done in time. It may be done later, with nobody waiting for it."""


class RightOfWay:
    """Other work begins only when no urgent work is done, and none was a moment ago.

    An urgent reply needs several pieces of work; what began between two of them would keep the next one waiting.
    """

    def __init__(self) -> None:
        self._counting, self._taken, self._until = Lock(), 0, 0.0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Around urgent work."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    @contextmanager
    def given(self) -> Iterator[None]:
        """Around other work: waits in this thread first, but never long. Urgent messages without an end must not stop all others."""
        latest = time.monotonic() + LONGEST_WAY
        while (left := min(self._free(), latest) - time.monotonic()) > 0:
            time.sleep(min(left, MOMENT))
        yield

    async def let_pass(self) -> None:
        """The same on the event loop, before work that keeps everybody there waiting."""
        latest = time.monotonic() + LONGEST_WAY
        while (left := min(self._free(), latest) - time.monotonic()) > 0:  # noqa: ASYNC110 - other threads set it
            await asyncio.sleep(min(left, MOMENT))

    def _count(self, change: int) -> None:
        with self._counting:
            self._taken += change
            self._until = time.monotonic() + MOMENT

    def _free(self) -> float:
        """From when on other work may begin, as far as that is known."""
        return float("inf") if self._taken else self._until


class Lane:
    """A few threads for one kind of work. What they and the queue don't hold is refused at once.

    A thread that nobody waits for any more is free again when its work ends: a database gives up by itself. With `is_urgent`
    the lane's work has the `way`, else it gives it.
    """

    def __init__(
        self,
        name: str,
        threads: int,
        waiting: int,
        way: Optional[RightOfWay] = None,
        *,
        is_urgent: bool = False,
    ) -> None:
        self.name, self.refused, self.late = name, 0, 0  # how often there was no room, and no time
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._room = BoundedSemaphore(threads + waiting)
        way = way or RightOfWay()
        self._way = way.taken if is_urgent else way.given

    async def run(self, seconds: float, work: Callable[..., T], *given: Any) -> T:
        """What the work gives, or raises. Raises TooLateError after so many seconds, or if there is no room."""
        if seconds <= 0 or not self._room.acquire(blocking=False):
            self.refused += 1
            raise TooLateError
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        outcome: List[Callable[[], None]] = []
        self._threads.submit(self._do, answer, outcome, partial(work, *given))
        too_late = loop.call_later(
            seconds, _give_up, answer, outcome
        )  # `wait_for` takes several times as long
        try:
            return await answer
        except TooLateError:
            self.late += 1
            raise
        finally:
            too_late.cancel()

    def _do(
        self, answer: asyncio.Future[T], outcome: List[Callable[[], None]], work: Callable[[], T]
    ) -> None:
        try:
            with self._way():
                if not answer.done():  # else nobody waits for it any more
                    outcome.append(_outcome(answer, work))
        finally:
            self._room.release()
        if outcome:
            _tell(answer, outcome[0])


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

    async def beside(self, work: Awaitable[T]) -> T:
        """What other work gives, or raises, which needs no database but counts as waiting."""
        started = time.monotonic()
        try:
            return await work
        finally:
            self._left -= time.monotonic() - started


class Lanes:
    """The lanes of the front door and its pages. Signing in has one thread: its limits are counted one try after the other.

    Ending has its own: what can't be deleted now is tried again and again, and must not fill the lanes of those who talk.
    """

    def __init__(self) -> None:
        way = RightOfWay()
        self.let_pass = way.let_pass
        self.urgent = Lane("urgent", 8, WAITING, way, is_urgent=True)
        self.talk = Lane("talk", 8, WAITING, way)
        self.pages = Lane("pages", 4, WAITING, way)
        self.ending = Lane("ending", 4, WAITING, way)
        self.sign_in = Lane("sign-in", 1, 16, way)
        self.pressed = Lane(
            "pressed", 4, WAITING
        )  # a button may be one of danger: finding out gives way to nobody
        self.all = (self.urgent, self.talk, self.pages, self.ending, self.sign_in, self.pressed)


def _give_up(answer: asyncio.Future[Any], outcome: Sequence[Callable[[], None]]) -> None:
    """The time is up. What is done is not too late, though a busy event loop has not heard of it yet."""
    if answer.done():
        return
    if outcome:
        outcome[0]()
    else:
        answer.set_exception(TooLateError())


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
