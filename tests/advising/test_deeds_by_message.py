"""What staff do by message: shown first, done once by its button, taken back for five minutes, and never by words alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from deed_world import Staff, deeds, facts_of, fields_of, is_nameless, plan_row, put_plans, staffed
from invented_world import NOW, TODAY, caller, events
from sqlalchemy import select

from bot.advising.advising_tables import StaffDeed
from bot.advising.doing.deeds import ROW_KEPT, UNDO_KEPT, sweep_deeds
from bot.advising.doing.doing_handlers import HANDLERS
from bot.advising.requests.request import Asked, Contact, Request
from bot.caseload.call_backs import ask_for_call
from bot.casework.codes import ContactKind, PlanState
from bot.casework.plans.life_cycle import Move
from bot.casework.tables import CallBackRequest, ContactRecord, YoungPerson
from bot.identity.access.decisions import AccessDenied, audited
from bot.records.reach import SWEEP

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

TOLD = Contact(ContactKind.VISIT, TODAY - timedelta(days=1), is_meaningful=True, note="Tea (invented)")
FILLED = {"kind": "visit", "happened_on": "2026-11-21", "is_meaningful": "yes", "note": "Tea (invented)"}


@pytest.fixture
def ann(database: Database, parameters: Parameters) -> Staff:
    """The adviser of `own`."""
    return Staff(database, parameters, staffed(database))


@pytest.fixture
def max_(ann: Staff) -> Staff:
    """The manager of the same team."""
    return Staff(ann.database, ann.parameters, ann.made, "team_manager")


def contacts(staff: Staff) -> list[tuple[str, date, bool, str | None]]:
    """Every contact on record."""
    with staff.database.transaction() as session:
        row = ContactRecord
        wanted = select(row.kind, row.happened_on, row.is_meaningful, row.note).order_by(row.id)
        return [tuple(found) for found in session.execute(wanted)]


def test_words_open_a_filled_form_and_change_nothing(ann: Staff) -> None:
    """What was said stands in the fields; whom it is about stands in the card alone."""
    answer = ann.say(Request(Asked.RECORD_CONTACT, contact=TOLD))
    assert answer is not None
    assert {name: one.value for name, one in fields_of(answer).items()} == FILLED
    assert facts_of(answer) == {"Young person": "Kit (invented) (YP-own)"}
    assert is_nameless(answer)
    assert answer.card is not None
    assert answer.card.meaning
    assert answer.sources
    assert contacts(ann) == deeds(ann.database) == []


def test_save_records_the_contact_and_offers_to_undo_it(ann: Staff) -> None:
    """What was recorded is said, and until when it can be taken back."""
    ann.say(Request(Asked.RECORD_CONTACT, contact=TOLD))
    answer = ann.press(**FILLED)
    assert contacts(ann) == [("visit", date(2026, 11, 21), True, "Tea (invented)")]
    assert answer.lead.startswith("Visit on 21 November 2026.")
    assert answer.lead.endswith("You can undo this until 12:05.")
    assert is_nameless(answer)
    assert [choice.label for choice in answer.choices] == ["Undo"]
    assert ann.press().title == "Taken back"
    assert contacts(ann) == []
    assert deeds(ann.database) == [("record_contact", True)]


def test_a_wrong_field_comes_back_with_what_was_typed(ann: Staff) -> None:
    """The error stands at its field, says the fix, and everything else is as it was typed; then it can be saved."""
    ann.say(Request(Asked.RECORD_CONTACT))
    answer = ann.press(**{**FILLED, "kind": "text"})
    fields = fields_of(answer)
    assert {name: one.value for name, one in fields.items()} == {**FILLED, "kind": "text"}
    assert [name for name, one in fields.items() if one.error] == ["is_meaningful"]
    assert "never counts as meaningful" in fields["is_meaningful"].error
    assert contacts(ann) == deeds(ann.database) == []
    ann.press(**{**FILLED, "kind": "text", "is_meaningful": "no"})
    assert contacts(ann) == [("text", date(2026, 11, 21), False, "Tea (invented)")]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("21/11/2026", date(2026, 11, 21)), ("21 Nov 2026", date(2026, 11, 21)), ("2026-11-22", TODAY)],
)
def test_a_day_is_taken_as_people_write_it(ann: Staff, typed: str, kept: date) -> None:
    """Figures or a month's name."""
    ann.open(f"contact/{ann.made.people['own']}")
    ann.press(**{**FILLED, "happened_on": typed})
    assert [row[1] for row in contacts(ann)] == [kept]


