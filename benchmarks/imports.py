"""What importing costs and loses: `python -m benchmarks.imports`, each time the installed command in a process of its own.

    --people 100000      seconds and memory of a first, a second and a changed import, with a chat beside it
    --rows 1000000       everybody in, out, and every cell compared
    --kills 20           kill -9 at a random moment, so many times: all of the folder was kept, or nothing

Without a choice, all three. On SQLite, or with `--database URL` on an empty PostgreSQL database. Everybody is invented, by
`--seed`. Exits with 1 if a limit is broken or anything is lost, with 2 if it could not be run.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Optional

from benchmarks.chat_beside import chatting
from benchmarks.invented_exports import COUNCIL, TABLES, Exports
from benchmarks.many_people import TODAY
from bot.records.reach import OPERATOR

MOST_SECONDS = 60.0
MOST_MIB = 300.0
_KIB_IN_MIB = 1024
_KILLED_PEOPLE = 5000
_ROOT = Path(__file__).resolve().parent.parent
_NOT_KEPT = {"contact_id"}  # kept as a hash, so the export's own is in no file of ours


@dataclass(frozen=True)
class Cost:
    """What a process took, and how it ended."""

    seconds: float
    mib: float
    status: int
    said: str

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s, peak {self.mib:.0f} MiB"


@dataclass(frozen=True)
class Place:
    """A database of this run, and how the command finds it."""

    url: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """That of the command; nothing of the machine's own installation."""
        others = {name: value for name, value in os.environ.items() if not name.startswith("LOCALOFFER_")}
        return {
            **others,
            "LOCALOFFER_DATABASE_URL": self.url,
            "LOCALOFFER_STATE": str(self.folder / "state"),
            "LOCALOFFER_TODAY": TODAY.isoformat(),
            "PYTHONPATH": str(_ROOT),
        }

    def start(self, *words: object) -> subprocess.Popen[str]:
        """`localoffer ...` in a process of its own."""
        program = "import sys; from bot.cli.main import run; sys.exit(run())"
        return subprocess.Popen(
            [sys.executable, "-c", program, *map(str, words)],
            env=self.environment,
            cwd=_ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, *words: object) -> Cost:
        """The command to its end, with the most memory that this process alone ever had."""
        started = time.perf_counter()
        with self.start(*words) as child:
            assert child.stdout is not None
            said = child.stdout.read()
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - started
        return Cost(seconds, usage.ru_maxrss / _KIB_IN_MIB, child.returncode, said)

    def open(self) -> Any:
        """The database itself, with its tables."""
        import bot.cli.every_table  # noqa: F401 - a table that is not known would not be made
        from bot.records.database import Database
        from bot.settings import Settings

        settings = Settings(state=self.folder / "state", database_url=self.url)
        database = Database(settings.database, settings.sealing_keys(), settings.migration_url)
        database.create_tables()
        return database


def main() -> int:
    """Measure what was chosen; 1 if something is wrong, 2 if it could not be run."""
    chosen = _chosen()
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    with tempfile.TemporaryDirectory(prefix="localoffer-imports-") as made:
        is_well = True
        for work, size in ((costs, chosen.people), (loss, chosen.rows), (kills, chosen.kills)):
            if size:
                folder = Path(made) / work.__name__
                folder.mkdir()
                place = Place(chosen.database or f"sqlite:///{folder / 'benchmark.db'}", folder)
                if not _is_empty(place):
                    print("--database: young people are on record there; give an empty one", file=sys.stderr)
                    return 2
                is_well &= work(place, size, chosen.seed)
                _empty(place)
    return 0 if is_well else 1


def costs(place: Place, people: int, seed: int) -> bool:
    """A first import, the same again, and one in which every row changed; False if one breaks a limit."""
    exports, is_well = place.folder / "exports", True
    for name, edition in (("first import", 0), ("same files again", 0), ("every row changed", 1)):
        rows = Exports(people, seed, edition).write(exports)
        database = place.open()
        with chatting(database) as chat:
            cost = place.run("import", exports)
        database.engine.dispose()
        print(
            f"{name}: {rows:,} rows of {people:,} people, {cost} (limits {MOST_SECONDS:.0f} s, {MOST_MIB:.0f} MiB)"
        )
        print(f"  {chat.report()}", flush=True)
        if cost.status:
            print(cost.said, file=sys.stderr)
        is_well &= (
            not cost.status and cost.seconds <= MOST_SECONDS and cost.mib <= MOST_MIB and chat.is_well()
        )
    return is_well


