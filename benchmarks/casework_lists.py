"""Times look-ups of casework with few and with very many young people, in one run.

`python -m benchmarks.casework_lists` exits with 0 if no 95th percentile with many is
more than 1.5 times that with few, with 1 if one is, with 2 if nothing could be measured.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, List, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateSchema

from benchmarks.failure import BenchmarkError
from benchmarks.many_people import CASELOAD, TODAY, fill, phone_lookup, some_of
from bot.casework.plans.plan_status import status_of
from bot.casework.queries import caseload
from bot.casework.scope import AdviserScope
from bot.casework.tables import YoungPerson
from bot.entitlements.parameters import Parameters, load_parameters
from bot.records.database import Database, make_engine
from bot.records.sealed import KeyRing, new_key
from tests.postgresql import MissingError, server

ROOT = Path(__file__).resolve().parent.parent
FEW = 1_000
MANY = 1_000_000
TIMES = 300
WARM_UP = 50
MOST_GROWTH = 1.5

LookUp = Callable[[Session, int], object]


@dataclass(frozen=True)
class Numbers:
    """Percentiles of one look-up at one size, in milliseconds."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Line:
    """One look-up on one database, at both sizes."""

    database: str
    what: str
    few: Numbers
    many: Numbers

    @property
    def growth(self) -> float:
        """How many times as long the 95th percentile is with many people."""
        return self.many.p95 / self.few.p95


@dataclass(frozen=True)
class Filled:
    """A database and how many people are in it."""

    database: Database
    people: int


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Fill, measure, print, judge."""
    chosen = make_parser().parse_args(arguments)
    try:
        lines = measure_all(chosen)
    except (BenchmarkError, MissingError) as error:
        print(f"benchmarks.casework_lists: {error}", file=sys.stderr)
        return 2
    print(as_text(lines, chosen.people))
    print(verdict(lines))
    return 0 if all(line.growth <= MOST_GROWTH for line in lines) else 1


def make_parser() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.casework_lists", description=__doc__)
    parser.add_argument("--people", type=int, default=MANY, help=f"how many are many (default: {MANY:,})")
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--sqlite", type=Path, metavar="PATH", help="SQLite alone, its two files in this folder")
    one.add_argument(
        "--postgresql", metavar="URL", help="PostgreSQL alone, in two new schemas of this database"
    )
    return parser


def measure_all(chosen: argparse.Namespace) -> List[Line]:
    """Each database that was chosen: both, in places of their own, unless one is named."""
    parameters = load_parameters(ROOT / "data" / "parameters")
    lines: List[Line] = []
    with ExitStack() as stack:
        if not chosen.postgresql:
            folder = chosen.sqlite or stack.enter_context(
                tempfile.TemporaryDirectory(prefix="localoffer-bench-")
            )
            lines += measure("SQLite", sqlite_urls(Path(folder)), chosen.people, parameters)
        if not chosen.sqlite:
            url = chosen.postgresql or stack.enter_context(server()).create("bench")
            lines += measure("PostgreSQL", postgresql_urls(url), chosen.people, parameters)
    return lines


def sqlite_urls(folder: Path) -> List[str]:
    """Two new files. Raises BenchmarkError if one is there already."""
    files = [folder / f"{name}.db" for name in ("few", "many")]
    for file in files:
        if file.exists():
            raise BenchmarkError(f"{file} is there already; name an empty folder with --sqlite")
    return [f"sqlite:///{file}" for file in files]


def postgresql_urls(url: str) -> List[str]:
    """Two new schemas of one database."""
    engine = make_engine(url)
    names = [f"bench_{name}_{os.getpid()}" for name in ("few", "many")]
    with engine.begin() as connection:
        for name in names:
            connection.execute(CreateSchema(name))
    engine.dispose()
    in_schema = [make_url(url).update_query_dict({"options": f"-csearch_path={name}"}) for name in names]
    return [made.render_as_string(hide_password=False) for made in in_schema]


def measure(name: str, urls: Sequence[str], people: int, parameters: Parameters) -> List[Line]:
    """Fill both sizes, then time every look-up at both, in turns."""
    key = new_key()
    both = [Filled(opened(url, key), size) for url, size in zip(urls, (FEW, people), strict=True)]
    for filled in both:
        tell(f"{name}: adding {filled.people:,} invented young people ...")
        started = time.perf_counter()
        fill(filled.database, filled.people, KeyRing([key]), tell)
        tell(f"  done in {time.perf_counter() - started:.0f} s")
    lines = [Line(name, what, *times(both, look_up)) for what, look_up in look_ups(parameters).items()]
    for filled in both:
        filled.database.engine.dispose()
    return lines


def opened(url: str, key: str) -> Database:
    """A migrated database."""
    made = Database(url, [key])
    made.create_tables()
    return made


def look_ups(parameters: Parameters) -> Dict[str, LookUp]:
    """What is timed, each for somebody's place in the list."""

    def by_id(session: Session, person: int) -> object:
        return status_of(session, person, parameters, TODAY)

    def by_phone(session: Session, person: int) -> object:
        wanted = select(YoungPerson.id).where(YoungPerson.phone_lookup == phone_lookup(person))
        return status_of(session, session.execute(wanted).scalar_one(), parameters, TODAY)

    def of_adviser(session: Session, person: int) -> object:
        adviser = session.execute(
            select(YoungPerson.personal_adviser_id).where(YoungPerson.id == person)
        ).scalar_one()
        found = caseload(session, AdviserScope(adviser), parameters, TODAY)
        if len(found) not in (CASELOAD - 1, CASELOAD):
            raise BenchmarkError(f"adviser {adviser} has {len(found)} people; the filling is wrong")
        return found

    return {"status by id": by_id, "status by phone": by_phone, f"caseload of {CASELOAD}": of_adviser}


