"""A plan's status in words: where it is, who has it, what comes next, and whether it is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from bot.answer_text import plain_text
from bot.casework.demo import HOW_MANY, seed
from bot.casework.plans.plan_status import Adviser, PlanStatus, status_of
from bot.casework.plans.plan_words import adviser_line, day, holder, plan_answer
from bot.casework.tables import PersonalAdviser, PlanState, YoungPerson
from bot.entitlements.parameters import Parameters
from bot.records.database import Database
from bot.records.keyed import Keyed

TODAY = date(2026, 11, 22)
STATUS = PlanStatus(
    reference="YP-1",
    preferred_name="Kit",
    council="rutland",
    state=PlanState.AUTHORISED,
    since=date(2026, 6, 1),
    authorised_on=date(2026, 6, 1),
    last_review_on=date(2026, 8, 31),
    due_on=date(2027, 2, 28),
    is_overdue=False,
    adviser=Adviser("Ray Cole", "01632 960003", "ray.cole@example.org", "Ann Hill"),
)
WITH = {
    PlanState.NOT_STARTED: ("Ray Cole, your PA", "the leaving care team"),
    PlanState.ASSESSMENT: ("Ray Cole, your PA", "the leaving care team"),
    PlanState.DRAFTING: ("Ray Cole, your PA", "the leaving care team"),
    PlanState.WITH_YOUNG_PERSON: ("you", "you"),
    PlanState.WITH_TEAM_MANAGER: ("Ann Hill, the team manager", "the team manager"),
    PlanState.AUTHORISED: ("Ray Cole, your PA", "the leaving care team"),
    PlanState.IN_REVIEW: ("Ray Cole, your PA", "the leaving care team"),
    PlanState.SUPERSEDED: ("Ray Cole, your PA", "the leaving care team"),
}


@pytest.mark.parametrize("state", PlanState)
def test_every_state_says_who_has_the_plan(state: PlanState) -> None:
    """The young person, the team manager, or the PA; without a PA, the team."""
    with_adviser = replace(STATUS, state=state)
    assert (holder(with_adviser), holder(replace(with_adviser, adviser=None))) == WITH[state]


@pytest.mark.parametrize("state", PlanState)
def test_every_state_says_what_comes_next(state: PlanState) -> None:
    """There is always one next step, with no empty places in it."""
    answer = plan_answer(replace(STATUS, state=state), TODAY)
    assert len(answer.steps) == 1
    assert "{" not in plain_text(answer)
    assert f"Who has it now: {WITH[state][0]}. At this step since 1 June 2026." in plain_text(answer)


def test_no_two_states_sound_the_same() -> None:
    """Each state has words of its own, for where it is and for what comes next."""
    answers = [plan_answer(replace(STATUS, state=state), TODAY) for state in PlanState]
    assert (
        len({answer.lead for answer in answers})
        == len({answer.steps for answer in answers})
        == len(PlanState)
    )


def test_a_review_in_time_is_told_with_its_date() -> None:
    """The lead names the day by which the review is due."""
    assert plan_answer(STATUS, TODAY).lead == (
        "Your pathway plan is done and signed off. Your review is due by 28 February 2027."
    )


def test_a_late_review_is_not_the_young_person_s_fault() -> None:
    """Late is said plainly, with what to do and an advocate's number."""
    answer = plan_answer(replace(STATUS, due_on=date(2026, 11, 21), is_overdue=True), TODAY)
    assert answer.lead.endswith(
        "Your review was due by 21 November 2026. It is late. That is not your fault."
    )
    assert answer.steps[-1] == (
        "Ask your PA for a new date. If nothing happens, an advocate can help: Coram Voice, 0808 800 5792."
    )


def test_without_a_date_nothing_is_said_about_one() -> None:
    """No date is made up."""
    assert (
        plan_answer(replace(STATUS, due_on=None), TODAY).lead == "Your pathway plan is done and signed off."
    )


def test_the_facts_of_the_record_are_told() -> None:
    """Signature and last review, each with its day; nothing where there is none."""
    told = [paragraph.text for paragraph in plan_answer(STATUS, TODAY).paragraphs]
    assert told[1:] == ["Signed off by the team manager: 1 June 2026.", "Last review: 31 August 2026."]
    assert len(plan_answer(replace(STATUS, authorised_on=None, last_review_on=None), TODAY).paragraphs) == 1


def test_the_answer_says_whose_record_it_is_and_when_it_was_read() -> None:
    """The person can see that it is theirs and how fresh it is."""
    assert plan_answer(STATUS, TODAY).applies_to == "You, Kit. Checked in your record on 22 November 2026."


def test_the_adviser_can_be_reached() -> None:
    """Name, phone and email of the PA on record."""
    line = adviser_line(STATUS)
    assert (line.name, line.phone, line.email) == (
        "Ray Cole, your PA",
        "01632 960003",
        "ray.cole@example.org",
    )


def test_who_has_no_adviser_is_told_to_ask_for_one() -> None:
    """Nobody is left without a next step."""
    line = adviser_line(replace(STATUS, adviser=None))
    assert (line.name, line.who_for) == (
        "The leaving care team",
        "You have no PA on record yet. Ask for one.",
    )


def test_signing_out_is_one_press_away() -> None:
    """On a shared phone the way out stands under the answer."""
    assert ("Sign out", "page", "sign-out") in [
        (c.label, c.kind, c.value) for c in plan_answer(STATUS, TODAY).choices
    ]


def test_a_day_is_said_as_people_say_it() -> None:
    """No leading nought, the month in words."""
    assert day(date(2027, 3, 4)) == "4 March 2027"


def test_an_answer_never_holds_another_person_s_name(
    database: Database, parameters: Parameters, keyed: Keyed
) -> None:
    """Of all invented people and advisers, each answer names the person and their own adviser alone."""
    with database.transaction() as session:
        seed(session, TODAY, keyed.phone)
        session.flush()
        advisers = {
            a.id: {a.name, a.team.manager_name, a.phone, a.email}
            for a in session.execute(select(PersonalAdviser)).scalars()
        }
        people = session.execute(select(YoungPerson)).scalars().all()
        names = {p.preferred_name for p in people} | {p.reference for p in people}
        seen = 0
        for person in people:
            text = plain_text(plan_answer(status_of(session, person.id, parameters, TODAY), TODAY))
            others = names - {person.preferred_name, person.reference}
            others |= set().union(
                *(known for adviser, known in advisers.items() if adviser != person.personal_adviser_id)
            )
            others -= advisers[person.personal_adviser_id]  # one team manager for both advisers of a team
            assert person.preferred_name in text
            assert [name for name in others if name in text] == []
            seen += 1
    assert seen == HOW_MANY
