"""Killed in the middle of its work, a process leaves the state before; never something between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Iterator

import pytest
from conftest import KEY
from sqlalchemy import func, select

from bot.casework.codes import PlanState
from bot.casework.models import PathwayPlan, PlanReview, YoungPerson

if TYPE_CHECKING:
    from bot.casework.database import Database

CHILD = Path(__file__).with_name("crash_child.py")
ROOT = CHILD.parents[2]
SIGNED = date(2026, 5, 31)
HALF, WHOLE = 3000, 6000  # people, as the child adds them


@contextmanager
def in_the_middle(database: Database, kind: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that is inside its transaction, and what it sees there."""
    url = database.engine.url.render_as_string(hide_password=False)
    environment = {**os.environ, "CRASH_URL": url, "CRASH_KEY": KEY, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(CHILD), kind], env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        try:
            yield child, child.stdout.readline().strip()
        finally:
            child.kill()


def kill(child: subprocess.Popen[str]) -> None:
    """As the kernel would, with no chance to tidy up."""
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL


def let_finish(child: subprocess.Popen[str]) -> None:
    """Say the word that it waits for."""
    child.communicate("go on\n")
    assert child.returncode == 0


def count(database: Database, table: type) -> int:
    """How many rows everybody sees."""
    with database.transaction() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def a_person(reference: str, **fields: object) -> YoungPerson:
    """An invented young person."""
    return YoungPerson(reference=reference, preferred_name="Kit", birth_date=date(2008, 2, 29), council="rutland", **fields)


@pytest.fixture
def with_plan(database: Database) -> Database:
    """A database with one authorised plan."""
    plan = PathwayPlan(state=PlanState.AUTHORISED.value, state_since=SIGNED, authorised_on=SIGNED)
    with database.transaction() as session:
        session.add(a_person("YP-1", plans=[plan]))
    return database


def plan_of(database: Database) -> tuple[str, date, date | None, int]:
    """All that a move to review changes."""
    with database.transaction() as session:
        plan = session.execute(select(PathwayPlan)).scalar_one()
        return plan.state, plan.state_since, plan.last_review_on, len(plan.reviews)


def test_killed_while_adding_people_it_has_added_nobody(database: Database) -> None:
    """Half of them were written; none is there, and the same people can be added at once."""
    with in_the_middle(database, "people") as (child, seen):
        assert (seen, count(database, YoungPerson)) == (str(HALF), 0)
        kill(child)
    assert count(database, YoungPerson) == 0
    with in_the_middle(database, "people") as (child, _):
        let_finish(child)
    assert count(database, YoungPerson) == WHOLE


def test_killed_while_moving_a_plan_the_plan_has_not_moved(with_plan: Database) -> None:
    """The state was changed and the review not yet kept; both are as before, and the move can be made at once."""
    before = plan_of(with_plan)
    with in_the_middle(with_plan, "move") as (child, seen):
        assert (seen, plan_of(with_plan)) == (PlanState.IN_REVIEW.value, before)
        kill(child)
    assert plan_of(with_plan) == before == (PlanState.AUTHORISED.value, SIGNED, None, 0)
    with in_the_middle(with_plan, "move") as (child, _):
        let_finish(child)
    day = date(2026, 11, 22)
    assert plan_of(with_plan) == (PlanState.IN_REVIEW.value, day, day, 1)


def test_after_a_kill_another_process_writes_at_once(with_plan: Database) -> None:
    """No lock of the dead process is left on what it was changing."""
    with in_the_middle(with_plan, "move") as (child, _):
        kill(child)
    with with_plan.transaction() as session:
        plan = session.execute(select(PathwayPlan)).scalar_one()
        plan.young_person_agrees = True
        session.add(PlanReview(plan_id=plan.id, held_on=SIGNED))
        session.add(a_person("YP-2"))
    assert (count(with_plan, PlanReview), count(with_plan, YoungPerson)) == (1, 2)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_on_sqlite_half_of_the_people_had_reached_the_disk(database: Database) -> None:
    """So the promise is tested on what a crash leaves behind, not on what was in memory alone."""
    log = Path(f"{database.engine.url.database}-wal")
    with in_the_middle(database, "people") as (child, _):
        kill(child)
    assert log.stat().st_size > HALF * 100
    assert count(database, YoungPerson) == 0
