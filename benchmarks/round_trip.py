"""Everybody out and in again: `python -m benchmarks.round_trip --people 1000000 --database sqlite`.

Import A, export B, import B into an empty database, export C. What of A is not in B,
and what of B is not byte for byte in C, is lost. Exits with 1 if anything is.
"""

from __future__ import annotations

import argparse
import csv
import filecmp
import itertools
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any, Callable, Iterator, Mapping, Optional

from benchmarks.many_people import TODAY
from benchmarks.own_postgresql import MissingError, server

COUNCIL = "rutland"
TABLES = ("people", "plans", "contacts")
_NEW_DAYS = 3000
_FIRST_BIRTHDAY = date(2001, 11, 22)
_KIB_IN_MIB = 1024
_ODD = ("Zoë", "=1+1", '"Kit", so called', "Noor\nAli", "O'Brien", "+44", "李", "Ash; Ash")  # each (invented)
_STATES = ("drafting", "with_young_person", "authorised")
_NOT_KEPT = {"contacts": {"contact_id"}}  # kept as a hash, so A's own is in no file of ours


@dataclass(frozen=True)
class Step:
    """One file in, or all files out: how long it took and the most memory its process had."""

    name: str
    rows: int
    seconds: float
    mib: float

    def __str__(self) -> str:
        return f"{self.name}: {self.rows:,} rows, {self.seconds:.1f} s, {self.rows / self.seconds:,.0f} rows/s, peak {self.mib:.0f} MiB"


def main() -> int:
    """Run the round trip; 1 if something is lost, 2 if it could not be run."""
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="localoffer-round-trip-") as folder:
        try:
            with _databases(chosen.database, Path(folder)) as urls:
                return _round_trip(chosen.people, urls, Path(folder))
        except MissingError as missing:
            print(missing, file=sys.stderr)
            return 2


@contextmanager
def _databases(kind: str, folder: Path) -> Iterator[list[tuple[str, str]]]:
    """Two databases with nothing in them: the URL of each, and that of who makes its tables."""
    names = ("one", "two")
    if kind == "sqlite":
        yield [(f"sqlite:///{folder / name}.db",) * 2 for name in names]
        return
    with server() as started:
        for name in names:
            started.create(name)
        yield [(started.url(name), started.owner_url(name)) for name in names]


def _round_trip(people: int, urls: list[tuple[str, str]], folder: Path) -> int:
    from bot.records.sealed import new_key

    key, started = new_key(), time.perf_counter()
    a, b, c = (folder / name for name in "abc")
    write_everybody(a, people)
    print(
        f"{people:,} invented people, {people:,} plans, {people:,} contacts: {_megabytes(a):.0f} MB",
        flush=True,
    )
    for (url, owner_url), given, made in ((urls[0], a, b), (urls[1], b, c)):
        _alone(_prepare, owner_url, key)
        for table in TABLES:
            print(f"  {_alone(_import, url, key, given / f'{table}.csv', table)}", flush=True)
        print(f"  {_alone(_export, url, key, made)}", flush=True)
    lost = _lost(a, b, c)
    print(f"{time.perf_counter() - started:.0f} s in all, with making and comparing the files")
    print(f"lost: {sum(lost.values()):,}", *(f"({what}: {count:,})" for what, count in lost.items()))
    return 1 if lost else 0


def write_everybody(folder: Path, people: int) -> None:
    """Invented people with a plan and a contact each, as a case system would export them."""
    folder.mkdir()
    _write(
        folder / "people.csv",
        ("reference", "council", "preferred_name", "birth_date", "phone", "was_detained_at_16"),
        _people(people),
    )
    _write(
        folder / "plans.csv",
        (
            "reference",
            "council",
            "state",
            "state_since",
            "authorised_on",
            "next_review_on",
            "young_person_agrees",
        ),
        _plans(people),
    )
    _write(
        folder / "contacts.csv",
        ("reference", "council", "contact_id", "kind", "is_meaningful", "happened_on"),
        _contacts(people),
    )


