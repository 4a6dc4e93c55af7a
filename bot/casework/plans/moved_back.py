"""Taking a move back: the life of a plan has no way back, so the plan is put as it stood before, while nobody touched it since."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Mapping, Optional

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from bot.casework.codes import PlanState
from bot.casework.plans.life_cycle import LostRace
from bot.casework.tables import Goal, PathwayPlan, PlanReason, PlanReview, PlanSection

_DAYS = ("state_since", "authorised_on", "last_review_on", "next_review_on")


@dataclass(frozen=True)
class Stood:
    """How a plan stood at a moment: all that a move may write."""

    state: str
    state_since: Optional[date]
    authorised_on: Optional[date]
    last_review_on: Optional[date]
    next_review_on: Optional[date]
    young_person_agrees: Optional[bool]
    young_person_views: Optional[str]
    no_views_reason: Optional[str]

    def as_data(self) -> dict[str, Any]:
        """As JSON has it."""
        return {**asdict(self), **{name: _iso(getattr(self, name)) for name in _DAYS}}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Stood:
        """Back from JSON. Raises TypeError for what is none of ours."""
        days = {name: date.fromisoformat(data[name]) if data[name] else None for name in _DAYS}
        return cls(**{**data, **days})


@dataclass(frozen=True)
class Moved:
    """One move that can be taken back: how the plan stood before and after, and the rows that the move added."""

    plan_id: int
    before: Stood
    after: Stood
    reason_id: Optional[int] = None
    review_id: Optional[int] = None
    new_plan_id: Optional[int] = None

    def as_data(self) -> dict[str, Any]:
        """As JSON has it."""
        return {**asdict(self), "before": self.before.as_data(), "after": self.after.as_data()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Moved:
        """Back from JSON. Raises TypeError for what is none of ours."""
        stood = {name: Stood.from_data(data[name]) for name in ("before", "after")}
        return cls(**{**data, **stood})


def locked_plan(session: Session, plan_id: int) -> PathwayPlan:
    """The plan as the database has it now; until the transaction ends nobody else changes it. Raises KeyError."""
    # A change that changes nothing locks the row, and on SQLite, which has no `FOR UPDATE`, it begins the one writer.
    lock = update(PathwayPlan).where(PathwayPlan.id == plan_id).values(state=PathwayPlan.state)
    if session.execute(lock.execution_options(synchronize_session=False)).rowcount != 1:
        raise KeyError(plan_id)
    wanted = select(PathwayPlan).where(PathwayPlan.id == plan_id).execution_options(populate_existing=True)
    plan: PathwayPlan = session.execute(wanted).scalar_one()
    return plan


def stood(plan: PathwayPlan) -> Stood:
    """How a plan that was read stands."""
    return Stood(**{name: getattr(plan, name) for name in Stood.__dataclass_fields__})


def take_back(session: Session, moved: Moved) -> PathwayPlan:
    """Put the plan as it stood before the move, with its dates; returns it.

    Raises KeyError for a plan that is gone, and LostRace, with nothing changed, if anybody touched it since: the plan itself, or the
    new version that its review ended with.
    """
    plan = locked_plan(session, moved.plan_id)
    if stood(plan) != moved.after:
        raise LostRace(f"plan {plan.id} was changed since; move it on from where it stands")
    if moved.new_plan_id is not None:
        _delete_version(session, plan, moved.new_plan_id)
    _delete_added(session, moved)
    for name, value in asdict(moved.before).items():
        setattr(plan, name, value)
    session.flush()
    return plan


def _delete_added(session: Session, moved: Moved) -> None:
    for table, row in ((PlanReason, moved.reason_id), (PlanReview, moved.review_id)):
        if row is not None:
            session.execute(delete(table).where(table.id == row, table.plan_id == moved.plan_id))


def _delete_version(session: Session, old: PathwayPlan, new_id: int) -> None:
    """Only while it is the draft that was made of the old plan, word by word."""
    new = locked_plan(session, new_id)
    if not _is_untouched(session, old, new):
        raise LostRace(f"plan {new_id} was changed since; move it on from where it stands")
    session.delete(new)
    session.flush()


def _is_untouched(session: Session, old: PathwayPlan, new: PathwayPlan) -> bool:
    is_draft = (new.state, new.young_person_views, new.no_views_reason) == (
        PlanState.DRAFTING.value,
        None,
        None,
    )
    added = (select(exists().where(table.plan_id == new.id)) for table in (PlanReview, PlanReason))
    same = _words(session, old.id) == _words(session, new.id)
    return is_draft and same and not any(session.execute(one).scalar_one() for one in added)


def _words(session: Session, plan_id: int) -> list[Any]:
    """What a plan says, and what is still to be done in it."""
    sections = select(PlanSection.area, PlanSection.words).where(PlanSection.plan_id == plan_id)
    goals = select(Goal.words, Goal.owner, Goal.due_on).where(Goal.plan_id == plan_id, Goal.done_on.is_(None))
    return [sorted(map(repr, session.execute(one).all())) for one in (sections, goals)]


def _iso(day: Optional[date]) -> Optional[str]:
    return day.isoformat() if day else None
