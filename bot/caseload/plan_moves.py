"""The one way to move somebody's pathway plan or its review, and back: who may, the move itself, and the audit, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Optional

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.casework.codes import PlanState, Role
from bot.casework.plans import life_cycle, moved_back
from bot.casework.plans.life_cycle import IllegalMove, LostRace, Move
from bot.casework.plans.moved_back import Moved, Stood, locked_plan, stood
from bot.casework.tables import PathwayPlan, PlanReason, PlanReview
from bot.entitlements.parameters import Parameters
from bot.identity.access.decisions import Action, Caller, demand, note

_NOBODY = -1  # no record has it: a plan that is not there is denied as somebody else's
MOST_WORDS = 1000  # letters of reasons and views; a form of the pages is read whole up to this
ASKS_REVIEW = "ask_review"  # in `plan_reason.move`, beside the moves
NEEDS_REASONS = (Move.RETURN_TO_DRAFTING,)
TAKES_VIEWS = (Move.SEND_TO_MANAGER,)


class WordsMissingError(ValueError):
    """A move that must say why, or what the young person thinks, and does not. `field` is that of `Wanted`; quotes nothing."""

    def __init__(self, field: str, *, is_too_long: bool = False) -> None:
        super().__init__(
            f"{field}: keep to {MOST_WORDS} letters" if is_too_long else f"{field}: write them first"
        )
        self.field, self.is_too_long = field, is_too_long


@dataclass(frozen=True)
class Wanted:
    """A move as somebody wants it, from the state that they saw. `reasons` go with what a manager sends back.

    `views` are the young person's, and `no_views` is why there are none: either is needed before a manager gets the plan.
    """

    move: Move
    seen: Optional[PlanState] = None
    reasons: str = ""
    views: str = ""
    no_views: str = ""


def make_move(
    session: Session,
    caller: Caller,
    plan_id: int,
    wanted: Wanted,
    on: date,
    now: datetime,
    parameters: Parameters,
) -> Moved:
    """Move a plan as `move_plan` does, and keep reasons and views with it; what `undo_move` takes back.

    Raises as `move_plan`; also LostRace if the plan is not in the state that was seen, and WordsMissingError without reasons where
    they are needed. Nothing is changed then.
    """
    _demand_plan(session, caller, plan_id, now)
    _require_words(wanted)
    plan = locked_plan(session, plan_id)
    before = stood(plan)
    if wanted.seen is not None and plan.state != wanted.seen.value:
        raise LostRace(f"plan {plan_id} is {plan.state}, not {wanted.seen.value}: somebody else was quicker")
    new = _move_with_views(session, caller, plan, wanted, on, parameters)
    note(session, caller, Action.MOVE_PLAN, [int(new.young_person_id)], now)
    return _moved(session, plan, before, wanted, new, now)


def undo_move(session: Session, caller: Caller, moved: Moved, now: datetime) -> PathwayPlan:
    """Put a plan, or the day of its review, as it was before a move, with its dates; returns it.

    Needs a session of `access.audited`. Raises AccessDenied, also for a plan that is not there, and LostRace if it was changed since.
    """
    _demand_plan(session, caller, moved.plan_id, now, Action.MOVE_TAKE_BACK)
    plan = moved_back.take_back(session, moved)
    note(session, caller, Action.MOVE_TAKE_BACK, [int(plan.young_person_id)], now)
    return plan


def bring_review_forward(
    session: Session,
    caller: Caller,
    plan_id: int,
    wanted_on: date,
    on: date,
    now: datetime,
    why: str = "",
) -> Moved:
    """Ask for a review as `ask_for_review` does, and keep why; what `undo_move` takes back.

    Raises the same, and WordsMissingError for too many words.
    """
    _demand_plan(session, caller, plan_id, now)
    if len(why) > MOST_WORDS:
        raise WordsMissingError("why", is_too_long=True)
    before = stood(locked_plan(session, plan_id))
    plan = ask_for_review(session, caller, plan_id, wanted_on, on, now)
    return Moved(plan_id, before, stood(plan), reason_id=_kept_reason(session, plan, ASKS_REVIEW, why, now))


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


def person_of_plan(session: Session, plan_id: int) -> int:
    """Whose plan it is; a number that nobody has if there is none. Unchecked."""
    wanted = select(PathwayPlan.young_person_id).where(PathwayPlan.id == plan_id)
    found = session.execute(wanted).scalar_one_or_none()
    return _NOBODY if found is None else int(found)


def _require_words(wanted: Wanted) -> None:
    if wanted.move in NEEDS_REASONS and not wanted.reasons.strip():
        raise WordsMissingError("reasons")
    for field in ("reasons", "views", "no_views"):
        if len(getattr(wanted, field)) > MOST_WORDS:
            raise WordsMissingError(field, is_too_long=True)


def _move_with_views(
    session: Session, caller: Caller, plan: PathwayPlan, wanted: Wanted, on: date, parameters: Parameters
) -> PathwayPlan:
    """The move; views that were written for it are taken out again if it is refused."""
    kept = (plan.young_person_views, plan.no_views_reason)
    if wanted.move in TAKES_VIEWS:
        plan.young_person_views = wanted.views.strip() or kept[0]
        plan.no_views_reason = wanted.no_views.strip() or kept[1]
        session.flush()
    try:
        return life_cycle.move(session, int(plan.id), wanted.move, Role(caller.role), on, parameters)
    except IllegalMove:
        plan.young_person_views, plan.no_views_reason = kept
        session.flush()
        raise


def _moved(
    session: Session, plan: PathwayPlan, before: Stood, wanted: Wanted, new: PathwayPlan, now: datetime
) -> Moved:
    reasons = wanted.reasons if wanted.move in NEEDS_REASONS else ""
    reason_id = _kept_reason(session, plan, wanted.move.value, reasons, now)
    session.flush()
    ends_review = before.state == PlanState.IN_REVIEW.value
    newest = select(func.max(PlanReview.id)).where(PlanReview.plan_id == plan.id)
    return Moved(
        plan_id=int(plan.id),
        before=before,
        after=stood(plan),
        reason_id=reason_id,
        review_id=session.execute(newest).scalar_one() if ends_review else None,
        new_plan_id=int(new.id) if new.id != plan.id else None,
    )


def _kept_reason(session: Session, plan: PathwayPlan, move: str, words: str, now: datetime) -> Optional[int]:
    """The number of the row; None where nothing was written."""
    if not words.strip():
        return None
    reason = PlanReason(plan_id=plan.id, move=move, words=words.strip(), written_at=now)
    session.add(reason)
    session.flush()
    return int(reason.id)


def _demand_plan(
    session: Session, caller: Caller, plan_id: int, now: datetime, action: Action = Action.MOVE_PLAN
) -> None:
    demand(session, caller, action, person_of_plan(session, plan_id), now)
