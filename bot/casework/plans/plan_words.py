"""A plan's status in plain words, for the young person it belongs to."""

from __future__ import annotations

from datetime import date

from bot.answer import Answer, Choice, ContactLine, Paragraph
from bot.casework.codes import PlanState
from bot.casework.plans.plan_status import PlanStatus
from bot.casework.plans.state_words import NEXT_FOR_YOUNG_PERSON, TO_YOUNG_PERSON


def plan_answer(status: PlanStatus, on: date) -> Answer:
    """The answer to "where is my plan?" for the person it belongs to."""
    return Answer(
        title="Your pathway plan",
        lead=" ".join(filter(None, [TO_YOUNG_PERSON[status.state], _due_sentence(status)])),
        topic="pathway_plan_status",
        place=status.council,
        paragraphs=tuple(Paragraph(text=text) for text in _facts(status) if text),
        steps=(_next(status), *_late_steps(status)),
        contacts=(adviser_line(status),),
        applies_to=f"You, {status.preferred_name}. Checked in your record on {day(on)}.",
        choices=(
            Choice(label="What is a pathway plan?", kind="topic", value="pathway_plan_what_is"),
            Choice(label="Sign out", kind="page", value="sign-out"),
        ),
    )


def day(value: date) -> str:
    """A date as people say it: 4 March 2027."""
    return f"{value.day} {value:%B %Y}"


def holder(status: PlanStatus) -> str:
    """Who has the plan now."""
    adviser = status.adviser
    if status.state == PlanState.WITH_YOUNG_PERSON:
        return "you"
    if status.state == PlanState.WITH_TEAM_MANAGER:
        return f"{adviser.team_manager}, the team manager" if adviser else "the team manager"
    return f"{adviser.name}, your PA" if adviser else "the leaving care team"


def _facts(status: PlanStatus) -> list[str]:
    since = f" since {day(status.since)}" if status.since else ""
    return [
        f"Who has it now: {holder(status)}{since}.",
        f"Signed off by the team manager: {day(status.authorised_on)}." if status.authorised_on else "",
        f"Last review: {day(status.last_review_on)}." if status.last_review_on else "",
    ]


def _due_sentence(status: PlanStatus) -> str:
    if status.due_on is None:
        return ""
    finished = status.state in (PlanState.AUTHORISED, PlanState.IN_REVIEW)
    if finished:
        return f"Your review {'was' if status.is_overdue else 'is'} due by {day(status.due_on)}." + _late(
            status
        )
    what = "The assessment for it"
    return f"{what} {'was' if status.is_overdue else 'is'} due by {day(status.due_on)}." + _late(status)


def _late(status: PlanStatus) -> str:
    return " It is late. That is not your fault." if status.is_overdue else ""


def _next(status: PlanStatus) -> str:
    adviser = status.adviser.name if status.adviser else "the leaving care team"
    manager = status.adviser.team_manager if status.adviser else "the team manager"
    return NEXT_FOR_YOUNG_PERSON[status.state].format(adviser=adviser, manager=manager)


def _late_steps(status: PlanStatus) -> tuple[str, ...]:
    if not status.is_overdue:
        return ()
    return (
        "Ask your PA for a new date. If nothing happens, an advocate can help: Coram Voice, 0808 800 5792.",
    )


def adviser_line(status: PlanStatus) -> ContactLine:
    """How to reach the PA, or the team where none is on record."""
    if status.adviser is None:
        return ContactLine(name="The leaving care team", who_for="You have no PA on record yet. Ask for one.")
    return ContactLine(
        name=f"{status.adviser.name}, your PA",
        phone=status.adviser.phone,
        email=status.adviser.email,
        who_for="Questions about your plan",
    )
