"""What one process asks of the locks that all share: in a thread of its own, and whatever nobody waits for any more is given back."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Callable, Optional, Protocol

from bot.delivery.in_time import TooLateError

logger = logging.getLogger(__name__)

# Seconds between two looks whether another process is done.
FIRST_PAUSE, LONGEST_PAUSE = 0.002, 0.02
# Seconds until a database that says nothing is given up: it tells at once whether a lock is free, however long that one is held.
ANSWERS_IN = 3.0


class SharedLocks(Protocol):
    """What processes share: see `bot.records.held_locks.HeldLocks`."""

    def take(self, number: int) -> Optional[int]:
        """In which life of the connection it is held; None if another process holds it."""

    def give_back(self, number: int, life: int) -> None:
        """Free it."""

    def still_holds(self, life: int) -> bool:
        """Whether what was taken in that life is held still."""

    def close(self) -> None:
        """Free everything."""


class SharedTurns:
    """Takes and gives back a lock for a conversation. `number` names a conversation in the database.

    One thread does it all in order, so what is given back is free before this process asks for it again.
    """

    def __init__(self, locks: SharedLocks, number: Callable[[str], int]) -> None:
        self._locks, self._number = locks, number
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="lock")

    async def take(self, conversation: str, until: float) -> int:
        """In which life of the connection it is held. Raises TooLateError at a time of `time.monotonic`, or when the database says nothing at all, or what it raises."""
        pause, number = FIRST_PAUSE, self._number(conversation)
        while (left := until - time.monotonic()) > 0:
            life = await self._asked(number, min(left, ANSWERS_IN))
            if life is not None:
                return life
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        raise TooLateError

    def give_back(self, conversation: str, life: int) -> None:
        """Free it, without waiting for that."""
        self._thread.submit(self._freed, self._number(conversation), life)

    def still_holds(self, life: int) -> bool:
        """Whether it is held still. Asks the database: not on an event loop."""
        return self._locks.still_holds(life)

    def close(self) -> None:
        """Free everything, and end the thread. Waits for it."""
        self._thread.submit(self._locks.close)
        self._thread.shutdown()

    async def _asked(self, number: int, seconds: float) -> Optional[int]:
        asking = self._thread.submit(self._locks.take, number)
        answer = asyncio.wrap_future(asking)
        answer.add_done_callback(_seen)
        try:
            await asyncio.wait({answer}, timeout=seconds)
        except BaseException:
            self._thread.submit(self._undone, asking, number)
            raise
        if not asking.done():
            self._thread.submit(self._undone, asking, number)
            raise TooLateError
        return asking.result()

    def _undone(self, asking: Future[Optional[int]], number: int) -> None:
        """Give back what was taken for nobody. In our one thread the taking is over by now."""
        if not asking.cancel() and not asking.cancelled() and asking.exception() is None:
            life = asking.result()
            if life is not None:
                self._freed(number, life)

    def _freed(self, number: int, life: int) -> None:
        try:
            self._locks.give_back(number, life)
        except Exception as error:  # noqa: BLE001 - the turn is done; the lock goes with the connection
            logger.error("A conversation's lock could not be given back: error=%s", type(error).__name__)


def _seen(answer: asyncio.Future[Optional[int]]) -> None:
    """An error that comes when nobody waits any more is no news."""
    if not answer.cancelled():
        answer.exception()