def times(both: Sequence[Filled], look_up: LookUp) -> List[Numbers]:
    """Few and many take turns, so that whatever else the machine does slows both."""
    drawn = [some_of(filled.people, WARM_UP + TIMES, seed) for seed, filled in enumerate(both)]
    taken: List[List[float]] = [[], []]
    for turn in range(WARM_UP + TIMES):
        for filled, places, kept in zip(both, drawn, taken, strict=True):
            kept.append(one(filled, look_up, places[turn]))
    return [numbers(kept[WARM_UP:]) for kept in taken]


def one(filled: Filled, look_up: LookUp, place: int) -> float:
    """One look-up in a transaction of its own, in milliseconds."""
    started = time.perf_counter()
    with filled.database.transaction() as session:
        look_up(session, place)
    return (time.perf_counter() - started) * 1000


def numbers(taken: Sequence[float]) -> Numbers:
    """The percentiles of many times."""
    cuts = statistics.quantiles(taken, n=20)
    return Numbers(statistics.median(taken), cuts[-1])


def as_text(lines: Sequence[Line], people: int) -> str:
    """The table."""
    head = f"{'milliseconds':<30}{f'{FEW:,} people':>18}{f'{people:,} people':>20}"
    sub = f"{'':<30}{'p50':>9}{'p95':>9}{'p50':>11}{'p95':>9}{'p95 ratio':>12}"
    rows = [
        f"{line.database + ', ' + line.what:<30}{line.few.p50:>9.2f}{line.few.p95:>9.2f}"
        f"{line.many.p50:>11.2f}{line.many.p95:>9.2f}{line.growth:>12.2f}"
        for line in lines
    ]
    note = f"{TIMES} times each at both sizes in turns, each in a transaction of its own, after {WARM_UP} to warm up; {os.cpu_count()} cores."
    return "\n".join(["", head, sub, *rows, "", note])


def verdict(lines: Sequence[Line]) -> str:
    """Whether the many cost too much."""
    worst = max(lines, key=lambda line: line.growth)
    said = f"The largest p95 ratio is {worst.growth:.2f} ({worst.database}, {worst.what})"
    return f"{said}: {'within' if worst.growth <= MOST_GROWTH else 'TOO SLOW, over'} {MOST_GROWTH:g}."


def tell(line: str) -> None:
    """Progress, at once."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
