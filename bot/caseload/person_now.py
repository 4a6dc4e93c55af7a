"""One young person as who looks after them sees them before doing something: who it is, their plan and its moves, who waits for a call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Optional

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from bot.caseload.plan_moves import ASKS_REVIEW
from bot.casework.codes import PlanState, Role
from bot.casework.current import current_plan
from bot.casework.plans.life_cycle import RULES, Move, moves_from
from bot.casework.tables import CallBackRequest, PathwayPlan, PlanReason, YoungPerson
from bot.identity.access.decisions import Action, Caller, read

# What nobody of staff does from here: the young person's own answers.
_THEIRS = (Move.AGREE,)


@dataclass(frozen=True)
class PlanNow:
    """A plan and what this caller can do with it now. `reasons` are those of the last time that a manager sent it back.

    `review_reasons` say why a sooner review was asked for.
    """

    id: int
    state: PlanState
    since: date
    authorised_on: Optional[date]
    last_review_on: Optional[date]
    next_review_on: Optional[date]
    has_views: bool
    moves: tuple[Move, ...]
    reasons: str = ""
    review_reasons: str = ""

    @property
    def ways(self) -> tuple[Move, ...]:
        """The moves from here that nothing stands in the way of, whoever makes them."""
        return tuple(move for move in moves_from(self.state) if not self.waits_for_views(move))

    @property
    def is_without_views(self) -> bool:
        """Whether the next step waits until the young person's views are written down, or why there are none."""
        return any(self.waits_for_views(move) for move in moves_from(self.state))

    def waits_for_views(self, move: Move) -> bool:
        """Whether views must be written down before this move. A form of its own may ask for them, and their page asks the young person."""
        is_asked_there = move in (Move.SEND_TO_MANAGER, *_THEIRS)
        return RULES[move].needs_views and not self.has_views and not is_asked_there


@dataclass(frozen=True)
class OpenCall:
    """A wish to be called that nobody has ticked off, with the words if they wrote any."""

    id: int
    asked_at: datetime
    words: str = ""


@dataclass(frozen=True)
class PersonNow:
    """Whom something is done for. No plan: none is on record, of which nothing is known."""

    id: int
    preferred_name: str
    reference: str
    council: str
    plan: Optional[PlanNow]
    calls: tuple[OpenCall, ...]


def person_now(session: Session, caller: Caller, person: int, now: datetime) -> PersonNow:
    """Read it; the look is kept in the audit.

    Needs a session of `access.audited`. Raises AccessDenied, or KeyError for whom the database does not show.
    """
    read(session, caller, Action.PLAN_STATUS, person, now)
    columns = (YoungPerson.preferred_name, YoungPerson.reference, YoungPerson.council)
    row = session.execute(select(*columns).where(YoungPerson.id == person)).one_or_none()
    if row is None:
        raise KeyError(person)
    plan = _plan(session, caller, person)
    return PersonNow(
        person, row.preferred_name, row.reference, row.council, plan, tuple(_calls(session, person))
    )


def _plan(session: Session, caller: Caller, person: int) -> Optional[PlanNow]:
    wanted = select(PathwayPlan).join(YoungPerson, current_plan()).where(YoungPerson.id == person)
    row = session.execute(wanted.execution_options(populate_existing=True)).scalar_one_or_none()
    if row is None:
        return None
    state = PlanState(row.state)
    moves = moves_from(state, caller.role) if isinstance(caller.role, Role) else []
    found = PlanNow(
        id=int(row.id),
        state=state,
        since=row.state_since,
        authorised_on=row.authorised_on,
        last_review_on=row.last_review_on,
        next_review_on=row.next_review_on,
        has_views=any((words or "").strip() for words in (row.young_person_views, row.no_views_reason)),
        moves=tuple(move for move in moves if move not in _THEIRS),
        reasons=_reasons(session, row),
        review_reasons=_review_reasons(session, row),
    )
    return replace(found, moves=tuple(move for move in found.moves if not found.waits_for_views(move)))


def _reasons(session: Session, plan: Any) -> str:
    """As long as it stands where it was sent back to: later they are history."""
    is_back = plan.state == PlanState.DRAFTING.value
    return _newest(session, plan, PlanReason.move != ASKS_REVIEW) if is_back else ""


def _review_reasons(session: Session, plan: Any) -> str:
    """Until the review that was asked for is held."""
    if plan.state not in (PlanState.AUTHORISED.value, PlanState.IN_REVIEW.value):
        return ""
    since = plan.last_review_on or plan.authorised_on
    is_newer = PlanReason.written_at >= datetime.combine(since, time.min) if since else true()
    return _newest(session, plan, PlanReason.move == ASKS_REVIEW, is_newer)


def _newest(session: Session, plan: Any, *which: Any) -> str:
    wanted = select(PlanReason.words).where(PlanReason.plan_id == plan.id, *which)
    return str(session.execute(wanted.order_by(PlanReason.id.desc()).limit(1)).scalar_one_or_none() or "")


def _calls(session: Session, person: int) -> list[OpenCall]:
    mine = (CallBackRequest.young_person_id == person, CallBackRequest.done_at.is_(None))
    rows = session.execute(select(CallBackRequest).where(*mine).order_by(CallBackRequest.asked_at)).scalars()
    return [OpenCall(int(row.id), row.asked_at, row.words or "") for row in rows]
