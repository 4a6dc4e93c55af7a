"""Moves of a plan in words: what each does, and why one can't be made from here, with what can. Names nobody."""

from __future__ import annotations

from datetime import date
from typing import Optional

from bot.advising.doing.deed_words import MOVE_BUTTONS
from bot.advising.doing.doing_cards import law, source_of
from bot.answer import SourceLine
from bot.caseload.person_now import PlanNow
from bot.casework.codes import PlanState, Role
from bot.casework.plans.due_dates import review_due
from bot.casework.plans.life_cycle import RULES, Move
from bot.casework.plans.plan_words import day
from bot.entitlements.parameters import Figure, Parameters
from bot.phrases import PhraseSet, phrase

STATES = PhraseSet("staff_moves.state", PlanState)
FOLLOWS = PhraseSet("staff_moves.follows", Move)
DONE = PhraseSet("staff_moves.done", Move)
_BY = PhraseSet("staff_moves.by", Role)
_COUNTS_AGAIN = (Move.AUTHORISE, Move.END_UNCHANGED)


def why_refused(plan: Optional[PlanNow], move: Move, role: Role, on: date) -> Optional[str]:
    """Why this move can't be made now, and what can be; None if it can.

    That views are missing counts only where the move's own form does not ask for them.
    """
    if plan is None:
        return phrase("staff_moves.refused.no_plan")
    rule = RULES[move]
    if plan.state not in rule.sources:
        state, button = STATES[plan.state], MOVE_BUTTONS[move]
        return _with_ways(phrase("staff_moves.refused.not_from_here", state=state, button=button), plan)
    if role not in rule.by:
        who = _either([_BY[one] for one in rule.by])
        return _with_ways(phrase("staff_moves.refused.not_yours", button=MOVE_BUTTONS[move], who=who), plan)
    if on < plan.since:
        return phrase("staff_moves.refused.day_ahead", state=STATES[plan.state], day=day(plan.since))
    if plan.waits_for_views(move):
        return _with_ways(phrase("staff_moves.refused.needs_views"), plan)
    return None


def why_no_review(plan: Optional[PlanNow], wanted_on: Optional[date], on: date) -> Optional[str]:
    """Why a review can't be asked for; None if it can, as far as it is known before."""
    if plan is None:
        return phrase("staff_moves.refused.no_plan")
    if plan.state is not PlanState.AUTHORISED:
        return phrase("staff_moves.refused.review", state=STATES[plan.state])
    if wanted_on is not None and wanted_on < on:
        return phrase("staff_moves.refused.review_past")
    if wanted_on is not None and plan.last_review_on is not None and wanted_on <= plan.last_review_on:
        return phrase("staff_moves.refused.review_held", day=day(plan.last_review_on))
    return None


def next_review(move: Move, parameters: Parameters, on: date) -> Optional[date]:
    """The day by which the next review is due after this move; None if it sets none, or no checked figure says so."""
    months = parameters.at("pathway_plan_review_months", on)
    if move not in _COUNTS_AGAIN or not isinstance(months, Figure):
        return None
    return review_due(on, int(months.value))


def plan_sources(parameters: Parameters, on: date) -> tuple[SourceLine, ...]:
    """Where it stands what a plan must say, and how often it is reviewed."""
    contents = law("Care Leavers (England) Regulations 2010", "regulation 6 and Schedule 1")
    return (contents, *source_of("pathway_plan_review_months", parameters, on))


def _with_ways(said: str, plan: PlanNow) -> str:
    ways = [
        phrase(
            "staff_moves.refused.way",
            button=MOVE_BUTTONS[move],
            who=_either([_BY[one] for one in RULES[move].by]),
        )
        for move in plan.ways
    ]
    if not ways:
        return f"{said} {phrase('staff_moves.refused.nothing')}"
    return f"{said} {phrase('staff_moves.refused.allowed', ways='; '.join(ways))}"


def _either(names: list[str]) -> str:
    return " or ".join(names)
