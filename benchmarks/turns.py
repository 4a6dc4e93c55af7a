"""Times a turn of our server against the project that `rasa init` makes, on this machine, in one run.

`python -m benchmarks.turns` exits with 0 if every limit of `benchmarks.turn_limits` is kept, with 1 if one is
not, which it names, and with 2 if something could not be measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

import psutil

from benchmarks import ours, stock
from benchmarks.failure import BenchmarkError
from benchmarks.load import CHATS, EARLY, LATE, QUESTIONS, TURNS_OF_A_CHAT, Numbers
from benchmarks.turn_limits import Limit, limits
from benchmarks.validation import CheckCost, measure_check

REST = 60  # seconds: who is measured right after the training would have a hotter and busier machine than who comes later


@dataclass(frozen=True)
class Result:
    """All numbers of one run."""

    turns: int
    ours: Numbers
    stock: Optional[Numbers]
    check: CheckCost
    busy_before: Dict[str, float]

    @property
    def ratio(self) -> Optional[float]:
        """How many times as long the stock project's median turn takes."""
        return self.stock.p50_ms / self.ours.p50_ms if self.stock else None

    def as_json(self) -> Dict[str, Any]:
        """Everything, with what it was measured on."""
        machine = {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "cpu_percent_before": self.busy_before,
        }
        numbers = {"ours": asdict(self.ours), "stock": asdict(self.stock) if self.stock else None}
        return {
            "machine": machine,
            "turns": self.turns,
            **numbers,
            "check": asdict(self.check),
            "p50_stock_to_ours": self.ratio,
            "limits": {
                limit.name: {"value": limit.value, "limit": limit.limit, "is_kept": limit.is_kept}
                for limit in limits(self.ours, self.stock)
            },
        }


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Measure, print, judge."""
    chosen = make_parser().parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="localoffer-bench-", ignore_cleanup_errors=True) as folder:
            result = measure_all(Path(folder), chosen.turns, chosen.skip_stock)
    except BenchmarkError as error:
        print(f"benchmarks.turns: {error}", file=sys.stderr)
        return 2
    print(table(result))
    if chosen.json:
        chosen.json.write_text(json.dumps(result.as_json(), indent=2) + "\n")
    print(verdict(result))
    return 0 if not missed(result) else 1


def make_parser() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.turns", description=__doc__)
    parser.add_argument(
        "--turns", type=at_least_one, default=120, help="turns timed one by one (default: 120)"
    )
    parser.add_argument("--skip-stock", action="store_true", help="measure ours only")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers to a file too")
    return parser


def at_least_one(text: str) -> int:
    """A count from the command line. Raises ValueError."""
    count = int(text)
    if count < 1:
        raise ValueError(text)
    return count


def measure_all(folder: Path, turns: int, is_stock_skipped: bool) -> Result:
    """Both servers, one after the other. Both are trained first, so both start from warm files."""
    ours.prepare(folder, tell)
    project = None if is_stock_skipped else stock.prepare(folder, tell)
    if project:
        tell("Letting the machine rest after the training ...")
        time.sleep(REST)
    busy = {"ours": psutil.cpu_percent(interval=1)}  # nothing of ours runs now
    tell("Measuring ours ...")
    our_numbers = ours.measure_ours(folder, turns)
    stock_numbers = None
    if project:
        busy["rasa init"] = psutil.cpu_percent(interval=1)
        tell("Measuring stock ...")
        stock_numbers = stock.measure_stock(project, turns)
    tell("Measuring the check of an action's result ...")
    return Result(turns, our_numbers, stock_numbers, measure_check(), busy)


def table(result: Result) -> str:
    """The numbers as plain text."""
    both = [result.ours, *([result.stock] if result.stock else [])]
    lines = [
        "",
        row("", ["ours", "rasa init"][: len(both)]),
        row("start to first answer, s", [f"{n.start_s:.1f}" for n in both]),
        row(f"turn, p50 of {result.turns}, ms", [f"{n.p50_ms:.1f}" for n in both]),
        row(f"turn, p95 of {result.turns}, ms", [f"{n.p95_ms:.1f}" for n in both]),
        row(f"turns a second, {CHATS} chats", [f"{n.turns_per_second:.1f}" for n in both]),
        row("resident after first answer, MiB", [f"{n.first_memory_mb:.0f}" for n in both]),
        row(f"resident after {result.ours.answered} turns, MiB", [f"{n.memory_mb:.0f}" for n in both]),
        row("processor time of a turn, ms", [f"{n.cpu_ms:.1f}" for n in both]),
        *long_talk_rows(result.ours),
        row("processes", [str(n.processes) for n in both]),
        "",
        row("", ["ours", "as shipped"]),
        row(
            "check of an action's result, ms",
            [f"{result.check.ours_ms:.2f}", f"{result.check.shipped_ms:.2f}"],
        ),
        "",
        f"Turns go over HTTP to a custom action and SQLite: {result.turns} one by one in conversations of",
        f"{len(QUESTIONS)}, then {CHATS} chats of {TURNS_OF_A_CHAT} at once. {os.cpu_count()} cores; the processor was busy before: "
        + ", ".join(f"{percent:.0f}% ({who})" for who, percent in result.busy_before.items())
        + ".",
        "",
    ]
    return "\n".join(lines)


def row(label: str, values: List[str]) -> str:
    """One line of the table."""
    return f"{label:<34}" + "".join(f"{value:>12}" for value in values)


def long_talk_rows(ours: Numbers) -> List[str]:
    """What a turn takes early and late in one talk, of ours alone: the stock project would need minutes."""
    talk = ours.long_talk
    if talk is None:
        return []
    found = ((EARLY, talk.early_ms), (LATE, talk.late_ms))
    return [row(f"turn {turn} of one talk, p50, ms", [f"{milliseconds:.1f}"]) for turn, milliseconds in found]


def missed(result: Result) -> List[Limit]:
    """The limits that are not kept."""
    return [limit for limit in limits(result.ours, result.stock) if not limit.is_kept]


def verdict(result: Result) -> str:
    """Every limit, and which are missed."""
    lines = [
        f"{'kept  ' if limit.is_kept else 'MISSED'} {limit}" for limit in limits(result.ours, result.stock)
    ]
    names = ", ".join(limit.name for limit in missed(result))
    return "\n".join([*lines, f"MISSED: {names}." if names else "Every limit is kept."])


def tell(line: str) -> None:
    """Progress, at once."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
