"""Several workers that serve one address, and the parent that starts them, starts again the one that died, and stops them all.

The parent binds the socket and computes nothing. Each worker is a process of its own from the start: nothing of the parent's
threads or connections is in it.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Callable, Iterator, List, Optional, Sequence

from bot.serving.worker_pipes import Place, Ready, heard_ready

logger = logging.getLogger(__name__)

LOOK = 0.2  # seconds between two looks at the workers
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds until a worker that died is started again
STEADY = 60.0  # seconds that a worker must have served for its death to count as the first one
MOST_DEATHS = 3  # of one worker before it was ready, while no other serves
SECONDS_TO_STOP = 40.0  # a worker itself gives its turns thirty


@dataclass
class _Worker:
    """One place in the crew, and the process that has it now."""

    number: int
    process: Optional[subprocess.Popen[bytes]] = None
    told: int = -1
    ready: Optional[Ready] = None
    ready_at: float = 0.0
    deaths: int = 0
    start_at: float = field(default=0.0)


class Crew:
    """`count` workers, each started by a `command` for its place. `listening` is the file of the bound socket.

    `tell` says what whoever watches should know; `on_ready` follows when all are ready for the first time.
    """

    def __init__(
        self,
        count: int,
        listening: int,
        command: Callable[[Place], Sequence[str]],
        tell: Callable[[str], None],
        on_ready: Callable[[], None],
    ) -> None:
        self._workers = [_Worker(number) for number in range(count)]
        self._listening, self._command, self._tell, self._on_ready = listening, command, tell, on_ready
        self._stop, self._asked, self._was_ready = threading.Event(), 0, False
        self._their_end, self._our_end = os.pipe()

    def run(self) -> None:
        """Until SIGINT or SIGTERM: then all are stopped, and what they have begun is finished. Raises RuntimeError if none can start."""
        with self._stopped_by_signals():
            try:
                while not self._stop.is_set():
                    for worker in self._workers:
                        self._see_to(worker)
                    self._stop.wait(LOOK)
            finally:
                self._end()

    def _see_to(self, worker: _Worker) -> None:
        if worker.process is None:
            if time.monotonic() >= worker.start_at:
                self._start(worker)
            return
        if worker.ready is None:
            self._listen_to(worker)
        if worker.process.poll() is not None:
            self._died(worker, worker.process.returncode)

    def _start(self, worker: _Worker) -> None:
        told, tells = os.pipe()
        os.set_blocking(told, False)
        place = Place(worker.number, len(self._workers), self._listening, tells, self._their_end)
        worker.process = subprocess.Popen(  # noqa: S603 - our own program
            self._command(place),
            stdin=subprocess.DEVNULL,
            pass_fds=(self._listening, tells, self._their_end),
            start_new_session=True,  # Ctrl+C reaches the parent alone, which stops them in order
        )
        os.close(tells)
        worker.told, worker.ready = told, None

    def _listen_to(self, worker: _Worker) -> None:
        worker.ready = ready = heard_ready(worker.told)
        if ready is None:
            return
        worker.ready_at = time.monotonic()
        said = f"ready in {ready.seconds:.0f} seconds, with {ready.memory:.0f} MiB"
        self._tell(f"Worker {worker.number + 1} of {len(self._workers)} is {said}.")
        if not self._was_ready and all(each.ready for each in self._workers):
            self._was_ready = True
            self._on_ready()

    def _died(self, worker: _Worker, code: int) -> None:
        now = time.monotonic()
        was_steady = worker.ready is not None and now - worker.ready_at > STEADY
        worker.deaths = 1 if was_steady else worker.deaths + 1
        os.close(worker.told)
        worker.process = None
        if worker.ready is None and worker.deaths >= MOST_DEATHS and not self._anybody_serves():
            raise RuntimeError(
                f"worker {worker.number + 1} ended {worker.deaths} times before it was ready ({_ended(code)}); see what it said above"
            )
        worker.ready = None
        pause = min(FIRST_PAUSE * 2.0 ** (worker.deaths - 1), LONGEST_PAUSE)
        worker.start_at = now + pause
        logger.error(
            "Worker %d ended (%s); it is started again in %.0f s",
            worker.number + 1,
            _ended(code),
            pause,
        )

    def _anybody_serves(self) -> bool:
        return any(worker.process is not None and worker.ready for worker in self._workers)

    def _end(self) -> None:
        """Stop everyone, politely and then not."""
        running = [worker.process for worker in self._workers if worker.process is not None]
        for process in running:
            process.terminate()
        until, asked = time.monotonic() + SECONDS_TO_STOP, self._asked
        while any(process.poll() is None for process in running):
            if time.monotonic() > until or self._asked > max(asked, 1):  # asked again: nobody wants to wait
                for process in running:
                    process.kill()
            time.sleep(LOOK / 4)
        for file in (self._their_end, self._our_end):
            os.close(file)

    @contextmanager
    def _stopped_by_signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self._asked_to_stop) for number in _STOPS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _asked_to_stop(self, *_given: object) -> None:
        self._asked += 1
        self._stop.set()


_STOPS: List[signal.Signals] = [signal.SIGINT, signal.SIGTERM]


def _ended(code: int) -> str:
    """How a process ended, in words."""
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