@pytest.mark.parametrize("typed", ["", "yesterday-ish", "31/11/2026", "2026-11-23"])
def test_a_day_that_is_none_or_to_come_is_refused_and_stays_typed(ann: Staff, typed: str) -> None:
    """Nothing that was typed is lost."""
    ann.open(f"contact/{ann.made.people['own']}")
    field = fields_of(ann.press(**{**FILLED, "happened_on": typed}))["happened_on"]
    assert field.error
    assert field.value == typed
    assert contacts(ann) == []


def test_pressed_twice_it_is_done_once_and_says_what_was_done(ann: Staff) -> None:
    """Also with other words in the fields, and after it was taken back."""
    form = ann.say(Request(Asked.RECORD_CONTACT, contact=TOLD))
    assert form is not None
    line = ann.line_id()
    done = ann.press(**FILLED)
    again = ann.again(form, line, **{**FILLED, "note": "Other (invented)"})
    assert again.title == "Done already"
    assert "a contact was recorded (Visit, 21 November 2026)" in again.lead
    assert contacts(ann) == [("visit", date(2026, 11, 21), True, "Tea (invented)")]
    assert len([event for event in events(ann.database) if event[2] == "contact_record"]) == 1
    ann.last = done
    ann.press()
    assert "taken back after that" in ann.again(form, line, **FILLED).lead
    assert contacts(ann) == []


def test_presses_at_the_same_moment_are_one_deed(ann: Staff) -> None:
    """A finger that trembles, a network that sends again: one row, and nobody gets an error."""
    form = ann.say(Request(Asked.RECORD_CONTACT, contact=TOLD))
    assert form is not None
    line = ann.line_id()
    with ThreadPoolExecutor(4) as pool:
        titles = list(pool.map(lambda _: ann.again(form, line, **FILLED).title, range(4)))
    assert sorted(titles) == [*["Done already"] * 3, "The contact is recorded"]
    assert len(contacts(ann)) == 1


@pytest.mark.parametrize("place", ["colleague", "other_team", "other_council", "unassigned"])
def test_nothing_is_opened_or_done_for_whom_is_not_theirs(ann: Staff, place: str) -> None:
    """By a form, by its Save, by every button with a number of a record: denied, and nothing is kept but that."""
    person = ann.made.people[place]
    for verb in ("contact", "contact_save", "move", "review", "calls"):
        with pytest.raises(AccessDenied):
            ann.handled(f"{verb}/{person}", f"key-{verb}", FILLED)
    plan = plan_row(ann.database, ann.made, place).id
    for value in (f"move_do/{plan}/start_review/authorised", f"review_do/{plan}", "called/404", "undo/404"):
        with pytest.raises(AccessDenied):
            ann.handled(value, f"key-{value}", {"wanted_on": "2026-12-01"})
    with pytest.raises(AccessDenied):
        ann.say(Request(Asked.RECORD_CONTACT, contact=TOLD), place)
    assert contacts(ann) == deeds(ann.database) == []


def test_an_old_card_does_nothing_after_the_case_moved(ann: Staff) -> None:
    """Neither its Save nor its Undo."""
    form = ann.say(Request(Asked.RECORD_CONTACT, contact=TOLD))
    assert form is not None
    line = ann.line_id()
    done = ann.press(**FILLED)
    ann.say(Request(Asked.RECORD_CONTACT, contact=TOLD))
    with ann.database.transaction() as session:
        person = session.get(YoungPerson, ann.made.people["own"])
        person.personal_adviser_id = ann.made.advisers["other_team"]
    for answer, at in ((form, line), (ann.last, ann.line_id()), (done, "x")):
        with pytest.raises(AccessDenied):
            ann.again(answer, at, **FILLED)
    assert len(contacts(ann)) == 1


