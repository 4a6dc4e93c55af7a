"""Times look-ups with few and with very many young people, in one run, on SQLite and on PostgreSQL with row-level security.

`python -m benchmarks.lookups` exits with 0 if no 95th percentile with many is more than 1.5 times that with few,
with 1 if one is, with 2 if nothing could be measured.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from datetime import time as clock_time
from pathlib import Path
from typing import Callable, List, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.failure import BenchmarkError
from benchmarks.many_people import (
    ADVISERS_OF_A_TEAM,
    CASELOAD,
    TODAY,
    adviser_of,
    council_of,
    fill,
    phone_lookup,
    some_of,
    team_of,
    token_hash,
)
from benchmarks.own_postgresql import MissingError, server
from bot.caseload.call_backs import waiting_calls
from bot.casework.codes import Role
from bot.casework.plans.plan_status import require_by_reference, status_of
from bot.casework.queries import caseload, plans_overdue
from bot.casework.returns.indicators import indicators
from bot.casework.scope import AdviserScope, TeamScope
from bot.casework.tables import YoungPerson
from bot.delivery.alerts.stored_alerts import open_alerts
from bot.entitlements.parameters import Parameters, load_parameters
from bot.identity.access.audit_report import accesses_of
from bot.identity.access.decisions import Caller, audited, reach_of
from bot.identity.sign_in.sign_in_tables import WebSession
from bot.records.database import Database
from bot.records.reach import OPERATOR, Reach, browser, own, signing_in
from bot.records.sealed import KeyRing, new_key

ROOT = Path(__file__).resolve().parent.parent
FEW = 1_000
MANY = 1_000_000
TIMES = 300
WARM_UP = 50
MOST_GROWTH = 1.5

NOW = datetime.combine(TODAY, clock_time(12))


@dataclass(frozen=True)
class Among:
    """How many people there are, from which everybody's adviser and team follow, and the figures."""

    people: int
    parameters: Parameters

    def team(self, person: int) -> int:
        """Somebody's team."""
        return team_of(adviser_of(person, self.people))

    def manager(self, person: int) -> Caller:
        """The manager of somebody's team."""
        team = self.team(person)
        return Caller(Role.TEAM_MANAGER, "staff:1", team_id=team, council=council_of(team))


@dataclass(frozen=True)
class LookUp:
    """What is asked about somebody, by their place in the list, and what the transaction reaches for it."""

    reach: Callable[[int, Among], Reach]
    ask: Callable[[Session, int, Among], object]


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
class Place:
    """Where a database is, and for who makes its tables."""

    url: str
    owner_url: Optional[str] = None


