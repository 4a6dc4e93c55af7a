"""Looks for danger beside the event loop, what is suspicious first: nobody's cry for help waits behind another's novel."""

from __future__ import annotations

import asyncio
import heapq
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Callable, List, Optional, Sequence, Tuple

from bot.safeguarding.detector import Detector
from bot.safeguarding.finding import Danger

Job = Callable[[], None]


class Looker:
    """One thread that judges messages one after another. It starts with the first message and ends with the process."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._queue = _Queue()

    async def look(self, text: str, before: Sequence[str] = (), begun: str = "") -> Optional[Danger]:
        """What a message shows. What is said in so many words is found before anything waits. Never raises.

        `begun` is the message just before it, if that showed something.
        """
        found = self._detector.at_once(text, before, begun)
        if found:
            return found
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Optional[Danger]] = loop.create_future()

        def job() -> None:
            found = self._detector.judged(text, before)
            with suppress(RuntimeError):  # the loop has ended, and nobody waits
                loop.call_soon_threadsafe(_settle, answer, found)

        self._queue.put(-self._detector.suspicion(text), job)
        return await answer


def _settle(answer: asyncio.Future[Optional[Danger]], found: Optional[Danger]) -> None:
    if not answer.done():
        answer.set_result(found)


@dataclass
class _Queue:
    """Jobs by rank, the lowest first, worked off by one thread."""

    _jobs: List[Tuple[float, int, Job]] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)
    _is_waiting: threading.Condition = field(default_factory=threading.Condition)
    _thread: Optional[threading.Thread] = None

    def put(self, rank: float, job: Job) -> None:
        with self._is_waiting:
            heapq.heappush(self._jobs, (rank, next(self._numbers), job))
            self._is_waiting.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="danger-check", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            with self._is_waiting:
                while not self._jobs:
                    self._is_waiting.wait()
                _, _, job = heapq.heappop(self._jobs)
            job()
