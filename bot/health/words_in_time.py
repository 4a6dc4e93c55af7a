"""Looking at several parts at once, in threads, and no longer than so many seconds."""

from __future__ import annotations

import asyncio
import logging
from typing import Callable, Mapping, Optional

from bot.delivery.in_time import Lane, TooLateError
from bot.health.states import FAILING, NO_ANSWER

logger = logging.getLogger(__name__)

Probe = Callable[[], str]  # how a part is, in a word; may wait


class WordsInTime:
    """Asks the parts. Each has a thread of its own, so one that hangs neither delays the others nor piles up."""

    def __init__(self, name: str, parts: Mapping[str, Probe], seconds: float) -> None:
        self._parts, self._seconds = parts, seconds
        self._lanes = {part: Lane(f"{name}-{part}", 1, 0) for part in parts}
        self._looking: Optional[asyncio.Task[Mapping[str, str]]] = None

    async def look(self) -> Mapping[str, str]:
        """A word for each part. Who asks while somebody else does gets the same words."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._look())
        return await asyncio.shield(self._looking)

    async def _look(self) -> Mapping[str, str]:
        words = await asyncio.gather(*(self._word(part) for part in self._parts))
        return dict(zip(self._parts, words, strict=True))

    async def _word(self, part: str) -> str:
        try:
            return await self._lanes[part].run(self._seconds, self._parts[part])
        except TooLateError:
            return NO_ANSWER
        except Exception as error:  # noqa: BLE001 - this is what the route is there to tell
            logger.error("A part could not be looked at: part=%s error=%s", part, type(error).__name__)
            return FAILING
