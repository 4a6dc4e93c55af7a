"""What the cards of plans, contact and dates mean: what is law and what the council's practice, with the figures of the day."""

from __future__ import annotations

from datetime import date
from typing import Optional, Sequence

from bot.advising.cards.card_parts import (
    ASSESSMENTS,
    MEETINGS,
    REVIEWS,
    STAYING_PUT_LAW,
    VISITS,
    figure_source,
    figure_text,
)
from bot.answer import SourceLine
from bot.casework.codes import PlanState
from bot.casework.plans.state_words import TO_ADVISER
from bot.entitlements.parameters import Parameters
from bot.phrases import phrase

Sources = Sequence[Optional[SourceLine]]


def of_plans(parameters: Parameters, on: date) -> tuple[str, ...]:
    """When a review and an assessment are due, and who signs."""
    return (
        *_if_any(_reviews(parameters, on)),
        *_if_any(_assessments(parameters, on)),
        phrase("staff_meanings.no_other_day"),
        phrase("staff_meanings.who_signs"),
        phrase("staff_meanings.no_plan"),
    )


def of_stage(state: Optional[PlanState], parameters: Parameters, on: date) -> tuple[str, ...]:
    """What the present stage of a plan means: its own sentence, and the rule that holds at it."""
    if state is None:
        return (phrase("staff_meanings.no_plan"), *_if_any(_assessments(parameters, on)))
    rule = {
        PlanState.NOT_STARTED: _assessments(parameters, on),
        PlanState.ASSESSMENT: _assessments(parameters, on),
        PlanState.WITH_TEAM_MANAGER: phrase("staff_meanings.who_signs"),
        PlanState.AUTHORISED: _reviews(parameters, on),
        PlanState.IN_REVIEW: _reviews(parameters, on),
    }.get(state, phrase("staff_meanings.no_other_day"))
    return (TO_ADVISER[state], *_if_any(rule))


def _reviews(parameters: Parameters, on: date) -> str:
    months = figure_text("pathway_plan_review_months", parameters, on)
    return phrase("staff_meanings.reviews", months=months) if months else ""


def _assessments(parameters: Parameters, on: date) -> str:
    months = figure_text("needs_assessment_months", parameters, on)
    return phrase("staff_meanings.assessments", months=months) if months else ""


def _if_any(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def plan_sources(parameters: Parameters, on: date) -> Sources:
    """Where that stands."""
    return (
        _checked(REVIEWS, "pathway_plan_review_months", parameters, on),
        _checked(ASSESSMENTS, "needs_assessment_months", parameters, on),
    )


def of_contact(parameters: Parameters, on: date) -> tuple[str, ...]:
    """What counts as contact and how long it lasts: the council's practice, but for the homes that the council provides."""
    weeks = figure_text("in_touch_weeks", parameters, on)
    first = figure_text("pa_first_visit_days", parameters, on)
    later = figure_text("pa_visit_months", parameters, on)
    return (
        phrase("staff_meanings.what_counts"),
        *_if(weeks, phrase("staff_meanings.contact_weeks", weeks=weeks)),
        *_if(first and later, phrase("staff_meanings.visits", first=first, later=later)),
        phrase("staff_meanings.no_contact"),
    )


def contact_sources(parameters: Parameters, on: date) -> Sources:
    """Where that stands."""
    return (
        figure_source("in_touch_weeks", parameters, on),
        _checked(VISITS, "pa_visit_months", parameters, on),
    )


def of_dates(parameters: Parameters, on: date) -> tuple[str, ...]:
    """What key dates there are, and which of them the law sets."""
    reviews = figure_text("pathway_plan_review_months", parameters, on)
    until = figure_text("staying_put_until_age", parameters, on)
    return (
        phrase("staff_meanings.which_dates"),
        *_if(reviews, phrase("staff_meanings.reviews", months=reviews)),
        *_if(until, phrase("staff_meanings.staying_put", age=until)),
        phrase("staff_meanings.meetings"),
    )


def date_sources(parameters: Parameters, on: date) -> Sources:
    """Where that stands."""
    return (
        _checked(REVIEWS, "pathway_plan_review_months", parameters, on),
        _checked(STAYING_PUT_LAW, "staying_put_until_age", parameters, on),
        _checked(MEETINGS, "rotherham_staying_put_first_meeting_age", parameters, on),
    )


def _checked(line: SourceLine, figure: str, parameters: Parameters, on: date) -> SourceLine:
    """The law with the day on which its figure was checked, if one is held."""
    held = figure_source(figure, parameters, on)
    return line.copy(update={"checked_on": held.checked_on}) if held else line


def _if(known: Optional[str], text: str) -> tuple[str, ...]:
    return (text,) if known else ()
