"""The messages of one conversation are answered in the order in which they came, one at a time."""

from __future__ import annotations

import asyncio
import logging
from typing import Dict, List

logger = logging.getLogger(__name__)

LONGEST = (
    30.0  # seconds that a message waits for those before it: one that hangs must not silence a conversation
)


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
