"""The one way to move somebody's pathway plan or its review: who may, the move itself, and the audit, in one transaction."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.codes import Role
from bot.casework.plans import life_cycle
from bot.casework.plans.life_cycle import Move
from bot.casework.tables import PathwayPlan
from bot.entitlements.parameters import Parameters
from bot.identity.access.decisions import Action, Caller, demand, note

_NOBODY = -1  # no record has it: a plan that is not there is denied as somebody else's


def move_plan(
    session: Session,
    caller: Caller,
    plan_id: int,
    move: Move,
    on: date,
    now: datetime,
    parameters: Parameters,
) -> PathwayPlan:
    """Move a plan of somebody whom the caller reaches; returns it, or the new version where a review ended with one.

    Needs a session of `access.audited`. Raises AccessDenied, also for a plan that is not there, and what
    `life_cycle.move` raises for a move that is not for the caller's role or not from this state.
    """
    _demand_plan(session, caller, plan_id, now)
    moved = life_cycle.move(session, plan_id, move, Role(caller.role), on, parameters)
    note(session, caller, Action.MOVE_PLAN, [int(moved.young_person_id)], now)
    return moved


def ask_for_review(
    session: Session, caller: Caller, plan_id: int, wanted_on: date, on: date, now: datetime
) -> PathwayPlan:
    """Have the review of a reached person's plan by the day asked for, if that is sooner; returns the plan.

    Needs a session of `access.audited`. Raises AccessDenied, also for a plan that is not there, and
    IllegalMove for a plan that is not authorised or a day that has passed.
    """
    _demand_plan(session, caller, plan_id, now)
    plan = life_cycle.ask_for_review(session, plan_id, Role(caller.role), wanted_on, on)
    note(session, caller, Action.MOVE_PLAN, [int(plan.young_person_id)], now)
    return plan


def _demand_plan(session: Session, caller: Caller, plan_id: int, now: datetime) -> None:
    person = session.execute(
        select(PathwayPlan.young_person_id).where(PathwayPlan.id == plan_id)
    ).scalar_one_or_none()
    demand(session, caller, Action.MOVE_PLAN, _NOBODY if person is None else int(person), now)