def loss(place: Place, rows: int, seed: int) -> bool:
    """So many rows in and out again; False if a cell is not what it was."""
    exports, out = Exports(-(-rows // len(TABLES)), seed), place.folder / "out"
    total = exports.write(place.folder / "exports")
    taken, given = place.run("import", place.folder / "exports"), None
    print(f"import of {total:,} rows: {taken}", flush=True)
    if not taken.status:
        given = place.run("export", out, "--council", COUNCIL)
        print(f"export: {given}", flush=True)
    if given is None or given.status:
        print((given or taken).said, file=sys.stderr)
        return False
    lost = _lost(exports, out)
    print(f"lost: {sum(lost.values()):,} cells", *(f"({what}: {count:,})" for what, count in lost.items()))
    return not lost


def kills(place: Place, times: int, seed: int) -> bool:
    """Two editions in turn, each import killed at a random moment; False if the records were ever neither."""
    dice, editions = random.Random(seed), (place.folder / "0", place.folder / "1")
    for number, folder in enumerate(editions):
        Exports(_KILLED_PEOPLE, seed, number).write(folder)
    database = place.open()
    whole = place.run("import", editions[0])
    states, now, ends = [_state(database)], 1, Counter[str]()
    place.run("import", editions[1])
    states.append(_state(database))
    for _ in range(times):
        was_at_work = _kill(place, editions[1 - now], dice.uniform(0.2, 1.0) * whole.seconds)
        after = _state(database)
        if after not in states:
            ends["half"] += 1
            break
        ends[("after" if after != states[now] else "before") + ("" if was_at_work else ", it was over")] += 1
        now = states.index(after)
    database.engine.dispose()
    print(
        f"{times} kills of an import of {_KILLED_PEOPLE:,} people, plans and contacts left: {dict(ends)}; halves: {ends['half']}"
    )
    return not ends["half"]


def _kill(place: Place, folder: Path, seconds: float) -> bool:
    """Kill an import after so long; whether it was still at work."""
    with place.start("import", folder) as child:
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
            return True
        return False


def _state(database: Any) -> list[tuple[int, int]]:
    """Of each table the sum of its days, which is another in each edition, and how many rows it has."""
    from sqlalchemy import select

    from bot.casework.tables import ContactRecord, PathwayPlan, YoungPerson

    found = []
    columns = (YoungPerson.birth_date, PathwayPlan.state_since, ContactRecord.happened_on)
    with database.transaction(OPERATOR) as session:
        for column in columns:
            days = [day.toordinal() for day in session.execute(select(column)).scalars()]
            found.append((sum(days), len(days)))
    return found


def _lost(exports: Exports, out: Path) -> Counter[str]:
    """How many cells are not in the files as they were, by file and column."""
    lost: Counter[str] = Counter()
    for name in TABLES:
        with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            made = csv.DictReader(file)
            columns = exports.heading(name)
            for before, after in zip_longest(exports.rows(name), made):
                lost.update(f"{name}.csv {what}" for what in _differences(columns, before, after))
    return lost


def _differences(
    columns: tuple[str, ...], before: Optional[tuple[str, ...]], after: Optional[dict[str, str]]
) -> list[str]:
    if before is None or after is None:
        return ["row"]
    return [
        name
        for name, cell in zip(columns, before, strict=True)
        if name not in _NOT_KEPT and after[name] != cell
    ]


def _is_empty(place: Place) -> bool:
    from sqlalchemy import select

    from bot.casework.tables import YoungPerson

    database = place.open()
    with database.transaction(OPERATOR) as session:
        found = session.execute(select(YoungPerson.id).limit(1)).first()
    database.engine.dispose()
    return found is None


def _empty(place: Place) -> None:
    """Take the invented people out again, where the database is not ours to throw away."""
    from sqlalchemy import text

    if not place.url.startswith("sqlite"):
        database = place.open()
        with database.transaction(OPERATOR) as session:
            session.execute(text("TRUNCATE young_person CASCADE"))
        database.engine.dispose()


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--kills", type=int)
    parser.add_argument("--database", metavar="URL")
    parser.add_argument("--seed", type=int, default=20261122)
    chosen = parser.parse_args()
    if not any((chosen.people, chosen.rows, chosen.kills)):
        chosen.people, chosen.rows, chosen.kills = 100_000, 1_000_000, 20
    return chosen


if __name__ == "__main__":
    sys.exit(main())
