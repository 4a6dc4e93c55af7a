"""Groups of young people that a list can be narrowed to: where they live, what they do, how their plan stands. Unchecked, as `bot.casework.queries`.

Where they live and what they do is the last code that was confirmed (SSDA903 ACCOM and ACTIV); nothing is concluded from anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Mapping, Tuple

from sqlalchemy import and_, exists, false, or_, select
from sqlalchemy.orm import Session

from bot.casework.codes import IN_EDUCATION_OR_WORK, PlanState
from bot.casework.current import code_on, current_plan
from bot.casework.group_names import Group
from bot.casework.plans.life_cycle import Move
from bot.casework.scope import ListScope, in_scope
from bot.casework.tables import Accommodation, Activity, PathwayPlan, PlanReason, StayingPut, YoungPerson


@dataclass(frozen=True)
class Members:
    """The numbers of those who are in a group, and of those of whom nothing is on record of it."""

    ids: frozenset[int]
    unknown: frozenset[int]


_BY_ACTIV: Mapping[Group, Tuple[str, ...]] = {
    Group.NEET: ("G4", "G5", "G6"),
    Group.IN_EET: IN_EDUCATION_OR_WORK,
    Group.HIGHER_EDUCATION: ("F1", "P1"),
    Group.EDUCATION: ("F1", "P1", "F2", "P2"),
    Group.APPRENTICESHIP: ("F4", "P4"),
    Group.EMPLOYMENT: ("F5", "P5"),
}
# By the letter: the figure behind it says whether it is suitable.
_BY_ACCOM: Mapping[Group, str] = {
    Group.CUSTODY: "X",
    Group.HOMELESS: "S",
    Group.FAMILY: "B",
    Group.SUPPORTED_LODGINGS: "E",
    Group.SEMI_INDEPENDENT: "D",
    Group.FOYER: "T",
    Group.INDEPENDENT: "U",
    Group.EMERGENCY: "V",
    Group.BED_AND_BREAKFAST: "W",
}
_BY_STATE: Mapping[Group, Tuple[PlanState, ...]] = {
    Group.ASSESSMENTS: (PlanState.NOT_STARTED, PlanState.ASSESSMENT),
    Group.REVIEWS: (PlanState.AUTHORISED, PlanState.IN_REVIEW),
    **{Group(state.value): (state,) for state in PlanState if state is not PlanState.SUPERSEDED},
}
_NOT_SAID = "0"  # the code of a return for nothing to say


def members(session: Session, scope: ListScope, group: Group, on: date) -> Members:
    """Who of an adviser's or a team's people is in a group on a day. One statement."""
    yes, unknown = _conditions(group, on)
    joined = select(YoungPerson.id, yes.label("is_in"), unknown.label("is_unknown")).select_from(YoungPerson)
    rows = session.execute(joined.outerjoin(PathwayPlan, current_plan()).where(in_scope(scope))).all()
    return Members(
        frozenset(row.id for row in rows if row.is_in),
        frozenset(row.id for row in rows if row.is_unknown and not row.is_in),
    )


def _conditions(group: Group, on: date) -> Tuple[Any, Any]:
    if group in _BY_ACTIV:
        return _by_code(code_on(Activity, "activ", on), _BY_ACTIV[group])
    accom = code_on(Accommodation, "accom", on)
    if group is Group.STAYING_PUT:
        return or_(_stays_put(on), accom.in_(("Z1", "Z2"))), or_(accom.is_(None), accom == _NOT_SAID)
    if group is Group.UNSUITABLE:
        return accom.like("%2"), or_(accom.is_(None), accom == _NOT_SAID)
    if group in _BY_ACCOM:
        letter = _BY_ACCOM[group]
        return _by_code(accom, (f"{letter}1", f"{letter}2"))
    return _of_plan(group), false()


def _by_code(code: Any, codes: Tuple[str, ...]) -> Tuple[Any, Any]:
    return code.in_(codes), or_(code.is_(None), code == _NOT_SAID)


def _stays_put(on: date) -> Any:
    held = (
        StayingPut.young_person_id == YoungPerson.id,
        StayingPut.started_on <= on,
        or_(StayingPut.ended_on.is_(None), StayingPut.ended_on > on),
    )
    return exists().where(*held).correlate(YoungPerson)


def _of_plan(group: Group) -> Any:
    if group is Group.NO_PLAN:
        return PathwayPlan.id.is_(None)
    if group is Group.SENT_BACK:
        sent_back = exists().where(
            PlanReason.plan_id == PathwayPlan.id, PlanReason.move == Move.RETURN_TO_DRAFTING.value
        )
        return and_(PathwayPlan.state == PlanState.DRAFTING.value, sent_back.correlate(PathwayPlan))
    return PathwayPlan.state.in_([state.value for state in _BY_STATE[group]])
