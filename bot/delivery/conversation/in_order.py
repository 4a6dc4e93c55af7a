"""The messages of one conversation are answered in the order in which they came, one at a time."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from contextlib import asynccontextmanager
from typing import AsyncContextManager, AsyncIterator, Dict, List, Protocol
from typing import Counter as Counts

logger = logging.getLogger(__name__)

LONGEST = (
    30.0  # seconds that a message waits for those before it: one that hangs must not silence a conversation
)


class Locks(Protocol):
    """Lets one turn of a conversation at a time go on, whichever process it runs in. Danger never asks."""

    def lock(self, conversation: str) -> AsyncContextManager[None]:
        """Waits until nobody else has the conversation, for a bounded time. It raises nothing for want of a lock: the turn goes on."""


class Place:
    """Where a message stands in its line. It takes its place when it is made, and leaves it when it is closed."""

    def __init__(self, lines: Dict[str, List[Place]], key: str) -> None:
        self._lines, self._key, self._left = lines, key, asyncio.Event()
        line = lines.setdefault(key, [])
        self._before = list(line)
        line.append(self)

    async def comes(self) -> None:
        """Until everybody who came before has left, or for a while."""
        if not self._before:
            return
        waiting = [asyncio.ensure_future(place.gone()) for place in self._before]
        _, late = await asyncio.wait(waiting, timeout=LONGEST)
        for one in late:
            one.cancel()
        if late:
            logger.error("A message did not wait any longer for the one before it")

    async def gone(self) -> None:
        """Until it has left."""
        await self._left.wait()

    def close(self) -> None:
        """Leave, and let the next one come. Twice is once."""
        if self._left.is_set():
            return
        self._left.set()
        self._before = []  # else each would hold all that ever came before it
        self._lines[self._key].remove(self)
        if not self._lines[self._key]:
            del self._lines[self._key]


class InOrder:
    """The lines of this process, by whatever tells who is speaking: a conversation, or what stands for a browser."""

    def __init__(self) -> None:
        self._lines: Dict[str, List[Place]] = {}

    def place(self, key: str) -> Place:
        """The place of a message that comes now."""
        return Place(self._lines, key)


class LocksHere:
    """The locks of one process."""

    def __init__(self) -> None:
        self._locks: Dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._wanted: Counts[str] = Counter()

    @asynccontextmanager
    async def lock(self, conversation: str) -> AsyncIterator[None]:
        """See Locks."""
        self._wanted[conversation] += 1
        try:
            async with _for_a_while(self._locks[conversation]):
                yield
        finally:
            self._wanted[conversation] -= 1
            if not self._wanted[conversation]:
                del self._wanted[conversation], self._locks[conversation]


@asynccontextmanager
async def _for_a_while(lock: asyncio.Lock) -> AsyncIterator[None]:
    """The lock, or after some time none at all."""
    try:
        await asyncio.wait_for(lock.acquire(), LONGEST)
    except asyncio.TimeoutError:
        logger.error("A message did not wait any longer for its conversation to be free")
        yield
        return
    try:
        yield
    finally:
        lock.release()
