"""Run by test_crash.py: moves a plan as the product does, and stops after every statement until it is told to go on.

The database's URL and key are in the environment. Prints what it did last: a statement's
first words, "commit" before the transaction ends, "committed" after.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

from sqlalchemy import event, select

from bot.casework.codes import PlanState, Role
from bot.casework.plans.life_cycle import Move, move
from bot.casework.tables import PathwayPlan
from bot.entitlements.parameters import load_parameters
from bot.records.database import Database

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 22)


def pause(done: str) -> None:
    """Tell the parent, and wait for a word."""
    print(done, flush=True)
    sys.stdin.readline()


def after_statement(_connection, _cursor, statement: str, *_more) -> None:
    """Stop between two statements."""
    pause(" ".join(statement.split()[:3]))


if __name__ == "__main__":
    parameters = load_parameters(ROOT / "data" / "parameters")
    database = Database(os.environ["CRASH_URL"], [os.environ["CRASH_KEY"]])
    with database.transaction() as session:
        wanted = select(PathwayPlan.id).where(PathwayPlan.state == PlanState.IN_REVIEW.value)
        plan = session.execute(wanted).scalar_one()
        event.listen(database.engine, "after_cursor_execute", after_statement)
        event.listen(database.engine, "commit", lambda _connection: pause("commit"))
        move(session, plan, Move.END_CHANGED, Role.PERSONAL_ADVISER, DAY, parameters)
    pause("committed")
