"""What must be written with a move of a plan: why it goes back, or what the young person thinks of it."""

from __future__ import annotations

from typing import Mapping

from bot.card import Field
from bot.caseload.person_now import PlanNow
from bot.caseload.plan_moves import MOST_WORDS, NEEDS_REASONS, Wanted, WordsMissingError
from bot.casework.codes import PlanState
from bot.casework.plans.life_cycle import Move
from bot.phrases import phrase

REASONS, VIEWS, NO_VIEWS = "reasons", "views", "no_views"


def wanted_of(move: Move, seen: PlanState, inputs: Mapping[str, str]) -> Wanted:
    """The move with what was written for it."""
    return Wanted(
        move, seen, inputs.get(REASONS, ""), views=inputs.get(VIEWS, ""), no_views=inputs.get(NO_VIEWS, "")
    )


def move_fields(
    plan: PlanNow, move: Move, values: Mapping[str, str], wrong: Mapping[str, str]
) -> tuple[Field, ...]:
    """What must be written with a move; nothing for most."""
    if move in NEEDS_REASONS:
        return (_lines(REASONS, phrase("staff_moves.field.reasons"), values, wrong, is_required=True),)
    if move is Move.SEND_TO_MANAGER and not plan.has_views:
        return views_fields(values, wrong)
    return ()


def views_fields(values: Mapping[str, str], wrong: Mapping[str, str]) -> tuple[Field, ...]:
    """Either of the two must be written."""
    return (
        _lines(VIEWS, phrase("staff_moves.field.views"), values, wrong),
        _lines(NO_VIEWS, phrase("staff_moves.field.no_views"), values, wrong),
    )


def words_wrong(error: WordsMissingError) -> dict[str, str]:
    """What is wrong, by the field that it is about."""
    if error.is_too_long:
        return {error.field: phrase("staff_moves.error.too_long", most=MOST_WORDS)}
    said = (
        phrase("staff_moves.error.reasons") if error.field == REASONS else phrase("staff_moves.error.views")
    )
    return {error.field: said}


def _lines(
    name: str, label: str, values: Mapping[str, str], wrong: Mapping[str, str], *, is_required: bool = False
) -> Field:
    return Field(
        id=name,
        label=label,
        kind="lines",
        value=values.get(name, ""),
        error=wrong.get(name, ""),
        is_required=is_required,
        most=MOST_WORDS,
    )
