"""Work of one process, killed at a moment that nobody chose: afterwards the records stand as before it, or as after it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Dict, List

from sqlalchemy import func, select

from benchmarks.breaking.fault_table import Row
from benchmarks.breaking.house import HOME
from benchmarks.breaking.tally import Tally
from benchmarks.processes import beside_python, environment
from bot.casework.tables import Goal, PathwayPlan, PlanSection, YoungPerson
from bot.records.database import Database
from bot.records.reach import OPERATOR
from bot.records.sealed import new_key

PEOPLE = 20_000
LONG_NAME = "Kit (invented) " * 4
CHILD = HOME / "tests" / "casework" / "crash_child.py"
SIGNED = date(2026, 5, 31)
STATEMENTS = 8  # of a move, and a little more


class ImportKilled:
    """Kill -9 of `localoffer import` while it takes in many people; the next import takes in all."""

    name = "import killed (kill -9)"

    def run(self, times: int, dice: random.Random, folder: Path) -> Row:
        """So many times; what is half taken in counts as lost, what is taken in twice as doubled."""
        file = _people(folder)
        whole = self._seconds(file, folder / "whole")
        found = sum(
            (
                self._killed(file, folder / f"import{number}", dice.random() * whole)
                for number in range(times)
            ),
            Tally(),
        )
        return Row(self.name, times, found, [])

    def _seconds(self, file: Path, folder: Path) -> float:
        started = time.monotonic()
        with self._importing(file, folder) as child:
            child.wait()
        return time.monotonic() - started

    def _killed(self, file: Path, folder: Path, after: float) -> Tally:
        with self._importing(file, folder) as child:
            time.sleep(after)
            child.send_signal(signal.SIGKILL)
        half = _people_in(folder)
        with self._importing(file, folder) as child:
            child.wait()
        whole = _people_in(folder)
        return Tally(
            messages=1, lost=int(half not in (0, PEOPLE) or whole < PEOPLE), doubled=int(whole > PEOPLE)
        )

    def _importing(self, file: Path, folder: Path) -> subprocess.Popen[bytes]:
        folder.mkdir(exist_ok=True)
        own = environment(LOCALOFFER_STATE=str(folder), PYTHONPATH=str(HOME))
        command = [beside_python("localoffer"), "import", str(file)]
        return subprocess.Popen(
            command, cwd=HOME, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


class PlanMoveKilled:
    """Kill -9 of a process that ends a review, behind one of its statements: the plan has moved whole, or not at all."""

    name = "plan move killed (kill -9)"

    def run(self, times: int, dice: random.Random, folder: Path) -> Row:
        """So many times, each behind another statement."""
        found = sum(
            (
                self._killed(folder / f"plan{number}.db", dice.randrange(STATEMENTS))
                for number in range(times)
            ),
            Tally(),
        )
        return Row(self.name, times, found, [])

    def _killed(self, file: Path, steps: int) -> Tally:
        key = new_key()
        database = Database(f"sqlite:///{file}", [key])
        try:
            _with_plan(database)
            _move(f"sqlite:///{file}", key, steps)
            moved = _plans(database)
        finally:
            database.engine.dispose()
        return Tally(messages=1, lost=int(moved not in (["in_review"], ["superseded", "drafting"])))


def _people(folder: Path) -> Path:
    file = folder / "people.csv"
    rows = (f"YP-{number},rutland,{LONG_NAME},2008-02-28\n" for number in range(PEOPLE))
    file.write_text("reference,council,preferred_name,birth_date\n" + "".join(rows), encoding="utf-8")
    return file


def _people_in(folder: Path) -> int:
    if not (folder / "localoffer.db").exists():
        return 0
    database = Database(f"sqlite:///{folder / 'localoffer.db'}", [new_key()])
    try:
        database.create_tables()
        with database.transaction(OPERATOR) as session:
            return int(session.execute(select(func.count()).select_from(YoungPerson)).scalar_one())
    finally:
        database.engine.dispose()


def _with_plan(database: Database) -> None:
    database.create_tables()
    plan = PathwayPlan(
        state="in_review",
        state_since=SIGNED,
        authorised_on=SIGNED,
        sections=[PlanSection(area="health", words="well")],
        goals=[Goal(words="a flat", owner="young_person")],
    )
    person = YoungPerson(
        reference="YP-1",
        preferred_name="Kit (invented)",
        birth_date=date(2008, 2, 29),
        council="rutland",
        plans=[plan],
    )
    with database.transaction(OPERATOR) as session:
        session.add(person)


def _plans(database: Database) -> List[str]:
    with database.transaction(OPERATOR) as session:
        return list(session.execute(select(PathwayPlan.state).order_by(PathwayPlan.id)).scalars())


def _move(url: str, key: str, steps: int) -> None:
    """Let a process move the plan as far as so many statements, and kill it."""
    own: Dict[str, str] = {**os.environ, "CRASH_URL": url, "CRASH_KEY": key, "PYTHONPATH": str(HOME)}
    with subprocess.Popen(
        [sys.executable, str(CHILD)], env=own, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        while steps > 0 and child.stdout.readline().strip() not in ("", "committed"):
            steps -= 1
            child.stdin.write("go on\n")
            child.stdin.flush()
        child.send_signal(signal.SIGKILL)