def _write(path: Path, heading: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows(rows)


def _people(people: int) -> Iterator[tuple[object, ...]]:
    for number in range(people):
        born = _FIRST_BIRTHDAY + timedelta(days=number % _NEW_DAYS)
        name = f"{_ODD[number % len(_ODD)]} {number} (invented)"
        # Ofcom keeps a thousand numbers for drama, so they come again and again; see `_unlike`.
        yield (
            f"YP-{number}",
            COUNCIL,
            name,
            born,
            f"07700 900{number % 1000:03d}",
            "yes" if number % 7 == 0 else "no",
        )


def _plans(people: int) -> Iterator[tuple[object, ...]]:
    for number in range(people):
        state, since = _STATES[number % len(_STATES)], TODAY - timedelta(days=number % 400)
        signed = since if state == "authorised" else ""
        yield (
            f"YP-{number}",
            COUNCIL,
            state,
            since,
            signed,
            TODAY + timedelta(days=number % 180),
            ("yes", "no", "")[number % 3],
        )


def _contacts(people: int) -> Iterator[tuple[object, ...]]:
    for number in range(people):
        kind, meant = (("visit", "yes"), ("text", "no"), ("phone", "no"))[number % 3]
        yield f"YP-{number}", COUNCIL, f"C-{number}", kind, meant, TODAY - timedelta(days=number % 90)


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.iterdir()) / 1e6


def _alone(work: Callable[..., Any], *given: Any) -> Any:
    """Work in a process of its own, so that its peak memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, given)


def _open(url: str, key: str) -> Any:
    import bot.casework.tables
    import bot.delivery.alerts.alert_tables
    import bot.delivery.conversation.journal
    import bot.identity.sign_in.sign_in_tables  # noqa: F401 - with the lines above: every table is made
    from bot.records.database import Database

    return Database(url, [key])


def _prepare(url: str, key: str) -> None:
    _open(url, key).create_tables()


def _import(url: str, key: str, path: Path, table: str) -> Step:
    from datetime import datetime

    from bot.casework.intake.importing import How, import_file
    from bot.casework.intake.source import Source
    from bot.casework.privacy.erased import erased_lookup
    from bot.records.keyed import Keyed

    keyed, started = Keyed(b"guards invented people"), time.perf_counter()
    how = How(TODAY, datetime(2026, 11, 22, 12), _unlike(keyed.phone), erased_lookup(keyed))  # noqa: DTZ001 - kept as naive UTC
    report = import_file(_open(url, key), Source(path, table, COUNCIL), how)
    if not report.is_kept:
        raise RuntimeError(f"{path.name} was refused: {report.faults[0]}")
    return _step(f"import of {path.parent.name}/{path.name}", report.counts.added, started)


def _unlike(phone_lookup: Callable[[str], str]) -> Callable[[str], str]:
    """The real look-up, at its real cost, but another hash at each call, as if no number came twice."""
    calls = itertools.count()
    return lambda number: f"{next(calls):08d}{phone_lookup(number)[8:]}"


def _export(url: str, key: str, folder: Path) -> Step:
    from bot.casework.intake.export_all import export_all
    from bot.records.reach import of_councils

    started = time.perf_counter()
    with _open(url, key).transaction(of_councils([COUNCIL])) as session:
        counts = export_all(session, COUNCIL, folder)
    return _step(f"export to {folder.name}", sum(counts.values()), started)


def _step(name: str, rows: int, started: float) -> Step:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB_IN_MIB
    return Step(name, rows, time.perf_counter() - started, peak)


def _lost(a: Path, b: Path, c: Path) -> Counter[str]:
    """How many cells of A are not so in B, and of B not so in C; where the bytes differ, at least one."""
    lost: Counter[str] = Counter()
    for table in TABLES:
        name = f"{table}.csv"
        lost.update(
            f"A to B, {name} {what}" for what in _differences(a / name, b / name, _NOT_KEPT.get(table, set()))
        )
        if not filecmp.cmp(b / name, c / name, shallow=False):
            differences = Counter(_differences(b / name, c / name, set())) or Counter(["bytes"])
            lost.update({f"B to C, {name} {what}": count for what, count in differences.items()})
    return lost


def _differences(given: Path, made: Path, aside: set[str]) -> Iterator[str]:
    with given.open(encoding="utf-8", newline="") as one, made.open(encoding="utf-8", newline="") as other:
        for before, after in zip_longest(csv.DictReader(one), csv.DictReader(other)):
            yield from _row_differences(before, after, aside)


def _row_differences(
    before: Optional[Mapping[str, str]], after: Optional[Mapping[str, str]], aside: set[str]
) -> Iterator[str]:
    if before is None or after is None:
        yield "row"
        return
    yield from (name for name, value in before.items() if name not in aside and after.get(name) != value)


if __name__ == "__main__":
    sys.exit(main())
