"""A plan's status in plain words, for the young person it belongs to."""

from __future__ import annotations

from datetime import date

from bot.answer import Answer, Choice, ContactLine, Paragraph
from bot.casework.codes import PlanState
from bot.casework.plans.plan_status import PlanStatus
from bot.casework.plans.state_words import NEXT_FOR_YOUNG_PERSON, TO_YOUNG_PERSON
from bot.phrases import phrase


def plan_answer(status: PlanStatus, on: date) -> Answer:
    """The answer to "where is my plan?" for the person it belongs to. Where none is on record, it says no more than that."""
    return Answer(
        title=phrase("plans.title"),
        lead=" ".join(filter(None, [_stands(status), _due_sentence(status)])),
        topic="pathway_plan_status",
        place=status.council,
        paragraphs=tuple(Paragraph(text=text) for text in _facts(status) if text),
        steps=(_next(status), *_late_steps(status)),
        contacts=(adviser_line(status),),
        applies_to=phrase("plans.about_you", name=status.preferred_name, day=day(on)),
        choices=(
            Choice(label=phrase("buttons.what_is_a_plan"), kind="topic", value="pathway_plan_what_is"),
            Choice(label=phrase("buttons.sign_out"), kind="page", value="sign-out"),
        ),
    )


def day(value: date) -> str:
    """A date as people say it: 4 March 2027."""
    return f"{value.day} {value:%B %Y}"


def holder(status: PlanStatus) -> str:
    """Who has the plan now."""
    adviser = status.adviser
    if status.state == PlanState.WITH_YOUNG_PERSON:
        return phrase("plans.holder.young_person")
    if status.state == PlanState.WITH_TEAM_MANAGER:
        return phrase("plans.holder.manager", name=adviser.team_manager) if adviser else _some_manager()
    return phrase("plans.holder.adviser", name=adviser.name) if adviser else _some_adviser()


def _some_adviser() -> str:
    return phrase("plans.holder.no_adviser")


def _some_manager() -> str:
    return phrase("plans.holder.no_manager")


def _stands(status: PlanStatus) -> str:
    return phrase("plans.none") if status.state is None else TO_YOUNG_PERSON[status.state]


def _facts(status: PlanStatus) -> list[str]:
    if status.state is None:
        return [phrase("plans.none_means")]
    signed, reviewed = status.authorised_on, status.last_review_on
    return [
        _who_has_it(status),
        phrase("plans.signed_off", day=day(signed)) if signed else "",
        phrase("plans.last_review", day=day(reviewed)) if reviewed else "",
    ]


def _who_has_it(status: PlanStatus) -> str:
    if status.since is None:
        return phrase("plans.has_it", holder=holder(status))
    return phrase("plans.has_it_since", holder=holder(status), day=day(status.since))


def _due_sentence(status: PlanStatus) -> str:
    if status.due_on is None:
        return ""
    due, late = day(status.due_on), status.is_overdue
    if status.state in (PlanState.AUTHORISED, PlanState.IN_REVIEW):
        said = phrase("plans.review_was_due", day=due) if late else phrase("plans.review_due", day=due)
    else:
        said = (
            phrase("plans.assessment_was_due", day=due) if late else phrase("plans.assessment_due", day=due)
        )
    return f"{said} {phrase('plans.late')}" if late else said


def _next(status: PlanStatus) -> str:
    adviser = status.adviser.name if status.adviser else _some_adviser()
    if status.state is None:
        return phrase("plans.none_next", adviser=adviser)
    manager = status.adviser.team_manager if status.adviser else _some_manager()
    return NEXT_FOR_YOUNG_PERSON[status.state].format(adviser=adviser, manager=manager)


def _late_steps(status: PlanStatus) -> tuple[str, ...]:
    if status.state is None:
        return (phrase("plans.none_step"),)
    return (phrase("plans.late_step"),) if status.is_overdue else ()


def adviser_line(status: PlanStatus) -> ContactLine:
    """How to reach the PA, or the team where none is on record."""
    if status.adviser is None:
        return ContactLine(name=phrase("plans.team"), who_for=phrase("plans.team_for"))
    return ContactLine(
        name=phrase("plans.holder.adviser", name=status.adviser.name),
        phone=status.adviser.phone,
        email=status.adviser.email,
        who_for=phrase("plans.adviser_for"),
    )
