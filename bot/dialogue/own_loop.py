"""An event loop in a thread of its own, for work that computes long between two waits: a turn through Rasa keeps nobody else waiting."""

from __future__ import annotations

import asyncio
import threading
from typing import Any, Coroutine, Optional, TypeVar

Result = TypeVar("Result")


class OwnLoop:
    """Runs coroutines beside the event loop that asks. Its thread starts with the first one and ends with the process."""

    def __init__(self, name: str) -> None:
        self._name, self._starting = name, threading.Lock()
        self._loop: Optional[asyncio.AbstractEventLoop] = None

    async def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """What the work gives, or raises. Who stops waiting stops the work. Raises RuntimeError if no thread can be had."""
        try:
            loop = self._running()
        except RuntimeError:
            work.close()
            raise
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, loop))

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                loop = type(asyncio.get_running_loop())()  # as quick a one as that of the server
                threading.Thread(target=loop.run_forever, name=self._name, daemon=True).start()
                self._loop = loop  # only now: else the next one would wait for a thread that never began
            return self._loop
