"""Breaks things under load, again and again, and counts what became of every message.

`python -m benchmarks.reliability` exits with 0 if nothing was lost or doubled and everybody got a reply, with 1 if not, and
with 2 if something could not be tried. `--write` puts the table into docs/reliability.md.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path
from typing import List, Optional, Protocol, Sequence

from benchmarks.breaking.fault_kinds import TALKS
from benchmarks.breaking.fault_table import Row, table, written_into
from benchmarks.breaking.provider_faults import ProviderFails, SenderKilled
from benchmarks.breaking.strikes import Struck
from benchmarks.breaking.works import ImportKilled, PlanMoveKilled
from benchmarks.failure import BenchmarkError

TIMES = 20
PAGE = Path(__file__).resolve().parents[1] / "docs" / "reliability.md"


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Try, print, judge."""
    chosen = make_parser().parse_args(arguments)
    rows: List[Row] = []
    try:
        for kind in wanted(chosen.only):
            rows.append(tried(kind, chosen.times, chosen.seed))
            print(table(rows[-1:]), flush=True)
            if chosen.write:
                write(rows[-1:])
    except BenchmarkError as error:
        print(f"benchmarks.reliability: {error}", file=sys.stderr)
        return 2
    print(table(rows))
    return 0 if all(row.is_kept for row in rows) else 1


def write(rows: Sequence[Row]) -> None:
    """Put them into the page. Raises ValueError if it has no place for them."""
    order = [kind.name for kind in kinds()]
    PAGE.write_text(written_into(PAGE.read_text(encoding="utf-8"), rows, order), encoding="utf-8")


def make_parser() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reliability", description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES, help=f"how often each strikes (default: {TIMES})")
    parser.add_argument(
        "--only", action="append", help="faults whose name has this in it; may be given again"
    )
    parser.add_argument("--seed", type=int, default=None, help="for the same moments again")
    parser.add_argument("--write", action="store_true", help="put the table into docs/reliability.md")
    return parser


class Kind(Protocol):
    """What can be tried."""

    @property
    def name(self) -> str:
        """As it stands in the table."""

    def run(self, times: int, dice: random.Random, folder: Path) -> Row:
        """Try it so many times, in this folder. Raises BenchmarkError."""


def kinds() -> List[Kind]:
    """All faults."""
    talks = (Struck(fault()) for fault in TALKS)
    return [*talks, ProviderFails(), SenderKilled(), ImportKilled(), PlanMoveKilled()]


def wanted(parts: Optional[Sequence[str]]) -> List[Kind]:
    """The faults whose name has one of these in it; all without any. Raises BenchmarkError if there is none."""
    found = [kind for kind in kinds() if any(part.lower() in kind.name.lower() for part in parts or [""])]
    if not found:
        raise BenchmarkError(f"there is no fault named {parts}")
    return found


def tried(kind: Kind, times: int, seed: Optional[int]) -> Row:
    """One fault, so many times."""
    seed = random.SystemRandom().randrange(2**31) if seed is None else seed
    print(f"{kind.name}, {times} times, seed {seed} ...", flush=True)
    with tempfile.TemporaryDirectory(prefix="localoffer-faults-", ignore_cleanup_errors=True) as folder:
        return kind.run(times, random.Random(seed), Path(folder))


if __name__ == "__main__":
    sys.exit(main())
