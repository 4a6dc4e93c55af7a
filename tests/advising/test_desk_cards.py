"""What each card shows: to the day, with gaps in the records told as gaps, and with what is law and what is practice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from desk_world import (
    ADMIN,
    MANAGER,
    NELL,
    NOW,
    SAM,
    TODAY,
    add_alert,
    add_call,
    add_life,
    add_person,
    every_card,
)
from sqlalchemy import update
from teams.card_schema import assert_takes

from bot.advising.picked import PICK
from bot.advising.requests.request import Asked, Figure, Request
from bot.advising.wanted import BIRTHDAYS, HELP, LIST, STATUS, STAYING_PUT, Wanted
from bot.card import Tone
from bot.casework.codes import PlanState
from bot.casework.tables import LookedAfterPeriod, PathwayPlan, PersonalAdviser, StaffAccount
from bot.channels.teams.teams_activities import activities

if TYPE_CHECKING:
    from desk_world import DeskWorld

    from bot.answer import Answer
    from bot.card import Card

VIEWS_FIRST = (
    "Write down the young person's views, or why there are none (the personal adviser or the team manager, here or on their staff page); "
    "then authorise the plan (the team manager)"
)

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def card_of(answer: Answer | None) -> Card:
    """The card of an answer that has one."""
    assert answer is not None
    assert answer.card is not None
    return answer.card


def facts_of(answer: Answer | None) -> dict[str, str]:
    """The facts of its card by name."""
    return {fact.name: fact.value for fact in card_of(answer).facts}


def pressed(answer: Answer, number: int | None) -> str:
    """The value of the button that a line points to."""
    assert number is not None
    return answer.choices[number].value


def test_the_caseload_begins_with_its_numbers(made: DeskWorld) -> None:
    """Overdue, due in 28 days, without contact, calls, alerts and gaps, counted over everybody and not the page alone."""
    for number in range(12):
        add_person(made, SAM, f"P{number}", f"YP-{number:02}", review_in=-1 - number)
    add_person(made, SAM, "Due", "YP-due", review_in=28)
    add_person(made, SAM, "Later", "YP-later", review_in=29)
    gap = add_person(made, SAM, "Gap", "YP-gap", state=None, seen_days=None)
    add_person(made, NELL, "Other", "YP-other", review_in=-1)
    add_call(made, gap)
    add_alert(made, gap)
    answer = made.press(SAM, "list/caseload/1")
    assert facts_of(answer) == {
        "Plans overdue": "12",
        "Plans due in 28 days": "1",
        "No meaningful contact on record for 8 weeks": "1",
        "Waiting for a call": "1",
        "Open alerts": "1",
        "No plan on record": "1",
    }
    assert answer.lead == "15 young people. Overdue plans: 12. Due in 28 days: 1."
    assert card_of(answer).page == "Page 1 of 2, 15 in all"
    assert len(card_of(answer).rows) == 10
    values = {choice.value for choice in answer.choices}
    assert {
        "list/overdue/1",
        "list/due/1",
        "list/contact_due/1",
        "list/call_backs/1",
        "alerts",
        "list/caseload/2",
    } <= values


def test_an_overdue_plan_says_how_long_what_is_next_and_whose_it_is(made: DeskWorld) -> None:
    """The step comes from the table of moves; due today is not overdue, and the longest over stands first."""
    long = add_person(made, SAM, "Kai", "YP-1", review_in=-12)
    add_person(made, SAM, "Bea", "YP-2", review_in=-1, state=PlanState.IN_REVIEW)
    add_person(made, SAM, "Today", "YP-3", review_in=0)
    answer = made.press(SAM, "list/overdue/1")
    first, second = card_of(answer).rows
    assert answer.lead == "2 plans are overdue."
    assert (first.title, first.mark, first.tone) == ("Kai (invented), YP-1", "12 days over", Tone.WARNING)
    assert first.texts == (
        "Review was due 11 November 2026",
        "Next: start the review (the personal adviser or the team manager)",
    )
    assert second.mark == "1 day over"
    assert second.texts[1].startswith("Next: end the review with the plan as it is")
    assert pressed(answer, first.press) == f"status/{long}"


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (PlanState.NOT_STARTED, "Start the needs assessment (the personal adviser or the team manager)"),
        (
            PlanState.ASSESSMENT,
            "Finish the needs assessment and write the plan from it (the personal adviser)",
        ),
        (PlanState.DRAFTING, "Show the plan to the young person (the personal adviser)"),
        (
            PlanState.WITH_YOUNG_PERSON,
            "Say whether they agree (the young person); record their views and send the plan to the manager "
            "(the personal adviser)",
        ),
        (PlanState.WITH_TEAM_MANAGER, VIEWS_FIRST),
        (PlanState.AUTHORISED, "Start the review (the personal adviser or the team manager)"),
    ],
)
def test_the_next_step_of_each_state_is_the_way_forward(made: DeskWorld, state: PlanState, step: str) -> None:
    """Never a step back, and with whose move it is."""
    person = add_person(made, SAM, "Kai", "YP-1", state=state)
    assert facts_of(made.press(SAM, f"status/{person}"))["Next step"] == step


def test_a_late_assessment_is_finished_before_a_plan_is_written_from_it(made: DeskWorld) -> None:
    """The next step never speaks of an overdue assessment as if it were there."""
    person = add_person(made, SAM, "Kai", "YP-1", state=PlanState.ASSESSMENT, born=date(2010, 1, 1))
    with made.database.transaction() as session:
        session.add(LookedAfterPeriod(young_person_id=person, started_on=date(2022, 1, 1)))
    step = facts_of(made.press(SAM, f"status/{person}"))["Next step"]
    assert step.startswith("Finish the needs assessment, which is overdue, and then write the plan")


def test_a_plan_with_the_manager_is_authorised_next_once_views_are_on_record(made: DeskWorld) -> None:
    """Until then the card and the list say what is missing; after it they don't."""
    person = add_person(made, SAM, "Kai", "YP-1", state=PlanState.WITH_TEAM_MANAGER)
    missing = "The young person's views are not on record, so it can't be authorised yet"
    assert missing in card_of(made.press(MANAGER, "list/to_authorise/1")).rows[0].texts
    with made.database.transaction() as session:
        session.execute(update(PathwayPlan).values(no_views_reason="in hospital (invented)"))
    assert (
        facts_of(made.press(SAM, f"status/{person}"))["Next step"] == "Authorise the plan (the team manager)"
    )
    assert missing not in card_of(made.press(MANAGER, "list/to_authorise/1")).rows[0].texts


