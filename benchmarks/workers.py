"""Turns a second of one worker and of two, on PostgreSQL, one after the other on this machine.

`python -m benchmarks.workers` exits with 0 if two workers make at least 1.6 times the turns of one, with 1 if not, and with 2 if
something could not be measured. It needs two cores, and a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import List, Optional, Sequence

from benchmarks.chats import OurChat
from benchmarks.failure import BenchmarkError
from benchmarks.load import CHATS, QUESTIONS, TURNS_OF_A_CHAT, memory_of
from benchmarks.ours import prepare
from benchmarks.turns import at_least_one, row, tell
from benchmarks.two_servers import Databases, new_databases, serving

LEAST = 1.6  # times the turns of one worker
SECONDS = 10.0  # of a round
DRIVERS = 2  # processes that ask, of ten chats each: one alone would be as busy as a worker


@dataclass(frozen=True)
class Speed:
    """Turns a second in each round, and the resident memory of all processes in MiB."""

    workers: int
    rounds: List[float]
    memory: float

    @property
    def turns(self) -> float:
        """The median."""
        return median(self.rounds)


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Measure, print, judge."""
    chosen = make_parser().parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="localoffer-workers-", ignore_cleanup_errors=True) as folder:
            one, two = measure_both(Path(folder), chosen.rounds)
    except (BenchmarkError, HTTPException, OSError) as error:
        print(f"benchmarks.workers: {error}", file=sys.stderr)
        return 2
    print(table(one, two))
    return 0 if two.turns >= LEAST * one.turns else 1


def make_parser() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workers", description=__doc__)
    parser.add_argument("--rounds", type=at_least_one, default=5, help="of each (default: 5)")
    return parser


def measure_both(folder: Path, rounds: int) -> tuple[Speed, Speed]:
    """One worker, then two, on the same databases. Raises BenchmarkError."""
    prepare(folder, tell)
    with new_databases() as databases:
        return measure(folder, databases, 1, rounds), measure(folder, databases, 2, rounds)


def measure(folder: Path, databases: Databases, workers: int, rounds: int) -> Speed:
    """So many workers."""
    tell(f"Measuring {workers} worker{'s' if workers > 1 else ''} ...")
    with serving(folder, databases, f"workers-{workers}", "--workers", str(workers)) as server:
        _wait_for_all(server.program.log, workers)
        load(server.port)  # warm-up
        return Speed(workers, [load(server.port) for _ in range(rounds)], memory_of([server.program]))


def load(port: int) -> float:
    """Turns a second of all drivers together."""
    with get_context("spawn").Pool(DRIVERS) as pool:
        pool.map(abs, range(DRIVERS))  # all have begun
        return sum(pool.map(drive, [port] * DRIVERS, chunksize=1))


def drive(port: int) -> float:
    """Turns a second of one driver, whose chats go on for the same time: nobody waits at the end for a worker that had more of them."""
    until = time.monotonic() + SECONDS
    with ThreadPoolExecutor(CHATS) as pool:
        return sum(pool.map(lambda _: _turns_until(port, until), range(CHATS))) / SECONDS


def _turns_until(port: int, until: float) -> int:
    """How many turns of one chat after the other are answered in time."""
    turns = 0
    while time.monotonic() < until:
        chat = OurChat(port)
        try:
            for question in range(TURNS_OF_A_CHAT):
                chat.ask(QUESTIONS[question % len(QUESTIONS)])
                turns += time.monotonic() < until
        finally:
            chat.close()
    return turns


def table(one: Speed, two: Speed) -> str:
    """The numbers as plain text."""
    ratio = two.turns / one.turns
    word = "kept  " if ratio >= LEAST else "MISSED"
    return "\n".join(
        [
            "",
            row("", ["1 worker", "2 workers"]),
            row("turns a second, median", [f"{each.turns:.1f}" for each in (one, two)]),
            row("slowest round", [f"{min(each.rounds):.1f}" for each in (one, two)]),
            row("fastest round", [f"{max(each.rounds):.1f}" for each in (one, two)]),
            row("resident, all processes, MiB", [f"{each.memory:.0f}" for each in (one, two)]),
            "",
            f"{os.cpu_count()} cores. {word} two workers make {ratio:.2f} times the turns of one; at least {LEAST}.",
        ]
    )


def _wait_for_all(log: Path, workers: int) -> None:
    """Until the server says that people may come: the first worker answers before the last one is ready."""
    until = time.monotonic() + 120
    while "Ready in" not in log.read_text(errors="replace"):
        if time.monotonic() > until:
            raise BenchmarkError(f"{workers} workers were not ready in time")
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
