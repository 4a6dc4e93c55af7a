"""How long 100,000 people take to import, and how much memory: `python -m benchmarks.intake`."""

from __future__ import annotations

import argparse
import csv
import itertools
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Callable

MOST_SECONDS = 60.0
MOST_MIB = 300.0
_FIRST_BIRTHDAY = date(2001, 11, 22)
_DAYS = 3000
_KIB_IN_MIB = 1024


def main() -> int:
    """Measure a first and a second import of the same file; 1 if either breaks a limit or fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        return _import(chosen.inside)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        write_people(path, chosen.rows)
        print(f"{chosen.rows} invented people, {path.stat().st_size / 1e6:.1f} MB")
        within = [_measured(name, path) for name in ("first import", "same file again")]
    return 0 if all(within) else 1


def write_people(path: Path, rows: int) -> None:
    """Invented people, all with numbers. Ofcom keeps a thousand for drama, so they come again and again; see `_unlike`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("reference", "council", "preferred_name", "birth_date", "phone"))
        for number in range(rows):
            born = _FIRST_BIRTHDAY + timedelta(days=number % _DAYS)
            phone = f"07700 900{number % 1000:03d}"
            writer.writerow((f"YP-{number}", "rotherham", f"Person {number} (invented)", born.strftime("%d/%m/%Y"), phone))


def _unlike(phone_lookup: Callable[[str], str]) -> Callable[[str], str]:
    """The real look-up, at its real cost, but another hash at each call, as if no number came twice."""
    calls = itertools.count()
    return lambda number: f"{next(calls):08d}{phone_lookup(number)[8:]}"


def _measured(name: str, path: Path) -> bool:
    """One import in a process of its own, so that its peak memory is its own."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.intake", "--inside", str(path)], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name}: failed\n{done.stderr}", file=sys.stderr)
        return False
    seconds, mib, report = done.stdout.strip().split("\t")
    print(f"{name}: {seconds} s (limit {MOST_SECONDS:.0f}), peak {mib} MiB (limit {MOST_MIB:.0f}); {report}")
    return float(seconds) < MOST_SECONDS and float(mib) < MOST_MIB


def _import(path: Path) -> int:
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    from bot.casework.database import Database
    from bot.casework.intake.importing import How, import_file, lines_of
    from bot.casework.intake.source import Source
    from bot.identity.keyed import Keyed
    from bot.settings import Settings

    state = path.parent / "state"
    settings = Settings(state=state, database_url=f"sqlite:///{state / 'benchmark.db'}")  # never the one of the environment
    clock = settings.clock()
    started = time.perf_counter()
    database = Database(settings.database, settings.sealing_keys())
    database.create_tables()
    how = How(clock.today(), clock.now(), _unlike(Keyed(settings.secret()).phone))
    report = import_file(database, Source(path, "people"), how)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB_IN_MIB
    print(f"{seconds:.1f}\t{peak:.0f}\t{next(lines_of([report]))}")
    return 0 if report.is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
