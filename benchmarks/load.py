"""The load that both servers get, and the numbers that come out."""

from __future__ import annotations

import math
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from typing import Callable, List, Optional, Sequence

from benchmarks.chats import Chat
from benchmarks.failure import BenchmarkError, WrongAnswerError
from benchmarks.processes import Program

# Both servers are asked the same. The stock project is trained on these very words, so it has no harder task.
QUESTIONS = (
    "do i have to pay council tax in rotherham",
    "who pays my council tax",
    "will i have to pay council tax when i move out",
    "do care leavers pay council tax",
    "can i get my council tax paid",
    "what help is there with council tax",
)
CHATS = 10
TURNS_OF_A_CHAT = 8
EARLY, LATE = 20, 300  # turns of one talk; the median of the turns around each counts
AROUND = 10  # turns before and behind
PATIENCE = 240.0

MakeChat = Callable[[], Chat]


@dataclass(frozen=True)
class LongTalk:
    """Median milliseconds of a turn, early and late in one talk."""

    early_ms: float
    late_ms: float

    @property
    def growth(self) -> float:
        """How many times as long a late turn takes."""
        return self.late_ms / self.early_ms


@dataclass(frozen=True)
class Numbers:
    """What was measured of one server. Memory is resident, in MiB, after the first answer and after all that were `answered`."""

    start_s: float
    p50_ms: float
    p95_ms: float
    turns_per_second: float
    first_memory_mb: float
    memory_mb: float
    answered: int
    processes: int
    cpu_ms: float  # of the processor, for one turn of those timed one by one
    long_talk: Optional[LongTalk] = None


def measure(
    programs: Sequence[Program],
    make_chat: MakeChat,
    started: float,
    turns: int,
    *,
    has_long_talk: bool = False,
) -> Numbers:
    """Everything about a server that was started at `started`; with `has_long_talk` also a talk of 310 turns. Raises BenchmarkError."""
    try:
        wait_for_answer(programs, make_chat)
        start_s = time.monotonic() - started
        first_memory = memory_of(programs)
        one_by_one(make_chat, len(QUESTIONS))  # warm-up
        before = cpu_seconds(programs)
        taken = one_by_one(make_chat, turns)
        cpu_ms = (cpu_seconds(programs) - before) * 1000 / turns
        per_second = together(make_chat)
        talk = long_talk(make_chat) if has_long_talk else None
    except HTTPException as error:
        raise BenchmarkError(f"the server broke off: {error!r}") from error
    return Numbers(
        start_s=start_s,
        p50_ms=percentile(taken, 50) * 1000,
        p95_ms=percentile(taken, 95) * 1000,
        turns_per_second=per_second,
        first_memory_mb=first_memory,
        memory_mb=memory_of(programs),
        answered=1 + len(QUESTIONS) + turns + CHATS * TURNS_OF_A_CHAT,
        processes=len(programs),
        cpu_ms=cpu_ms,
        long_talk=talk,
    )


def memory_of(programs: Sequence[Program]) -> float:
    """Of all together."""
    return sum(program.memory() for program in programs)


def cpu_seconds(programs: Sequence[Program]) -> float:
    """Processor time of all programs of a server so far."""
    return sum(program.cpu_seconds() for program in programs)


def long_talk(make_chat: MakeChat) -> LongTalk:
    """One talk until behind the late turn."""
    taken = conversation(make_chat(), LATE + AROUND)
    early, late = (percentile(taken[turn - AROUND : turn + AROUND], 50) * 1000 for turn in (EARLY, LATE))
    return LongTalk(early, late)


def wait_for_answer(programs: Sequence[Program], make_chat: MakeChat) -> None:
    """Ask until the first right answer. Raises BenchmarkError if a program ends or patience does."""
    last: object = "nothing was tried"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for program in programs:
            if program.has_ended():
                raise BenchmarkError(
                    f"{program.name} ended with code {program.process.returncode} before answering"
                )
        try:
            conversation(make_chat(), 1)
        except (OSError, HTTPException, WrongAnswerError) as error:
            last = error
            time.sleep(0.1)
        else:
            return
    raise BenchmarkError(f"no right answer in {PATIENCE:.0f} seconds; at last: {last}")


def one_by_one(make_chat: MakeChat, turns: int) -> List[float]:
    """Seconds of each turn, in one conversation after another."""
    most = len(QUESTIONS)
    taken: List[float] = []
    while len(taken) < turns:
        taken += conversation(make_chat(), min(most, turns - len(taken)))
    return taken


def together(make_chat: MakeChat) -> float:
    """Turns per second of several conversations at the same time."""
    chats = [make_chat() for _ in range(CHATS)]
    started = time.perf_counter()
    with ThreadPoolExecutor(CHATS) as pool:
        taken = list(pool.map(lambda chat: conversation(chat, TURNS_OF_A_CHAT), chats))
    return sum(map(len, taken)) / (time.perf_counter() - started)


def conversation(chat: Chat, turns: int) -> List[float]:
    """Seconds of each turn of one conversation."""
    try:
        return [chat.ask(QUESTIONS[turn % len(QUESTIONS)]) for turn in range(turns)]
    finally:
        chat.close()


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that `percent` of the values do not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]
