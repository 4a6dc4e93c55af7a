"""A new version of a plan, begun from what the old one says."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from bot.casework.codes import PlanState
from bot.casework.tables import Goal, PathwayPlan, PlanSection


def new_version(session: Session, old: PathwayPlan, on: date) -> PathwayPlan:
    """A draft with the old plan's sections and the goals that are not done; views and dates start afresh."""
    new = PathwayPlan(
        young_person_id=old.young_person_id,
        state=PlanState.DRAFTING.value,
        state_since=on,
        sections=[PlanSection(area=section.area, words=section.words) for section in old.sections],
        goals=[
            Goal(words=goal.words, owner=goal.owner, due_on=goal.due_on)
            for goal in old.goals
            if goal.done_on is None
        ],
    )
    session.add(new)
    session.flush()
    return new