def test_a_plan_is_sent_to_the_manager_with_views_and_authorised(ann: Staff, max_: Staff) -> None:
    """Each step says from where to where and what follows, and is done by its button alone."""
    put_plans(ann.database, PlanState.WITH_YOUNG_PERSON)
    asked = ann.say(Request(Asked.MOVE_PLAN, move=Move.SEND_TO_MANAGER))
    assert asked is not None
    assert "from with the young person to with the team manager" in asked.lead
    assert "gets the plan" in facts_of(asked)["What follows"]
    assert set(fields_of(asked)) == {"views", "no_views"}
    assert is_nameless(asked)
    missing = ann.press()
    assert fields_of(missing)["views"].error
    assert plan_row(ann.database, ann.made).state == "with_young_person"
    ann.press(views="It is good (invented).")
    assert plan_row(ann.database, ann.made).state == "with_team_manager"
    signed = max_.say(Request(Asked.MOVE_PLAN, move=Move.AUTHORISE))
    assert signed is not None
    assert facts_of(signed)["Next review due"] == "22 May 2027"
    assert max_.press().title == "The plan is authorised from today."
    row = plan_row(ann.database, ann.made)
    assert (row.state, row.authorised_on, row.young_person_views) == (
        "authorised",
        TODAY,
        "It is good (invented).",
    )


def test_a_plan_without_views_is_not_offered_to_be_authorised_and_has_a_way_on(max_: Staff) -> None:
    """As a plan from a case system: what is missing and who writes it down is said, and the manager does it there and then."""
    put_plans(max_.database, PlanState.WITH_TEAM_MANAGER)
    refused = max_.say(Request(Asked.MOVE_PLAN, move=Move.AUTHORISE))
    assert refused is not None
    assert "views are not on record" in refused.lead
    assert "The personal adviser or the team manager writes them down" in refused.lead
    assert [choice.label for choice in refused.choices] == [
        "Write down their views",
        "Send back with reasons",
    ]
    assert "Authorise (" not in refused.lead
    assert set(fields_of(max_.press())) == {"views", "no_views"}
    assert fields_of(max_.press())["views"].error  # with neither
    done = max_.press(no_views="Did not want to look at it (invented).")
    assert [choice.label for choice in done.choices] == ["Authorise", "Undo"]
    assert max_.press().title == "Please check"
    assert max_.press().title == "The plan is authorised from today."
    assert deeds(max_.database) == [("record_views", False), ("move_plan", False)]
    assert "views_record" in [event[2] for event in events(max_.database)]


@pytest.mark.parametrize(
    ("text", "views"),
    [
        ("record Kit's views", ""),
        (
            "write down her views please: she wants to stay near her sister",
            "she wants to stay near her sister",
        ),
    ],
)
def test_views_can_be_said_in_words(ann: Staff, text: str, views: str) -> None:
    """The form opens, with what was said; nothing is kept by the words."""
    put_plans(ann.database, PlanState.WITH_YOUNG_PERSON)
    form = ann.say(Request(Asked.RECORD_CONTACT), text=text)
    assert form is not None
    assert form.title == "The young person's views"
    assert fields_of(form)["views"].value == views
    assert deeds(ann.database) == []


def test_views_are_written_once_and_taken_back(ann: Staff) -> None:
    """By the adviser too; what is on record is not written over, and undo leaves neither views nor why there are none."""
    put_plans(ann.database, PlanState.WITH_TEAM_MANAGER)
    person = ann.made.people["own"]
    form = ann.open(f"views/{person}")
    line = ann.line_id()
    done = ann.press(views="It is good (invented).")
    assert plan_row(ann.database, ann.made).young_person_views == "It is good (invented)."
    assert ann.again(form, line, views="Other (invented)").title == "Done already"
    again = ann.open(f"views/{person}")
    assert "on record for this plan already" in again.lead
    assert not again.choices
    ann.last = done
    assert ann.press(len(done.choices) - 1).title == "Taken back"
    row = plan_row(ann.database, ann.made)
    assert (row.young_person_views, row.no_views_reason) == (None, None)


