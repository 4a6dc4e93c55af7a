"""The life of a pathway plan: which moves there are, who may make them, and making one.

The law names the plan's contents and its reviews; who signs it off is a council's
practice (here: the team manager). Two movers never both win: a move is an UPDATE that asks for the state it came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Mapping, Optional

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.casework.codes import PlanState, Role
from bot.casework.plans.due_dates import next_review_due, review_due, still_agreed
from bot.casework.plans.new_version import new_version
from bot.casework.tables import PathwayPlan, PlanReview
from bot.entitlements.parameters import Figure, Parameters


class Move(str, Enum):
    """What can be done to a plan."""

    START_ASSESSMENT = "start_assessment"
    START_DRAFTING = "start_drafting"
    BACK_TO_ASSESSMENT = "back_to_assessment"
    SHOW_YOUNG_PERSON = "show_young_person"
    AGREE = "agree"
    DISAGREE = "disagree"
    SEND_TO_MANAGER = "send_to_manager"
    TAKE_BACK = "take_back"
    RETURN_TO_DRAFTING = "return_to_drafting"
    AUTHORISE = "authorise"
    START_REVIEW = "start_review"
    END_UNCHANGED = "end_review_unchanged"
    END_CHANGED = "end_review_with_new_version"


class IllegalMove(ValueError):  # noqa: N818 - named after what it is in the table
    """A move that the table does not allow. The message says what is allowed from here, and by whom."""


class LostRace(IllegalMove):
    """Somebody else moved the plan first."""


@dataclass(frozen=True)
class Rule:
    """One row of the table: from which states, to which, by whom, and what it needs."""

    sources: tuple[PlanState, ...]
    target: PlanState
    by: tuple[Role, ...]
    needs_views: bool = False


_S = PlanState
_ADVISER, _MANAGER, _YOUNG_PERSON = (Role.PERSONAL_ADVISER,), (Role.TEAM_MANAGER,), (Role.YOUNG_PERSON,)
_STAFF = (*_ADVISER, *_MANAGER)

RULES: Mapping[Move, Rule] = {
    Move.START_ASSESSMENT: Rule((_S.NOT_STARTED,), _S.ASSESSMENT, _STAFF),
    Move.START_DRAFTING: Rule((_S.ASSESSMENT,), _S.DRAFTING, _ADVISER),
    Move.BACK_TO_ASSESSMENT: Rule((_S.DRAFTING,), _S.ASSESSMENT, _ADVISER),
    Move.SHOW_YOUNG_PERSON: Rule((_S.DRAFTING,), _S.WITH_YOUNG_PERSON, _ADVISER),
    Move.AGREE: Rule((_S.WITH_YOUNG_PERSON,), _S.WITH_TEAM_MANAGER, _YOUNG_PERSON, needs_views=True),
    Move.DISAGREE: Rule((_S.WITH_YOUNG_PERSON,), _S.DRAFTING, (*_YOUNG_PERSON, *_ADVISER)),
    Move.SEND_TO_MANAGER: Rule((_S.WITH_YOUNG_PERSON,), _S.WITH_TEAM_MANAGER, _ADVISER, needs_views=True),
    Move.TAKE_BACK: Rule((_S.WITH_YOUNG_PERSON, _S.WITH_TEAM_MANAGER), _S.DRAFTING, _ADVISER),
    Move.RETURN_TO_DRAFTING: Rule((_S.WITH_TEAM_MANAGER,), _S.DRAFTING, _MANAGER),
    Move.AUTHORISE: Rule((_S.WITH_TEAM_MANAGER,), _S.AUTHORISED, _MANAGER, needs_views=True),
    Move.START_REVIEW: Rule((_S.AUTHORISED,), _S.IN_REVIEW, _STAFF),
    Move.END_UNCHANGED: Rule((_S.IN_REVIEW,), _S.AUTHORISED, _STAFF),
    Move.END_CHANGED: Rule((_S.IN_REVIEW,), _S.SUPERSEDED, _STAFF),
}

Values = dict[str, Any]
_ENDS_REVIEW = (Move.END_UNCHANGED, Move.END_CHANGED)


def moves_from(state: PlanState, role: Optional[Role] = None) -> list[Move]:
    """The moves out of a state, for one role or for anybody, in the order of the table."""
    return [
        move for move, rule in RULES.items() if state in rule.sources and (role is None or role in rule.by)
    ]


def move(
    session: Session, plan_id: int, move: Move, role: Role, on: date, parameters: Parameters
) -> PathwayPlan:
    """Move a plan on a day; returns it, or the new version where the review ended with one.

    Whether this person may touch this plan at all is decided by whoever calls; here the role decides.
    `parameters` give the months to the next review; no checked figure, no date.
    Raises KeyError for an unknown plan, IllegalMove (LostRace if somebody was quicker) with nothing changed.
    """
    plan = _fresh(session, plan_id)
    _check(plan, move, role, on)
    months = _review_months(parameters, on)
    review = (
        PlanReview(held_on=on, was_asked_for=_was_asked_for(plan, months)) if move in _ENDS_REVIEW else None
    )
    _compare_and_set(
        session, plan, {"state": RULES[move].target.value, "state_since": on, **_writes(move, on, months)}
    )
    if review:
        plan.reviews.append(review)
    if move is Move.END_CHANGED:
        plan = new_version(session, plan, on)
    session.flush()
    return plan


def ask_for_review(session: Session, plan_id: int, role: Role, wanted_on: date, on: date) -> PathwayPlan:
    """Have the review by the day that somebody asked for, if that is sooner (SI 2010/2571 regulation 7).

    Raises KeyError for an unknown plan, IllegalMove for a role that can't ask, a plan that is not
    authorised or a day that has passed, or on which it was reviewed; nothing is changed then.
    """
    plan = _fresh(session, plan_id)
    if role is Role.ADMINISTRATOR:
        raise IllegalMove(
            "an administrator can't ask for a review; the young person, personal adviser or team manager can"
        )
    if plan.state != PlanState.AUTHORISED.value:
        raise IllegalMove(
            f"plan {plan_id} is {_said(plan.state)}; a review can be asked for once it is authorised"
        )
    if wanted_on < on:
        raise IllegalMove(f"wanted_on is {wanted_on}, before {on}; ask for that day or a later one")
    if plan.last_review_on and wanted_on <= plan.last_review_on:
        raise IllegalMove(f"plan {plan_id} was reviewed on {plan.last_review_on}; ask for a later day")
    agreed = still_agreed(plan.next_review_on, plan.last_review_on, plan.authorised_on)
    if agreed is None or wanted_on < agreed:
        _compare_and_set(session, plan, {"next_review_on": wanted_on})
    return plan


def _fresh(session: Session, plan_id: int) -> PathwayPlan:
    """The plan as the database has it now, not as this session once read it."""
    wanted = select(PathwayPlan).where(PathwayPlan.id == plan_id).execution_options(populate_existing=True)
    plan: Optional[PathwayPlan] = session.execute(wanted).scalar_one_or_none()
    if plan is None:
        raise KeyError(plan_id)
    return plan


def _check(plan: PathwayPlan, move: Move, role: Role, on: date) -> None:
    state, rule = PlanState(plan.state), RULES[move]
    if state not in rule.sources:
        raise IllegalMove(f"plan {plan.id} is {_said(state)}: no `{move.value}`. {_allowed(state)}")
    if role not in rule.by:
        raise IllegalMove(f"`{move.value}` is not for the {_said(role)}. {_allowed(state)}")
    if on < plan.state_since:
        raise IllegalMove(
            f"plan {plan.id} is {_said(state)} since {plan.state_since}; `on` is {on}, give that day or a later one"
        )
    if rule.needs_views and not _has_views(plan):
        raise IllegalMove(
            f"plan {plan.id}: `{move.value}` needs the young person's views (young_person_views) "
            "or the reason why there are none (no_views_reason); record one first"
        )


def _writes(move: Move, on: date, months: Optional[int]) -> Values:
    """What a move writes beside the state; `months` lie between reviews."""
    next_review_on = next_review_due(on, months, None)
    writes: Mapping[Move, Values] = {
        Move.SHOW_YOUNG_PERSON: {"young_person_agrees": None},
        Move.AGREE: {"young_person_agrees": True},
        Move.DISAGREE: {"young_person_agrees": False},
        Move.AUTHORISE: {"authorised_on": on, "next_review_on": next_review_on},
        Move.END_UNCHANGED: {"last_review_on": on, "next_review_on": next_review_on},
        Move.END_CHANGED: {"last_review_on": on, "next_review_on": None},
    }
    return writes.get(move, {})


def _has_views(plan: PathwayPlan) -> bool:
    return any((words or "").strip() for words in (plan.young_person_views, plan.no_views_reason))


def _allowed(state: PlanState) -> str:
    ways = [f"`{move.value}` ({' or '.join(map(_said, RULES[move].by))})" for move in moves_from(state)]
    return f"Allowed from here: {', '.join(ways)}." if ways else "Nothing is allowed from here."


def _said(word: str) -> str:
    return word.replace("_", " ")


def _review_months(parameters: Parameters, on: date) -> Optional[int]:
    figure = parameters.at("pathway_plan_review_months", on)
    return int(figure.value) if isinstance(figure, Figure) else None


def _was_asked_for(plan: PathwayPlan, months: Optional[int]) -> bool:
    """A day sooner than the law's can only come from somebody who asked."""
    agreed = still_agreed(plan.next_review_on, plan.last_review_on, plan.authorised_on)
    if agreed is None or months is None:
        return False
    return bool(agreed < review_due(plan.last_review_on or plan.authorised_on, months))


def _compare_and_set(session: Session, plan: PathwayPlan, values: Values) -> None:
    """Write only while the plan is still in the state, and its dates are still those, that we read."""
    still = (
        PathwayPlan.id == plan.id,
        PathwayPlan.state == plan.state,
        PathwayPlan.state_since == plan.state_since,
        PathwayPlan.next_review_on.is_not_distinct_from(plan.next_review_on),
    )
    changed = session.execute(
        update(PathwayPlan).where(*still).values(**values).execution_options(synchronize_session=False)
    ).rowcount
    if changed != 1:
        raise LostRace(
            f"plan {plan.id} is no longer as it was read ({_said(plan.state)}): somebody else was quicker; read it again"
        )
    session.refresh(plan)
