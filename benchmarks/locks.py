"""Two server processes on one PostgreSQL; twenty conversations, four messages each at the same moment, half of them to either process.

`python -m benchmarks.locks` exits with 0 if every conversation then has exactly its four turns, one beginning and all its lines, with 1
if one has not, and with 2 if something could not be tried.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from threading import Barrier
from typing import List, Optional, Sequence, Set, Tuple

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine

from benchmarks.chats import TIMEOUT, OurChat
from benchmarks.failure import BenchmarkError, WrongAnswerError
from benchmarks.load import QUESTIONS
from benchmarks.ours import prepare
from benchmarks.processes import HOST
from benchmarks.turns import at_least_one
from benchmarks.two_servers import new_databases, two_servers

CONVERSATIONS, MESSAGES = 20, 4
_TURNS = text(
    "SELECT sender_id, sum(CASE WHEN type_name = 'user' THEN 1 ELSE 0 END) AS said,"
    " sum(CASE WHEN type_name = 'session_started' THEN 1 ELSE 0 END) AS begun FROM events GROUP BY sender_id"
)
_LINES = text("SELECT conversation, count(*) FROM transcript_line GROUP BY conversation")


@dataclass
class Outcome:
    """What came of the rounds: how many there were, seconds of each, and what was wrong."""

    seconds: List[float] = field(default_factory=list)
    wrong: List[str] = field(default_factory=list)


class Browser:
    """One browser, whose messages may go to either process."""

    def __init__(self, port: int) -> None:
        self.cookie = _first_page(port)

    def say(self, port: int, number: int, moment: Barrier) -> Optional[str]:
        """What was wrong with the answer to a message that is sent when all are ready."""
        chat = OurChat(port)
        chat._cookie = self.cookie  # noqa: SLF001 - it goes on where the page began
        moment.wait(TIMEOUT)
        try:
            chat.ask(QUESTIONS[number % len(QUESTIONS)])
        except (WrongAnswerError, OSError) as error:
            return str(error)
        finally:
            chat.close()
        return None


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Try, print, judge."""
    chosen = make_parser().parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="localoffer-locks-", ignore_cleanup_errors=True) as folder:
            outcome = try_it(Path(folder), chosen.rounds, chosen.conversations)
    except BenchmarkError as error:
        print(f"benchmarks.locks: {error}", file=sys.stderr)
        return 2
    print(verdict(outcome, chosen.conversations))
    return 1 if outcome.wrong else 0


def make_parser() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.locks", description=__doc__)
    parser.add_argument("--rounds", type=at_least_one, default=50, help="how often (default: 50)")
    parser.add_argument(
        "--conversations",
        type=at_least_one,
        default=CONVERSATIONS,
        help=f"at once (default: {CONVERSATIONS})",
    )
    return parser


def try_it(folder: Path, rounds: int, conversations: int) -> Outcome:
    """Start both processes, and send. Raises BenchmarkError."""
    prepare(folder, print)
    outcome = Outcome()
    with new_databases() as databases, two_servers(folder, databases) as ports:
        engines = create_engine(databases.conversations), create_engine(databases.owner)
        known = {talk for talk, _, _ in turns(engines[0])}
        for _ in range(rounds):
            started = time.monotonic()
            outcome.wrong += one_round(ports, conversations)
            outcome.seconds.append(time.monotonic() - started)
            outcome.wrong += damaged(*engines, known, conversations)
        for engine in engines:
            engine.dispose()
    return outcome


def one_round(ports: Sequence[int], conversations: int) -> List[str]:
    """What was wrong with the answers of one round."""
    browsers = [Browser(ports[number % len(ports)]) for number in range(conversations)]
    calls = [(browser, number) for browser in browsers for number in range(MESSAGES)]
    moment = Barrier(len(calls))
    with ThreadPoolExecutor(len(calls)) as pool:
        said = pool.map(lambda call: call[0].say(ports[call[1] % len(ports)], call[1], moment), calls)
        return [wrong for wrong in said if wrong]


def damaged(talks: Engine, records: Engine, known: Set[str], conversations: int) -> List[str]:
    """What is wrong with the conversations that were not known before; they are from now on."""
    new = [row for row in turns(talks) if row[0] not in known]
    known.update(talk for talk, _, _ in new)
    with records.connect() as connection:
        lines = dict(tuple(row) for row in connection.execute(_LINES))
    wrong = [] if len(new) == conversations else [f"{len(new)} conversations instead of {conversations}"]
    for talk, said, begun in new:
        found = said, begun, lines.get(talk, 0)
        if found != (MESSAGES, 1, 2 * MESSAGES):
            wrong.append("a conversation has {} turns, {} beginnings and {} lines".format(*found))
    return wrong


def turns(talks: Engine) -> List[Tuple[str, int, int]]:
    """Of each conversation its key, how many messages and how many beginnings it has."""
    with talks.connect() as connection:
        return [(row.sender_id, row.said, row.begun) for row in connection.execute(_TURNS)]


def verdict(outcome: Outcome, conversations: int) -> str:
    """What came of it, in words."""
    rounds, slowest = len(outcome.seconds), max(outcome.seconds)
    tried = f"{rounds} rounds of {conversations} conversations with {MESSAGES} messages at once; the slowest took {slowest:.1f} s."
    if not outcome.wrong:
        return f"{tried}\nEvery conversation has exactly {MESSAGES} turns, one beginning and {2 * MESSAGES} lines."
    shown = "\n".join(f"WRONG: {wrong}" for wrong in outcome.wrong[:20])
    return f"{tried}\n{shown}\n{len(outcome.wrong)} things are wrong."


def _first_page(port: int) -> str:
    connection = HTTPConnection(HOST, port, timeout=TIMEOUT)
    connection.request("GET", "/")
    response = connection.getresponse()
    response.read()
    connection.close()
    return (response.getheader("Set-Cookie") or "").partition(";")[0]


if __name__ == "__main__":
    sys.exit(main())