def test_due_is_what_falls_in_the_days_and_says_what_is_late_beside(made: DeskWorld) -> None:
    """Both days count; 28 days where none is said; overdue plans are counted and not listed."""
    for days in (-3, 0, 28, 29):
        add_person(made, SAM, f"In{days}", f"YP{days}", review_in=days)
    answer = made.press(SAM, "list/due/1")
    assert [row.mark for row in card_of(answer).rows] == ["Today", "In 28 days"]
    assert answer.lead == "2 plans are due by 21 December 2026. Another is overdue already."
    until = (TODAY + timedelta(days=29)).isoformat()
    first = (TODAY + timedelta(days=1)).isoformat()
    later = made.press(SAM, f"list/due/1/from={first}/until={until}")
    assert [row.mark for row in card_of(later).rows] == ["In 28 days", "In 29 days"]


def test_one_person_s_plan_is_a_picture_facts_and_a_way(made: DeskWorld) -> None:
    """States behind, now and to come; what was and what comes in order of days; and the buttons of what can be done."""
    born = date(2008, 12, 20)
    person = add_person(made, SAM, "Kai", "YP-1", state=PlanState.WITH_TEAM_MANAGER, since_days=9, born=born)
    answer = made.press(SAM, f"status/{person}")
    card = card_of(answer)
    assert [(step.name, step.state) for step in card.steps] == [
        ("Not started", "done"),
        ("Needs assessment", "done"),
        ("Being written", "done"),
        ("With the young person", "done"),
        ("With the team manager", "now"),
        ("Authorised", "to_come"),
        ("In review", "to_come"),
    ]
    assert card.steps[4].when == "14 November 2026"
    assert facts_of(answer) == {
        "Name": "Kai (invented)",
        "Reference": "YP-1",
        "Age": "17, 18 on 20 December 2026",
        "Plan": "With the team manager, since 14 November 2026",
        "Next legal day": "The law sets no day for this step",
        "Next step": VIEWS_FIRST,
        "Contact": "Last meaningful contact: 16 November 2026, 7 days ago",
    }
    assert [(one.day, one.what, one.is_past) for one in card.moments] == [
        (date(2026, 11, 14), "Plan: With the team manager", True),
        (date(2026, 11, 16), "Last meaningful contact", True),
        (born.replace(year=2026), "18th birthday", False),
    ]
    values = [choice.value for choice in answer.choices]
    assert values == [
        f"contact/{person}",
        f"move/{person}",
        f"views/{person}",
        f"list/key_dates/1/person={person}",
    ]