def test_a_manager_sends_back_with_reasons_which_the_adviser_reads(ann: Staff, max_: Staff) -> None:
    """Without them the form comes back; undo puts the plan back as it was, dates and reasons too."""
    put_plans(ann.database, PlanState.WITH_TEAM_MANAGER, no_views_reason="in hospital (invented)")
    before = plan_row(ann.database, ann.made)
    max_.open(f"move/{ann.made.people['own']}/return_to_drafting")
    assert fields_of(max_.press())["reasons"].error
    done = max_.press(reasons="Say who helps (invented).")
    assert plan_row(ann.database, ann.made).state == "drafting"
    shown = ann.say(Request(Asked.MOVE_PLAN))
    assert shown is not None
    assert facts_of(shown)["Sent back because"] == "Say who helps (invented)."
    max_.last = done
    assert max_.press().title == "Taken back"
    row = plan_row(ann.database, ann.made)
    names = [column.name for column in row.__table__.c]
    assert [getattr(row, name) for name in names] == [getattr(before, name) for name in names]


@pytest.mark.parametrize(
    ("state", "move", "said"),
    [
        (
            PlanState.DRAFTING,
            Move.SEND_TO_MANAGER,
            'The plan is being written, so "Send to manager" can\'t be done now. From here: Go back to the needs assessment',
        ),
        (PlanState.WITH_TEAM_MANAGER, Move.AUTHORISE, '"Authorise" is for the team manager.'),
        (PlanState.AUTHORISED, Move.AUTHORISE, "Start the review (the personal adviser or the team manager)"),
    ],
)
def test_a_move_that_cannot_be_made_says_why_and_what_can(
    ann: Staff, state: PlanState, move: Move, said: str
) -> None:
    """In words, without our own names for states and moves, and with buttons for what can be done."""
    put_plans(ann.database, state)
    answer = ann.say(Request(Asked.MOVE_PLAN, move=move))
    assert answer is not None
    assert said in answer.lead
    assert "_" not in answer.lead
    assert "`" not in answer.lead
    assert all(choice.value.startswith(("move/", "views/")) for choice in answer.choices)
    assert deeds(ann.database) == []


def test_a_manager_without_views_is_told_to_get_them(ann: Staff, max_: Staff) -> None:
    """Nobody authorises a plan without the young person's views, or why there are none."""
    put_plans(ann.database, PlanState.WITH_TEAM_MANAGER)
    answer = max_.say(Request(Asked.MOVE_PLAN, move=Move.AUTHORISE))
    assert answer is not None
    assert "views are not on record" in answer.lead


def test_of_two_who_act_on_the_same_card_one_is_told(ann: Staff, max_: Staff) -> None:
    """The adviser takes the plan back while the manager's confirmation is open."""
    put_plans(ann.database, PlanState.WITH_TEAM_MANAGER, no_views_reason="in hospital (invented)")
    max_.say(Request(Asked.MOVE_PLAN, move=Move.AUTHORISE))
    ann.say(Request(Asked.MOVE_PLAN, move=Move.TAKE_BACK))
    ann.press()
    answer = max_.press()
    assert answer.title == "Somebody else was quicker"
    assert "being written since 22 November 2026" in answer.lead
    assert plan_row(ann.database, ann.made).state == "drafting"
    assert deeds(ann.database) == [("move_plan", False)]


def test_a_move_is_not_undone_once_somebody_moved_on(ann: Staff, max_: Staff) -> None:
    """It stands, and may be tried again by nobody's mistake."""
    put_plans(ann.database, PlanState.WITH_YOUNG_PERSON, no_views_reason="in hospital (invented)")
    ann.say(Request(Asked.MOVE_PLAN, move=Move.SEND_TO_MANAGER))
    done = ann.press()
    max_.say(Request(Asked.MOVE_PLAN, move=Move.AUTHORISE))
    max_.press()
    ann.last = done
    answer = ann.press()
    assert answer.title == "That can't be undone"
    assert "changed it since" in answer.lead
    assert plan_row(ann.database, ann.made).state == "authorised"
    assert deeds(ann.database) == [("move_plan", False), ("move_plan", False)]


