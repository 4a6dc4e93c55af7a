"""Writing down what a young person thinks of their plan, or why that is not known: who may, and the audit, in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.caseload.plan_moves import MOST_WORDS, WordsMissingError, person_of_plan
from bot.casework.codes import PlanState
from bot.casework.plans.life_cycle import IllegalMove
from bot.casework.plans.moved_back import Moved, locked_plan, stood
from bot.identity.access.decisions import Action, Caller, demand, note

# While a plan is made. A plan that was signed off keeps what it was signed with.
TAKES_VIEWS_IN = (PlanState.DRAFTING, PlanState.WITH_YOUNG_PERSON, PlanState.WITH_TEAM_MANAGER)


def record_views(
    session: Session, caller: Caller, plan_id: int, views: str, no_views: str, now: datetime
) -> Moved:
    """Keep views, or why there are none, with a plan that has neither; what `plan_moves.undo_move` takes back.

    For the adviser and for their manager. Needs a session of `access.audited`. Raises AccessDenied, also for a plan that is not there,
    WordsMissingError without either or for too many words, and IllegalMove for a plan that is not being made or has them. Nothing is
    changed then.
    """
    demand(session, caller, Action.VIEWS_RECORD, person_of_plan(session, plan_id), now)
    _require(views.strip(), no_views.strip())
    plan = locked_plan(session, plan_id)
    before = stood(plan)
    if PlanState(plan.state) not in TAKES_VIEWS_IN:
        raise IllegalMove(f"plan {plan_id} is {plan.state}; views are written down while a plan is made")
    if (plan.young_person_views or "").strip() or (plan.no_views_reason or "").strip():
        raise IllegalMove(
            f"plan {plan_id} has views, or why there are none; they are changed in the case system"
        )
    plan.young_person_views, plan.no_views_reason = views.strip() or None, no_views.strip() or None
    session.flush()
    note(session, caller, Action.VIEWS_RECORD, [int(plan.young_person_id)], now)
    return Moved(plan_id, before, stood(plan))


def _require(views: str, no_views: str) -> None:
    if not views and not no_views:
        raise WordsMissingError("views")
    for field, words in (("views", views), ("no_views", no_views)):
        if len(words) > MOST_WORDS:
            raise WordsMissingError(field, is_too_long=True)
