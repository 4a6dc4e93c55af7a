"""An event loop in a thread of its own, for work that computes long between two waits: a turn through Rasa keeps nobody else waiting."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, Coroutine, Optional, TypeVar

from bot.delivery.in_time import yield_cores

Result = TypeVar("Result")


class OwnLoop:
    """Runs coroutines beside the event loop that asks. Its thread starts with the first one and ends with the process."""

    def __init__(self, name: str) -> None:
        self._name, self._starting = name, threading.Lock()
        self._loop: Optional[asyncio.AbstractEventLoop] = None

    async def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """What the work gives, or raises. Who stops waiting stops the work."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._running()))

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=_go, args=(self._loop,), name=self._name, daemon=True).start()
            return self._loop


def _go(loop: asyncio.AbstractEventLoop) -> None:
    yield_cores()
    loop.run_forever()