def test_a_legal_day_that_has_passed_stands_among_what_was(made: DeskWorld) -> None:
    """In its order, between what was done before and after it."""
    person = add_person(made, SAM, "Kai", "YP-1", review_in=-12)
    moments = card_of(made.press(SAM, f"status/{person}")).moments
    assert [one.what for one in moments] == [
        "Plan authorised",
        "Review was due",
        "Last meaningful contact",
    ]


def test_a_gap_in_the_records_is_told_as_one(made: DeskWorld) -> None:
    """No plan and no contact on record: no state, no day, no picture, no move, and never "no contact"."""
    person = add_person(made, SAM, "Gap", "YP-1", state=None, seen_days=None)
    answer = made.press(SAM, f"status/{person}")
    facts = facts_of(answer)
    assert facts["Plan"] == "No plan on record here. It may be in the case system alone."
    assert facts["Next legal day"] == "Not known without a plan on record"
    assert facts["Contact"] == "No meaningful contact on record"
    assert "Next step" not in facts
    assert card_of(answer).steps == ()
    assert f"move/{person}" not in {choice.value for choice in answer.choices}
    assert card_of(made.press(SAM, "list/overdue/1")).rows == ()


def test_contact_due_goes_by_eight_weeks_and_gaps_come_first(made: DeskWorld) -> None:
    """Eight weeks to the day is in touch; a day more is not; nothing on record stands first."""
    for name, days in (("Fine", 56), ("Due", 57), ("Long", 100), ("Gap", None)):
        add_person(made, SAM, name, f"YP-{name}", seen_days=days)
    answer = made.press(SAM, "list/contact_due/1")
    assert [row.title for row in card_of(answer).rows] == [
        "Gap (invented), YP-Gap",
        "Long (invented), YP-Long",
        "Due (invented), YP-Due",
    ]
    assert card_of(answer).rows[0].texts == ("No meaningful contact on record",)
    assert card_of(answer).rows[2].texts == ("Last meaningful contact: 27 September 2026, 8 weeks ago",)
    by = made.press(SAM, f"list/contact_due/1/until={(TODAY + timedelta(days=1)).isoformat()}")
    assert (
        by.lead
        == "4 young people will be without meaningful contact on record for 8 weeks by 24 November 2026."
    )


def test_key_dates_are_of_the_next_30_days_or_those_asked_for(made: DeskWorld) -> None:
    """The 30th day counts; 90 are one press away; a range takes both its days."""
    for days in (30, 31, 90):
        add_person(made, SAM, f"In{days}", f"YP-{days}", review_in=days)
    answer = made.press(SAM, "list/key_dates/1")
    assert [one.who for one in card_of(answer).moments] == ["In30 (invented), YP-30"]
    [ninety] = [choice.value for choice in answer.choices if "90" in choice.label]
    assert len(card_of(made.press(SAM, ninety)).moments) == 3
    first, until = (TODAY + timedelta(days=31)).isoformat(), (TODAY + timedelta(days=89)).isoformat()
    between = made.press(SAM, f"list/key_dates/1/from={first}/until={until}")
    assert [one.who for one in card_of(between).moments] == ["In31 (invented), YP-31"]
    assert between.lead == "1 date from 24 December 2026 to 20 February 2027."


def test_only_staying_put_and_only_birthdays_show_no_other_dates(made: DeskWorld) -> None:
    """Rotherham's meetings for its young people alone; a birthday for anybody."""
    add_account_of_rotherham(made)
    eighteen_in_a_week = TODAY.replace(year=2008) + timedelta(days=7)
    add_person(made, "jo", "Cy", "YP-c", born=eighteen_in_a_week, review_in=3)
    add_person(made, "jo", "Di", "YP-d", born=TODAY.replace(year=2010) + timedelta(days=4), review_in=200)
    only = {
        name: [
            one.what for one in card_of(made.press("jo", Wanted(Asked.KEY_DATES, only=name).value)).moments
        ]
        for name in ("", STAYING_PUT, BIRTHDAYS)
    }
    assert only[BIRTHDAYS] == ["18th birthday"]
    assert only[STAYING_PUT] == ["Staying Put: meeting with the foster carer"]
    assert sorted(only[""]) == sorted([*only[BIRTHDAYS], *only[STAYING_PUT], "Pathway plan review due"])


def add_account_of_rotherham(made: DeskWorld) -> None:
    """Nothing to add: Jo is of Rotherham, and has an account."""
    with made.database.transaction() as session:
        assert session.get(PersonalAdviser, made.advisers["jo"]).team.council == "rotherham"
        assert session.get(StaffAccount, 4).personal_adviser_id == made.advisers["jo"]


