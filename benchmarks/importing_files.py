"""How long 100,000 people take to import, how much memory, and how long a chat waits meanwhile: `python -m benchmarks.importing_files`."""

from __future__ import annotations

import argparse
import csv
import itertools
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Callable

MOST_SECONDS = 60.0
MOST_MIB = 300.0
MOST_WAIT = 4.0  # seconds; after five, SQLite gives up and a chat breaks
_FIRST_BIRTHDAY = date(2001, 11, 22)
_DAYS = 3000
_KIB_IN_MIB = 1024
_PAUSE = 0.02  # seconds between two writes of the chat


@dataclass
class Chat:
    """Keeps a web session as a chat does at every message, again and again until told to stop."""

    database: Any
    waits: list[float] = field(default_factory=list)
    failed: int = 0
    said: str = ""

    def write_until(self, over: threading.Event) -> None:
        """Write, and keep how long each write took; a write that SQLite gave up is counted."""
        while not over.is_set():
            started = time.perf_counter()
            try:
                self._visit()
            except Exception as error:  # noqa: BLE001 - whatever it is, the chat would have broken
                self.failed, self.said = self.failed + 1, type(error).__name__
            self.waits.append(time.perf_counter() - started)
            over.wait(_PAUSE)

    def _visit(self) -> None:
        from bot.identity.sign_in.sign_in_tables import WebSession
        from bot.records.reach import browser

        with self.database.transaction(browser("benchmark")) as session:
            now = datetime.now(timezone.utc).replace(tzinfo=None)
            session.merge(WebSession(token_hash="benchmark", conversation="web-benchmark", last_seen_at=now))  # noqa: S106 - no secret

    def report(self) -> str:
        """The longest wait, and how many writes were given up."""
        return f"a chat's write waited at most {max(self.waits):.2f} s (limit {MOST_WAIT}), {self.failed} of {len(self.waits)} given up {self.said}"

    def is_well(self) -> bool:
        """Whether nobody in a chat would have noticed the import."""
        return not self.failed and max(self.waits) < MOST_WAIT


def main() -> int:
    """Measure a first, a second and a changed import, each with a chat beside it; 1 if one breaks a limit or fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    if chosen.inside:
        return _import(chosen.inside)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        write_people(path, chosen.rows)
        print(f"{chosen.rows} invented people, {path.stat().st_size / 1e6:.1f} MB")
        within = [_measured(name, path) for name in ("first import", "same file again")]
        write_people(path, chosen.rows, said="(invented, renamed)")
        within.append(_measured("everybody renamed", path))
    return 0 if all(within) else 1


def write_people(path: Path, rows: int, said: str = "(invented)") -> None:
    """Invented people, all with numbers. Ofcom keeps a thousand for drama, so they come again and again; see `_unlike`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("reference", "council", "preferred_name", "birth_date", "phone"))
        for number in range(rows):
            born = _FIRST_BIRTHDAY + timedelta(days=number % _DAYS)
            phone = f"07700 900{number % 1000:03d}"
            writer.writerow(
                (f"YP-{number}", "rotherham", f"Person {number} {said}", born.strftime("%d/%m/%Y"), phone)
            )


def _unlike(phone_lookup: Callable[[str], str]) -> Callable[[str], str]:
    """The real look-up, at its real cost, but another hash at each call, as if no number came twice."""
    calls = itertools.count()
    return lambda number: f"{next(calls):08d}{phone_lookup(number)[8:]}"


def _settings(path: Path) -> Any:
    from bot.settings import Settings

    state = path.parent / "state"
    return Settings(
        state=state, database_url=f"sqlite:///{state / 'benchmark.db'}"
    )  # never the one of the environment


def _measured(name: str, path: Path) -> bool:
    """One import in a process of its own, so that its peak memory is its own, and a chat in ours."""
    import bot.casework.tables
    import bot.identity.sign_in.sign_in_tables  # noqa: F401 - with the line above: a session names a person
    from bot.records.database import Database

    settings = _settings(path)
    database = Database(settings.database, settings.sealing_keys())
    database.create_tables()
    chat, over = Chat(database), threading.Event()
    talking = threading.Thread(target=chat.write_until, args=(over,))
    talking.start()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.importing_files", "--inside", str(path)],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        over.set()
        talking.join()
        database.engine.dispose()
    if done.returncode:
        print(f"{name}: failed\n{done.stderr}", file=sys.stderr)
        return False
    seconds, mib, report = done.stdout.strip().split("\t")
    print(f"{name}: {seconds} s (limit {MOST_SECONDS:.0f}), peak {mib} MiB (limit {MOST_MIB:.0f}); {report}")
    print(f"  {chat.report()}")
    return float(seconds) < MOST_SECONDS and float(mib) < MOST_MIB and chat.is_well()


def _import(path: Path) -> int:
    from bot.casework.intake.importing import How, import_file, lines_of
    from bot.casework.intake.source import Source
    from bot.casework.privacy.erased import erased_lookup
    from bot.records.database import Database
    from bot.records.keyed import Keyed

    settings = _settings(path)
    clock, keyed = settings.clock(), Keyed(settings.secret())
    started = time.perf_counter()
    database = Database(settings.database, settings.sealing_keys())
    how = How(clock.today(), clock.now(), _unlike(keyed.phone), erased_lookup(keyed))
    report = import_file(database, Source(path, "people"), how)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB_IN_MIB
    print(f"{seconds:.1f}\t{peak:.0f}\t{next(lines_of([report]))}")
    return 0 if report.is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
