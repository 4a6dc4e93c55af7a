"""Looks for danger beside the event loop, what is suspicious first: nobody's cry for help waits behind another's novel."""

from __future__ import annotations

import asyncio
import heapq
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any, Callable, List, Optional, Sequence, Tuple, TypeVar

from bot.safeguarding import byte_look
from bot.safeguarding.detector import Detector
from bot.safeguarding.finding import Danger

SHORT = 200  # letters that the rules read in a millisecond, on the event loop: most messages
OUTRIGHT, JUDGED = 0, 1  # what is done first, with any message, and what is done after that

Job = Callable[[], None]
Rank = Tuple[int, float]
Result = TypeVar("Result")


class Looker:
    """One thread that looks at messages one after another. It starts with the first that must wait and ends with the process."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._queue = _Queue()

    async def look(self, text: str, before: Sequence[str] = (), begun: str = "") -> Optional[Danger]:
        """What a message shows. What a short one says in so many words is found before anything waits. Never raises.

        `begun` is the message just before it, if that showed something.
        """
        read = partial(self._read, text, before, begun)
        found, suspicion = read() if len(text) <= SHORT else await self._queue.run((OUTRIGHT, len(text)), read)
        return found or await self._queue.run((JUDGED, -suspicion), partial(self._detector.judged, text, before))

    async def outright_in(self, raw: bytes) -> Optional[Danger]:
        """What bytes say in so many words that nobody could read as a message. Never raises."""
        return await self._queue.run((OUTRIGHT, len(raw)), partial(self._outright, raw))

    def _read(self, text: str, before: Sequence[str], begun: str) -> Tuple[Optional[Danger], float]:
        found = self._detector.at_once(text, before, begun)
        return found, 0.0 if found else self._detector.suspicion(text)

    def _outright(self, raw: bytes) -> Optional[Danger]:
        return next(filter(None, map(self._detector.at_once, byte_look.texts(raw))), None)


@dataclass
class _Queue:
    """Jobs by rank, the lowest first, worked off by one thread."""

    _jobs: List[Tuple[Rank, int, Job]] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)
    _is_waiting: threading.Condition = field(default_factory=threading.Condition)
    _thread: Optional[threading.Thread] = None

    async def run(self, rank: Rank, work: Callable[[], Result]) -> Result:
        """What the work gives, or raises, when its turn has come."""
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._put(rank, partial(_do, answer, work))
        return await answer

    def _put(self, rank: Rank, job: Job) -> None:
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


def _do(answer: asyncio.Future[Any], work: Callable[[], Any]) -> None:
    try:
        say = partial(answer.set_result, work())
    except Exception as error:  # noqa: BLE001 - whoever waits gets it
        say = partial(answer.set_exception, error)
    with suppress(RuntimeError):  # the loop has ended, and nobody waits
        answer.get_loop().call_soon_threadsafe(lambda: None if answer.done() else say())