def test_a_figure_says_some_of_all_its_rating_and_what_is_not_known(made: DeskWorld) -> None:
    """Three of four in work or study is 75%: green from 72. Nothing on record is counted as not known, and not as NEET."""
    for number in range(3):
        add_life(made, add_person(made, SAM, f"In{number}", f"YP-{number}"), activ="F1")
    add_person(made, SAM, "Gap", "YP-gap")
    answer = made.ask(SAM, Request(Asked.INDICATORS, figure=Figure.EET))
    [gauge] = card_of(answer).gauges
    assert (gauge.some, gauge.all, gauge.percent, gauge.rating, gauge.unknown) == (3, 4, 75.0, "green", 1)
    assert (gauge.amber, gauge.green) == (70, 72)
    assert facts_of(answer) == {"On record as not in EET": "0", "Nothing on record": "1"}
    assert answer is not None
    assert answer.lead == "In education, employment or training: 3 of 4 (75%)."


def test_the_data_behind_a_figure_name_who_is_not_in_and_why(made: DeskWorld) -> None:
    """Whom nothing is known of first, then by what is on record."""
    known, gap = add_person(made, SAM, "Known", "YP-1"), add_person(made, SAM, "Gap", "YP-2")
    add_life(made, known, activ="G5")
    add_life(made, add_person(made, SAM, "In", "YP-3"), activ="P5")
    answer = made.press(SAM, "list/indicators/1/figure=eet/detail=yes")
    assert [(row.title, row.texts) for row in card_of(answer).rows] == [
        ("Gap (invented), YP-2", ("Nothing on record of this",)),
        ("Known (invented), YP-1", ("On record: not in EET, other reasons (ACTIV G5)",)),
    ]
    assert pressed(answer, card_of(answer).rows[0].press) == f"status/{gap}"


@pytest.mark.parametrize("figure", list(Figure))
def test_every_figure_has_its_data(made: DeskWorld, figure: Figure) -> None:
    """As many people behind the press as the figure does not count."""
    add_life(made, add_person(made, SAM, "A", "YP-1", seen_days=100), activ="G5", accom="S2")
    add_life(made, add_person(made, SAM, "B", "YP-2", review_in=-5), activ="F1", accom="U1")
    add_person(made, SAM, "C", "YP-3", state=PlanState.DRAFTING, seen_days=None)
    [gauge] = card_of(made.ask(SAM, Request(Asked.INDICATORS, figure=figure))).gauges
    detail = made.press(SAM, Wanted(Asked.INDICATORS, figure=figure, is_detail=True).value)
    assert len(card_of(detail).rows) == gauge.all - gauge.some > 0


def test_a_call_says_since_when_by_when_and_in_their_words(made: DeskWorld) -> None:
    """A time that was told and has passed is marked."""
    person = add_person(made, SAM, "Kai", "YP-1")
    call = add_call(made, person, words="about my rent", promised_at=NOW - timedelta(hours=1))
    answer = made.ask(SAM, Request(Asked.CALL_BACKS))
    [row] = card_of(answer).rows
    assert row.texts == (
        "Asked: 23 November 2026, 07:00",
        "They were told that somebody calls by 23 November 2026, 11:00",
        "In their words: about my rent",
    )
    assert (row.mark, row.tone) == ("Time passed", Tone.WARNING)
    assert answer is not None
    assert pressed(answer, row.press) == f"call/{call}"


def test_plans_that_wait_for_the_manager_stand_with_the_longest_first(made: DeskWorld) -> None:
    """With the adviser's name and since when; an adviser sees their own alone, in words for them."""
    state = PlanState.WITH_TEAM_MANAGER
    add_person(made, SAM, "Kai", "YP-1", state=state, since_days=3)
    add_person(made, NELL, "Ash", "YP-2", state=state, since_days=9)
    add_person(made, NELL, "Bo", "YP-3", state=PlanState.DRAFTING)
    answer = made.ask(MANAGER, Request(Asked.TO_AUTHORISE))
    rows = card_of(answer).rows
    assert [row.title for row in rows] == ["Ash (invented), YP-2", "Kai (invented), YP-1"]
    assert rows[0].texts[-1] == "Adviser: Nell Okafor (invented)"
    assert answer is not None
    assert answer.lead == "2 plans wait for you."
    own = made.ask(SAM, Request(Asked.TO_AUTHORISE))
    assert own is not None
    assert own.lead == "1 plan is with the team manager."


