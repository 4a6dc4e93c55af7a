"""Fifty chats for ten minutes at one server: what is lost, how long danger waits, and whether memory grows.

`python -m benchmarks.endurance` exits with 0 if no message was lost, doubled or left without its answer, the urgent
reply's 95th percentile is at most half a second and memory grew by less than a twentieth, else with 1. Each chat has twenty messages, and
a new one follows it. Memory counts from the second minute on.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import List, Optional, Sequence

import psutil

from benchmarks.breaking.house import House
from benchmarks.breaking.talkers import Talker
from benchmarks.breaking.tally import Tally, tally
from benchmarks.load import percentile
from benchmarks.processes import MEBIBYTE, family

CHATS, MINUTES, MESSAGES = 50, 10.0, 20
PAUSE = 4.0  # seconds between two messages of a chat, at most: people read longer
WARM, EVERY = 120.0, 5.0  # seconds
MOST_WAIT, MOST_GROWTH = 0.5, 0.05


@dataclass
class Seen:
    """What was seen, by all chats together. `memory` is MiB with the seconds since the start; waits are seconds."""

    found: Tally = field(default_factory=Tally)
    urgent: List[float] = field(default_factory=list)
    other: List[float] = field(default_factory=list)
    memory: List[tuple[float, float]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, talker: Talker) -> None:
        """A chat that has ended."""
        found = tally([talker])
        with self.lock:
            self.found += found
            for message in talker.said:
                (self.urgent if message.is_danger else self.other).append(message.took)

    @property
    def growth(self) -> float:
        """Of memory since it was warm, as a share; half a minute at each end counts, so that one moment does not."""
        warm = [
            mebibytes for seconds, mebibytes in self.memory if seconds >= min(WARM, self.memory[-1][0] / 2)
        ]
        some = max(1, min(6, len(warm) // 2))
        return sum(warm[-some:]) / sum(warm[:some]) - 1


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Talk, print, judge."""
    chosen = make_parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="localoffer-endurance-", ignore_cleanup_errors=True) as folder:
        house = House(Path(folder))
        try:
            house.start()
            seen = talk_for(house, chosen.minutes * 60, chosen.chats)
        finally:
            house.end()
    print(report(seen))
    return 0 if is_kept(seen) else 1


def make_parser() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.endurance", description=__doc__)
    parser.add_argument("--minutes", type=float, default=MINUTES, help=f"default: {MINUTES:.0f}")
    parser.add_argument("--chats", type=int, default=CHATS, help=f"at the same time; default: {CHATS}")
    return parser


def talk_for(house: House, seconds: float, chats: int) -> Seen:
    """Chats beside each other, one after the other in each place, and a look at the memory every few seconds."""
    seen, enough = Seen(), threading.Event()
    places = [
        threading.Thread(target=_chat_after_chat, args=(house, place, seen, enough)) for place in range(chats)
    ]
    started = time.monotonic()
    for place in places:
        place.start()
    while (passed := time.monotonic() - started) < seconds:
        seen.memory.append((passed, _memory(house)))
        time.sleep(min(EVERY, seconds - passed))
    enough.set()
    for place in places:
        place.join()
    return seen


def _chat_after_chat(house: House, place: int, seen: Seen, enough: threading.Event) -> None:
    number = 0
    while not enough.is_set():
        talker = Talker(house.url, f"p{place}c{number}m", random.Random(f"{place} {number}"), PAUSE)
        talker.talk(enough, MESSAGES)
        seen.add(talker)
        talker.close()
        number += 1


def _memory(house: House) -> float:
    assert house.process is not None
    return float(sum(each.memory_info().rss for each in family(house.process.pid)) / MEBIBYTE)


def is_kept(seen: Seen) -> bool:
    """Whether every limit is."""
    calm = seen.found.is_clean and not seen.found.told and not seen.found.again
    return calm and percentile(seen.urgent, 95) <= MOST_WAIT and seen.growth < MOST_GROWTH


def report(seen: Seen) -> str:
    """Everything, as lines."""
    found = seen.found
    return "\n".join(
        [
            f"messages {found.messages:,}; sent again {found.again}; told that it failed {found.told}; lost {found.lost}; "
            f"doubled {found.doubled}; no reply {found.silent}; danger without the urgent reply {found.not_urgent}",
            f"danger, ms: p50 {percentile(seen.urgent, 50) * 1000:.0f}, p95 {percentile(seen.urgent, 95) * 1000:.0f}, "
            f"longest {max(seen.urgent) * 1000:.0f} (asked: p95 at most {MOST_WAIT * 1000:.0f})",
            f"other messages, ms: p50 {percentile(seen.other, 50) * 1000:.0f}, p95 {percentile(seen.other, 95) * 1000:.0f}",
            f"memory, MiB: {seen.memory[0][1]:.0f} at first, {seen.memory[-1][1]:.0f} at last; growth since it was warm "
            f"{seen.growth:.1%} (asked: less than {MOST_GROWTH:.0%})",
            f"machine: {psutil.cpu_count()} cores",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