def test_where_no_plan_is_on_record_nothing_is_told_as_a_fact(ann: Staff) -> None:
    """It may be in the case system alone."""
    with ann.database.transaction() as session:
        session.delete(
            session.get(type(plan_row(ann.database, ann.made)), plan_row(ann.database, ann.made).id)
        )
    answer = ann.say(Request(Asked.MOVE_PLAN, move=Move.START_REVIEW))
    assert answer is not None
    assert "No plan is on record here" in answer.lead
    review = ann.say(Request(Asked.ASK_REVIEW))
    assert review is not None
    assert "No plan is on record here" in review.lead


def test_a_review_is_asked_for_by_a_day_and_taken_back(ann: Staff) -> None:
    """The day said in words stands in the form; a day that has passed comes back with the fix."""
    before = plan_row(ann.database, ann.made).next_review_on
    form = ann.say(Request(Asked.ASK_REVIEW, day_until=TODAY + timedelta(days=9)))
    assert form is not None
    assert fields_of(form)["wanted_on"].value == "2026-12-01"
    wrong = fields_of(ann.press(wanted_on="2026-11-01"))["wanted_on"]
    assert (wrong.value, wrong.error) == ("2026-11-01", "That day has passed. Give today or a later day.")
    assert fields_of(ann.press(wanted_on="soon"))["wanted_on"].value == "soon"
    answer = ann.press(wanted_on="1/12/2026")
    assert "The review is due by 1 December 2026 now." in answer.lead
    assert plan_row(ann.database, ann.made).next_review_on == date(2026, 12, 1)
    ann.press()
    assert plan_row(ann.database, ann.made).next_review_on == before


def test_a_review_of_a_plan_that_is_not_authorised_says_so(ann: Staff) -> None:
    """And no form is shown."""
    put_plans(ann.database, PlanState.DRAFTING)
    answer = ann.say(Request(Asked.ASK_REVIEW))
    assert answer is not None
    assert "It is being written now." in answer.lead
    assert answer.choices == ()


def test_a_call_is_ticked_off_once_and_the_second_is_told(ann: Staff, max_: Staff) -> None:
    """By adviser or manager; undone, the wish is open again."""
    person = ann.made.people["own"]
    with audited(ann.database) as session:
        ask_for_call(session, person, NOW - timedelta(days=1))
    listed = ann.say(Request(Asked.CALL_BACKS))
    theirs = max_.say(Request(Asked.CALL_BACKS))
    assert listed is not None
    assert theirs is not None
    assert facts_of(listed)["Asked"].startswith("21 November 2026")
    done = ann.press()
    assert [choice.label for choice in done.choices] == ["Undo", "Record the call as a contact"]
    assert "before you" in max_.press().lead
    ann.last = done
    assert ann.press().title == "Taken back"
    with ann.database.transaction() as session:
        assert session.execute(select(CallBackRequest.done_at)).scalar_one() is None
    assert ann.say(Request(Asked.CALL_BACKS), None) is None


def test_after_a_call_is_recorded_its_wish_can_be_ticked_off(ann: Staff) -> None:
    """One press more, for whoever rang because they were asked to."""
    person = ann.made.people["own"]
    with audited(ann.database) as session:
        ask_for_call(session, person, NOW - timedelta(days=1))
    ann.open(f"contact/{person}/phone")
    assert fields_of(ann.last)["kind"].value == "phone"
    saved = ann.press(**{**FILLED, "kind": "phone"})
    assert [choice.value.split("/")[0] for choice in saved.choices] == ["undo", "called"]
    ann.press(1)
    with ann.database.transaction() as session:
        assert session.execute(select(CallBackRequest.done_at)).scalar_one() is not None