@dataclass(frozen=True)
class Filled:
    """A database and who is in it."""

    database: Database
    among: Among


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Fill, measure, print, judge."""
    chosen = make_parser().parse_args(arguments)
    try:
        lines = measure_all(chosen)
    except (BenchmarkError, MissingError) as error:
        print(f"benchmarks.lookups: {error}", file=sys.stderr)
        return 2
    print(as_text(lines, chosen))
    print(verdict(lines))
    return 0 if all(line.growth <= MOST_GROWTH for line in lines) else 1


def make_parser() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lookups", description=__doc__)
    parser.add_argument("--people", type=int, default=MANY, help=f"how many are many (default: {MANY:,})")
    parser.add_argument(
        "--times", type=int, default=TIMES, help=f"how often each is asked (default: {TIMES})"
    )
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="one database alone")
    parser.add_argument("--what", choices=list(LOOK_UPS), help="one look-up alone")
    return parser


def measure_all(chosen: argparse.Namespace) -> List[Line]:
    """Each database that was chosen, in places of their own that are deleted at the end."""
    parameters = load_parameters(ROOT / "data" / "parameters")
    lines: List[Line] = []
    if chosen.only != "postgresql":
        with tempfile.TemporaryDirectory(prefix="localoffer-bench-") as folder:
            made = [Place(f"sqlite:///{folder}/{name}.db") for name in ("few", "many")]
            lines += measure("SQLite", made, chosen, parameters)
    if chosen.only != "sqlite":
        with server() as started:
            for name in ("few", "many"):
                started.create(name)
            made = [Place(started.url(name), started.owner_url(name)) for name in ("few", "many")]
            lines += measure("PostgreSQL", made, chosen, parameters)
    return lines


def measure(
    name: str, places: Sequence[Place], chosen: argparse.Namespace, parameters: Parameters
) -> List[Line]:
    """Fill both sizes, then time every look-up at both, in turns."""
    key = new_key()
    both = [
        Filled(opened(place, key), Among(size, parameters))
        for place, size in zip(places, (FEW, chosen.people), strict=True)
    ]
    for filled in both:
        tell(f"{name}: adding {filled.among.people:,} invented young people ...")
        started = time.perf_counter()
        fill(filled.database, filled.among.people, KeyRing([key]), tell)
        tell(f"  done in {time.perf_counter() - started:.0f} s")
    asked = {chosen.what: LOOK_UPS[chosen.what]} if chosen.what else LOOK_UPS
    lines = [Line(name, what, *times(both, look_up, chosen.times)) for what, look_up in asked.items()]
    for filled in both:
        filled.database.engine.dispose()
    return lines


def opened(place: Place, key: str) -> Database:
    """A migrated database."""
    made = Database(place.url, [key], place.owner_url)
    made.create_tables()
    return made


def _by_phone(session: Session, person: int, _among: Among) -> object:
    wanted = select(YoungPerson.id).where(YoungPerson.phone_lookup == phone_lookup(person))
    return session.execute(wanted).scalar_one()


def _by_reference(session: Session, person: int, _among: Among) -> object:
    return require_by_reference(session, f"YP-{person}")


def _status(session: Session, person: int, among: Among) -> object:
    return status_of(session, person, among.parameters, TODAY)


def _session(session: Session, person: int, _among: Among) -> object:
    wanted = select(WebSession.__table__).where(WebSession.token_hash == token_hash(person))
    return session.execute(wanted).one()


def _of_adviser(session: Session, person: int, among: Among) -> object:
    found = caseload(session, AdviserScope(adviser_of(person, among.people)), among.parameters, TODAY)
    if len(found) not in (CASELOAD - 1, CASELOAD):
        raise BenchmarkError(f"{len(found)} people in a caseload; the filling is wrong")
    return found


def _overdue(session: Session, person: int, among: Among) -> object:
    return plans_overdue(session, TeamScope(among.team(person)), among.parameters, TODAY)


def _counted(session: Session, person: int, among: Among) -> object:
    found = indicators(session, TeamScope(among.team(person)), among.parameters, TODAY)
    if not found[0].denominator:
        raise BenchmarkError("nobody was counted; the filling is wrong")
    return found


def _alerts(session: Session, person: int, among: Among) -> object:
    return open_alerts(session, among.manager(person), NOW)


def _calls(session: Session, person: int, among: Among) -> object:
    return waiting_calls(session, among.manager(person), NOW)


def _accesses(session: Session, person: int, _among: Among) -> object:
    return accesses_of(session, person)


def _staff(person: int, among: Among) -> Reach:
    return reach_of(among.manager(person))


_TEAM = CASELOAD * ADVISERS_OF_A_TEAM
LOOK_UPS = {
    "who has a number": LookUp(lambda person, _: signing_in(number=phone_lookup(person)), _by_phone),
    "a reference": LookUp(lambda *_: OPERATOR, _by_reference),
    "a plan's status": LookUp(lambda person, _: own(person), _status),
    "a session": LookUp(lambda person, _: browser(token_hash(person)), _session),
    f"a caseload of {CASELOAD}": LookUp(_staff, _of_adviser),
    f"overdue of {_TEAM}": LookUp(_staff, _overdue),
    f"indicators of {_TEAM}": LookUp(_staff, _counted),
    "open alerts of a team": LookUp(_staff, _alerts),
    "calls a team owes": LookUp(_staff, _calls),
    "audit of a person": LookUp(lambda *_: OPERATOR, _accesses),
}


def times(both: Sequence[Filled], look_up: LookUp, how_often: int) -> List[Numbers]:
    """Few and many take turns, so that whatever else the machine does slows both."""
    drawn = [some_of(filled.among.people, WARM_UP + how_often, seed) for seed, filled in enumerate(both)]
    taken: List[List[float]] = [[], []]
    for turn in range(WARM_UP + how_often):
        for filled, places, kept in zip(both, drawn, taken, strict=True):
            kept.append(one(filled, look_up, places[turn]))
    return [numbers(kept[WARM_UP:]) for kept in taken]


def one(filled: Filled, look_up: LookUp, place: int) -> float:
    """One look-up in a transaction of its own, in milliseconds."""
    started = time.perf_counter()
    with audited(filled.database, look_up.reach(place, filled.among)) as session:
        look_up.ask(session, place, filled.among)
    return (time.perf_counter() - started) * 1000


def numbers(taken: Sequence[float]) -> Numbers:
    """The percentiles of many times."""
    cuts = statistics.quantiles(taken, n=20)
    return Numbers(statistics.median(taken), cuts[-1])


def as_text(lines: Sequence[Line], chosen: argparse.Namespace) -> str:
    """The table."""
    head = f"{'milliseconds':<34}{f'{FEW:,} people':>18}{f'{chosen.people:,} people':>20}"
    sub = f"{'':<34}{'p50':>9}{'p95':>9}{'p50':>11}{'p95':>9}{'p95 ratio':>12}"
    rows = [
        f"{line.database + ', ' + line.what:<34}{line.few.p50:>9.2f}{line.few.p95:>9.2f}"
        f"{line.many.p50:>11.2f}{line.many.p95:>9.2f}{line.growth:>12.2f}"
        for line in lines
    ]
    note = f"{chosen.times} times each at both sizes in turns, each in a transaction of its own, after {WARM_UP} to warm up; {os.cpu_count()} cores."
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
