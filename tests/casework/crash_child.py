"""Run by test_crash.py: begins a transaction, says so, and goes on only when it is told to.

Usage: crash_child.py KIND, with the database's URL and key in the environment.
"""

from __future__ import annotations

import os
import sys
from datetime import date

from sqlalchemy import func, select

from bot.casework.codes import PlanState
from bot.casework.database import Database
from bot.casework.models import PathwayPlan, PlanReview, YoungPerson

HALF = 3000
NAME = "Kit (invented) " * 60  # so long that half of them are more than SQLite keeps in memory before it writes to its log
DAY = date(2026, 11, 22)


def pause(done: object) -> None:
    """Tell the parent what this transaction sees, and wait for a word."""
    print(done, flush=True)
    sys.stdin.readline()


def add_people(session) -> None:
    """Two halves of many invented people."""
    for first in (0, HALF):
        session.add_all(
            YoungPerson(reference=f"YP-{number}", preferred_name=NAME, birth_date=date(2008, 2, 29), council="rutland")
            for number in range(first, first + HALF)
        )
        session.flush()
        if not first:
            pause(session.execute(select(func.count()).select_from(YoungPerson)).scalar_one())


def move_plan(session) -> None:
    """Into review, with the review that was held."""
    plan = session.execute(select(PathwayPlan)).scalar_one()
    plan.state, plan.state_since, plan.last_review_on = PlanState.IN_REVIEW.value, DAY, DAY
    session.flush()
    pause(session.execute(select(PathwayPlan.__table__.c.state)).scalar_one())
    session.add(PlanReview(plan_id=plan.id, held_on=DAY))


if __name__ == "__main__":
    work = {"people": add_people, "move": move_plan}[sys.argv[1]]
    with Database(os.environ["CRASH_URL"], [os.environ["CRASH_KEY"]]).transaction() as opened:
        work(opened)