def test_undo_in_words_shows_the_last_thing_and_its_button_takes_it_back(ann: Staff) -> None:
    """Of oneself alone, and for five minutes; words alone take nothing back."""
    nothing = ann.say(Request(Asked.UNDO), None)
    assert nothing is not None
    assert nothing.choices == ()
    ann.say(Request(Asked.RECORD_CONTACT, contact=TOLD))
    ann.press(**FILLED)
    asked = ann.say(Request(Asked.UNDO), None)
    assert asked is not None
    assert "a contact was recorded (Visit, 21 November 2026)" in asked.lead
    assert is_nameless(asked)
    assert len(contacts(ann)) == 1
    ann.press()
    assert contacts(ann) == []


def test_undo_is_over_after_five_minutes(ann: Staff) -> None:
    """To the second; the words say what to do instead."""
    for seconds, title in ((300, "Taken back"), (301, "That can't be undone")):
        ann.say(Request(Asked.RECORD_CONTACT, contact=TOLD))
        ann.press(**FILLED)
        ann.later(seconds=seconds)
        assert ann.press().title == title
    assert len(contacts(ann)) == 1
    asked = ann.say(Request(Asked.UNDO), None)
    assert asked is not None
    assert asked.choices == ()


def test_nobody_undoes_what_somebody_else_did(ann: Staff, max_: Staff) -> None:
    """Not even the manager of the team: it is denied like a deed that is not there."""
    ann.say(Request(Asked.RECORD_CONTACT, contact=TOLD))
    done = ann.press(**FILLED)
    with pytest.raises(AccessDenied):
        max_.again(done, "x")
    assert deeds(ann.database) == [("record_contact", False)]
    assert len(contacts(ann)) == 1


def test_pressed_twice_undo_says_that_it_was_done(ann: Staff) -> None:
    """Nothing else goes with the second press."""
    ann.say(Request(Asked.RECORD_CONTACT, contact=TOLD))
    done = ann.press(**FILLED)
    ann.press()
    ann.last = done
    assert "taken back before" in ann.press().lead


def test_every_deed_is_in_the_audit_with_its_undo(ann: Staff) -> None:
    """One event for what was done and one for what was taken back, both about the person; looks are events of their own."""
    ann.say(Request(Asked.RECORD_CONTACT, contact=TOLD))
    ann.press(**FILLED)
    ann.press()
    person, actor = ann.made.people["own"], caller(ann.made, "personal_adviser").actor
    kept = events(ann.database)
    assert {(event[1], event[3], event[4]) for event in kept} == {(actor, person, "allowed")}
    assert [event[2] for event in kept if event[2] != "plan_status"] == [
        "contact_record",
        "contact_take_back",
    ]


def test_words_that_are_no_deed_are_left_to_the_desk(ann: Staff) -> None:
    """And a deed without a person asks whose it is."""
    assert ann.say(Request(Asked.CASELOAD), None) is None
    whose = ann.say(Request(Asked.MOVE_PLAN, move=Move.AUTHORISE), None)
    assert whose is not None
    assert whose.lead.startswith("Who is it about?")


def test_what_it_takes_to_undo_is_swept_after_a_day_and_the_rest_after_thirty(ann: Staff) -> None:
    """A button that is pressed again in between still does nothing twice, and says less."""
    form = ann.say(Request(Asked.RECORD_CONTACT, contact=TOLD))
    assert form is not None
    line = ann.line_id()
    ann.press(**FILLED)
    for age, left in ((UNDO_KEPT, 1), (ROW_KEPT, 0)):
        with ann.database.transaction(SWEEP) as session:
            sweep_deeds(session, NOW + age + timedelta(seconds=1))
        with ann.database.transaction() as session:
            rows = session.execute(select(StaffDeed)).scalars().all()
        assert [row.undo for row in rows] == [None] * left
        if left:
            assert ann.again(form, line, **FILLED).lead.endswith("a contact was recorded.")
    assert len(contacts(ann)) == 1


def test_every_verb_has_a_test_or_is_named_here() -> None:
    """A new button can't be forgotten."""
    assert set(HANDLERS) == {
        *("contact", "contact_save", "move", "move_do", "review", "review_do", "calls", "called"),
        *("views", "views_do"),
        *("pin", "pin_set", "share", "share_web", "share_text"),  # in test_shared_and_pins.py
        "undo",
    }
