"""Looks for danger beside the event loop, what is suspicious first: nobody's cry for help waits behind another's novel."""

from __future__ import annotations

import asyncio
import heapq
import logging
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any, Callable, List, Optional, Sequence, Tuple, TypeVar

from bot.safeguarding import byte_look
from bot.safeguarding.detector import Detector
from bot.safeguarding.finding import Danger

SHORT = 200  # letters that the rules read in a millisecond, on the event loop: most messages
# Seconds that a job goes behind others that came with it: what is to be read goes first, then what is to be judged, the most suspicious
# next. No more than a second, so that nothing waits without an end behind what came later.
TO_BE_JUDGED, LESS_SUSPICIOUS, NO_MESSAGE = 0.1, 0.05, 1.0
MOST_SUSPICIOUS, LEAST_SUSPICIOUS = 5.0, -5.0
PATIENCE = 2.0  # seconds; after them the hints of the rules must do

logger = logging.getLogger(__name__)

Job = Callable[[], None]
Result = TypeVar("Result")


class Looker:
    """One thread that looks at messages one after another. It starts with the first that must wait and ends with the process."""

    def __init__(
        self, detector: Detector, patience: float = PATIENCE, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._detector, self._patience = detector, patience
        self._queue = _Queue(seconds)

    async def look(self, text: str, before: Sequence[str] = (), begun: str = "") -> Optional[Danger]:
        """What a message shows. What a short one says in so many words is found before anything waits. Never raises.

        `begun` is the message just before it, if that showed something.
        """
        try:
            return await asyncio.wait_for(self._look(text, before, begun), self._patience)
        except Exception as error:  # noqa: BLE001 - a thread that is too busy, or can't be had: what the rules see counts
            logger.error("A message was looked at with the rules alone: error=%s", type(error).__name__)
            return self._detector.at_once(text, before, begun) or self._detector.hinted(text)
        finally:
            self._detector.forget_texts()

    async def outright_in(self, raw: bytes) -> Optional[Danger]:
        """What bytes say in so many words that nobody could read as a message. Never raises; keeps nothing of them."""
        try:
            return await asyncio.wait_for(
                self._queue.run(NO_MESSAGE, partial(self._outright, raw)), self._patience
            )
        except Exception as error:  # noqa: BLE001 - a thread that is too busy, or can't be had: here it takes a few milliseconds
            logger.error("What was sent was looked at on the event loop: error=%s", type(error).__name__)
            return self._outright(raw)
        finally:
            self._detector.forget_texts()

    async def _look(self, text: str, before: Sequence[str], begun: str) -> Optional[Danger]:
        read = partial(self._read, text, before, begun)
        found, suspicion = read() if len(text) <= SHORT else await self._queue.run(0.0, read)
        return found or await self._queue.run(
            _behind(suspicion), partial(self._detector.judged, text, before)
        )

    def _read(self, text: str, before: Sequence[str], begun: str) -> Tuple[Optional[Danger], float]:
        found = self._detector.at_once(text, before, begun)
        return found, 0.0 if found else self._detector.suspicion(text)

    def _outright(self, raw: bytes) -> Optional[Danger]:
        return next(filter(None, map(self._detector.at_once, byte_look.texts(raw))), None)


def _behind(suspicion: float) -> float:
    bounded = min(MOST_SUSPICIOUS, max(LEAST_SUSPICIOUS, suspicion))
    return TO_BE_JUDGED + LESS_SUSPICIOUS * (MOST_SUSPICIOUS - bounded)


@dataclass
class _Queue:
    """Jobs by when they came and how far behind others they go, worked off by one thread."""

    _seconds: Callable[[], float]
    _jobs: List[Tuple[float, int, Job]] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=count)
    _is_waiting: threading.Condition = field(default_factory=threading.Condition)
    _thread: Optional[threading.Thread] = None

    async def run(self, behind: float, work: Callable[[], Result]) -> Result:
        """What the work gives, or raises, when its turn has come. Who stops waiting saves the work."""
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._put(self._seconds() + behind, partial(_do, answer, work))
        return await answer

    def _put(self, rank: float, job: Job) -> None:
        with self._is_waiting:
            if self._thread is None:
                thread = threading.Thread(target=self._work, name="danger-check", daemon=True)
                thread.start()
                self._thread = thread  # only now: else the next one would wait for a thread that never began
            heapq.heappush(self._jobs, (rank, next(self._numbers), job))
            self._is_waiting.notify()

    def _work(self) -> None:
        while True:
            with self._is_waiting:
                while not self._jobs:
                    self._is_waiting.wait()
                _, _, job = heapq.heappop(self._jobs)
            job()


def _do(answer: asyncio.Future[Any], work: Callable[[], Any]) -> None:
    if answer.cancelled():
        return
    try:
        say = partial(answer.set_result, work())
    except Exception as error:  # noqa: BLE001 - whoever waits gets it
        say = partial(answer.set_exception, error)
    with suppress(RuntimeError):  # the loop has ended, and nobody waits
        answer.get_loop().call_soon_threadsafe(lambda: None if answer.done() else say())