def test_help_has_buttons_that_show_something_and_a_manager_s_more(made: DeskWorld) -> None:
    """Each button of it opens a card of its own."""
    add_person(made, SAM, "Kai", "YP-1")
    for who in (SAM, MANAGER):
        answer = made.ask(who, Request(Asked.HELP))
        assert answer is not None
        assert len(answer.choices) >= 7
        titles = {made.press(who, choice.value).title for choice in answer.choices}
        assert "Not here" not in titles
    manager, adviser = made.ask(MANAGER, Request(Asked.HELP)), made.ask(SAM, Request(Asked.HELP))
    assert len(card_of(manager).rows) > len(card_of(adviser).rows)


@pytest.mark.parametrize(
    "asked",
    [
        a
        for a in Asked
        if a
        in {
            Asked.CASELOAD,
            Asked.OVERDUE,
            Asked.DUE,
            Asked.CONTACT_DUE,
            Asked.KEY_DATES,
            Asked.INDICATORS,
            Asked.CALL_BACKS,
            Asked.TO_AUTHORISE,
            Asked.HELP,
        }
    ],
)
def test_every_card_says_what_it_means_and_where_that_stands(made: DeskWorld, asked: Asked) -> None:
    """Also where nobody is on it."""
    for who in (SAM, MANAGER, ADMIN):
        answer = made.ask(who, Request(asked))
        assert answer is not None
        assert card_of(answer).meaning
        assert answer.sources


def test_lists_of_plans_tell_law_from_practice(made: DeskWorld) -> None:
    """The review's months from the figures of the day, with the regulation; who signs is the council's practice."""
    answer = made.ask(SAM, Request(Asked.OVERDUE))
    meaning = " ".join(card_of(answer).meaning)
    assert "The law: a pathway plan is reviewed at least every 6 months" in meaning
    assert "The council's practice: the team manager authorises the plan." in meaning
    assert answer is not None
    assert answer.sources[0].title == "Care Leavers (England) Regulations 2010 (SI 2010/2571)"


def test_rows_point_to_buttons_that_are_there(made: DeskWorld) -> None:
    """Every number on a card is that of a choice of the answer."""
    for number in range(12):
        add_person(made, SAM, f"P{number}", f"YP-{number}", review_in=number - 3)
    for value in ("list/caseload/1", "list/overdue/1", "list/due/1", "list/key_dates/1"):
        answer = made.press(SAM, value)
        card = card_of(answer)
        numbers = [line.press for line in (*card.rows, *card.moments)]
        assert numbers
        assert all(pressed(answer, number).startswith("status/") for number in numbers)


def test_every_button_leads_somewhere(made: DeskWorld) -> None:
    """Each verb on a card is one that the desk or an owner answers."""
    known = {*made.desk._handlers.by_verb, STATUS, LIST, HELP, PICK}
    verbs = {choice.value.split("/")[0] for answer in every_card(made) for choice in answer.choices}
    assert {"status", "list", "contact", "move", "alerts", "call", "send_to"} <= verbs
    assert verbs <= known


def test_every_card_has_its_meaning_and_sources(made: DeskWorld) -> None:
    """Whatever is asked or pressed."""
    for answer in every_card(made):
        assert card_of(answer).meaning, answer.title
        assert answer.sources, answer.title


def test_every_card_can_be_shown_in_teams(made: DeskWorld) -> None:
    """As text and as a card that is no larger than Teams takes, and the text names nobody."""
    for answer in every_card(made):
        text, card = activities(answer, "x" * 22)
        assert text["text"] == answer.lead
        assert not any(name in text["text"] for name in ("Kai", "Ash", "Gap"))
        assert_takes(card)


def test_what_a_status_means_begins_with_the_present_stage(made: DeskWorld) -> None:
    """Its own sentence and the rule that holds at it; everything else is folded once more, and said once."""
    first = {
        PlanState.ASSESSMENT: "The law: the needs assessment is due",
        PlanState.DRAFTING: "The law sets no day for writing",
        PlanState.WITH_TEAM_MANAGER: "The council's practice: the team manager authorises",
        PlanState.AUTHORISED: "The law: a pathway plan is reviewed",
        None: "The law: the needs assessment is due",
    }
    for number, (state, rule) in enumerate(first.items()):
        person = add_person(made, SAM, f"Kai{number}", f"YP-{number}", state=state)
        card = card_of(made.press(SAM, f"status/{person}"))
        assert len(card.meaning) == 2
        assert card.meaning[1].startswith(rule)
        assert len(card.more_meaning) >= 6
        assert set(card.meaning).isdisjoint(card.more_meaning)
