"""Words behind a form that is the last thing shown: only a clear yes keeps it, and it says what is missing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from deed_world import facts_of
from desk_world import SAM, TODAY, add_person, make_world, talk_of
from sqlalchemy import select, text

from bot.advising.advising_tables import StaffTalk
from bot.advising.requests.request import Asked, Contact, Request
from bot.answer import Answer
from bot.answer_data import as_data, from_data
from bot.casework.codes import ContactKind, PlanState
from bot.casework.plans.life_cycle import Move
from bot.casework.tables import ContactRecord, PathwayPlan, PlanReason
from bot.delivery.staffing.for_staff import StaffMessage

if TYPE_CHECKING:
    from desk_world import DeskWorld

    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer
    from bot.records.database import Database

WHOLE = Contact(ContactKind.VISIT, date(2026, 11, 20), is_meaningful=True, note="Tea (invented)")
PART = Contact(ContactKind.PHONE, note="Rent (invented)")


class Talk:
    """Sam's talk, with the journal's newest answer handed on as it is kept: without its card."""

    def __init__(self, made: DeskWorld) -> None:
        """Nothing was shown yet."""
        self.made, self.shown, self.line = made, Answer(lead=""), 0

    def write(self, words: str) -> Answer | None:
        """Words; None where the dialogue is to answer."""
        return self._sent(StaffMessage(talk_of(SAM), words, None, {}, "", self.shown, f"line{self.line}"))

    def ask(self, request: Request) -> Answer:
        """Words that are read as this request."""
        self.made.says["asked"] = request
        answer = self.write("asked")
        assert answer is not None
        return answer

    def press(self, number: int = 0, **inputs: str) -> Answer:
        """A button of the newest answer, or of an older one by `again`."""
        return self.again(self.shown, self.line, number, **inputs)

    def again(self, answer: Answer, line: int, number: int = 0, **inputs: str) -> Answer:
        """A button of any answer."""
        choice, key = answer.choices[number], f"line{line}.{number}"
        said = self._sent(StaffMessage(talk_of(SAM), "", choice, inputs, key, self.shown, f"line{self.line}"))
        assert said is not None
        return said

    def elsewhere(self, lead: str) -> None:
        """Something else is shown, by somebody else than the desk."""
        self.shown, self.line = Answer(lead=lead), self.line + 1

    def contacts(self) -> list[tuple[str, date, bool, str | None]]:
        """Those with a note that are on record."""
        with self.made.database.transaction() as session:
            row = ContactRecord
            wanted = select(row.kind, row.happened_on, row.is_meaningful, row.note)
            return [tuple(one) for one in session.execute(wanted.where(row.note.is_not(None)))]

    def _sent(self, message: StaffMessage) -> Answer | None:
        answers = self.made.desk.answer(message)
        if answers is None:
            return None
        self.shown, self.line = from_data(as_data(answers[-1].copy(update={"card": None}))), self.line + 1
        return answers[-1]


@pytest.fixture
def talk(database: Database, parameters: Parameters, offer: Offer) -> Talk:
    """With one young person of Sam's, Kai."""
    made = make_world(database, parameters, offer)
    add_person(made, SAM, "Kai", "YP-1")
    return Talk(made)


def record(contact: Contact) -> Request:
    """That a contact with Kai is recorded."""
    return Request(Asked.RECORD_CONTACT, person="Kai", contact=contact)


@pytest.mark.parametrize(
    "words", ["yes", "Yes please save it", "save", "save it please", "Yep, do that", "do it"]
)
def test_a_clear_yes_behind_a_whole_form_saves_it_once(talk: Talk, words: str) -> None:
    """As its button does, by the same key: the button says then that it is done."""
    form = talk.ask(record(WHOLE))
    line = talk.line
    answer = talk.write(words)
    assert answer is not None
    assert answer.title == "The contact is recorded"
    assert facts_of(answer)["Note"] == "Tea (invented)"
    assert (
        talk.again(form, line, kind="visit", happened_on="2026-11-20", is_meaningful="yes").title
        == "Done already"
    )
    assert talk.contacts() == [("visit", date(2026, 11, 20), True, "Tea (invented)")]


def test_a_yes_behind_a_form_with_gaps_says_what_is_missing(talk: Talk) -> None:
    """What was said stays in the form."""
    talk.ask(record(PART))
    answer = talk.write("yes")
    assert answer is not None
    assert answer.lead.startswith("Not saved yet. Still missing: On which day; Was it meaningful contact.")
    assert answer.card is not None
    assert answer.card.form is not None
    assert {one.id: one.value for one in answer.card.form.fields}["note"] == "Rent (invented)"
    assert talk.contacts() == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("ok", "Nothing is done yet."),
        ("cancel", "Nothing was saved or changed."),
        ("no don't save it", "Nothing was saved or changed."),
        ("never mind", "Nothing was saved or changed."),
        ("undo", "The form is not saved, so there is nothing to undo."),
    ],
)
def test_less_than_a_clear_yes_keeps_nothing_and_says_so(talk: Talk, words: str, said: str) -> None:
    """Neither an "ok" nor a "no" is left unanswered, and undo says that nothing is saved."""
    talk.ask(record(WHOLE))
    answer = talk.write(words)
    assert answer is not None
    assert answer.lead.startswith(said)
    assert talk.contacts() == []


@pytest.mark.parametrize(
    "words", ["yes she saw Kai", "no answer", "save the date for her review", "is she ok"]
)
def test_other_words_are_read_as_ever(talk: Talk, words: str) -> None:
    """A sentence that holds a yes or a no is no answer to the form."""
    talk.ask(record(WHOLE))
    assert talk.write(words) is None  # the reader of this world takes it for a question about the offer
    assert talk.contacts() == []


def test_a_yes_counts_only_while_the_form_is_the_last_thing_shown(talk: Talk) -> None:
    """Behind an urgent reply, a notice or any other answer a yes may mean that."""
    talk.ask(record(WHOLE))
    talk.elsewhere("Shall I tell your manager?")
    assert talk.write("yes") is None
    talk.ask(record(WHOLE))
    talk.ask(Request(Asked.STATUS, person="Kai"))
    assert talk.write("yes") is None
    assert talk.contacts() == []


def test_a_yes_after_the_case_moved_is_denied(talk: Talk) -> None:
    """As the form's button is."""
    talk.ask(record(WHOLE))
    with talk.made.database.transaction() as session:
        session.execute(text("UPDATE young_person SET personal_adviser_id = NULL"))
    answer = talk.write("yes")
    assert answer is not None
    assert "Nobody of yours" in answer.lead
    assert talk.contacts() == []


def test_what_stands_in_a_form_is_remembered_sealed_and_only_until_the_next_answer(talk: Talk) -> None:
    """No word of it is readable in the database."""
    talk.ask(record(WHOLE))
    with talk.made.database.transaction() as session:
        [raw] = session.execute(text("SELECT draft FROM staff_talk")).scalars()
    assert raw
    assert "Tea" not in raw
    talk.ask(Request(Asked.STATUS, person="Kai"))
    with talk.made.database.transaction() as session:
        assert session.get(StaffTalk, talk_of(SAM)).draft is None


def test_a_form_that_came_back_and_the_first_are_one_contact(talk: Talk) -> None:
    """Saved from both cards, it is recorded once; a form of another contact is another."""
    form = talk.ask(record(PART))
    line = talk.line
    filled = {"kind": "phone", "happened_on": str(TODAY), "is_meaningful": "yes", "note": "Rent (invented)"}
    talk.press(**{**filled, "happened_on": ""})
    assert talk.press(**filled).title == "The contact is recorded"
    assert talk.again(form, line, **filled).title == "Done already"
    assert len(talk.contacts()) == 1
    talk.ask(record(PART))
    talk.press(**filled)
    assert len(talk.contacts()) == 2


def test_the_note_and_that_nobody_answered_survive_picking_one_of_two(talk: Talk) -> None:
    """Words that were typed are remembered until somebody is picked, and belong to that question alone."""
    add_person(talk.made, SAM, "Mia", "YP-2")
    add_person(talk.made, SAM, "Mia", "YP-3")
    said = Request(
        Asked.RECORD_CONTACT, person="Mia", contact=Contact(ContactKind.PHONE, TODAY, note="no answer")
    )
    which, line = talk.ask(said), talk.line
    form = talk.press(1)
    assert form.card is not None
    assert form.card.form is not None
    assert {one.id: one.value for one in form.card.form.fields} == {
        "kind": "phone",
        "happened_on": str(TODAY),
        "is_meaningful": "no",
        "note": "no answer",
    }
    assert "no answer" not in which.copy(update={"card": None}).json()
    late = talk.again(which, line, 0)
    assert late.card is not None
    assert late.card.form is not None
    assert {one.id: one.value for one in late.card.form.fields}["note"] == ""


def test_why_a_plan_goes_back_or_a_review_is_asked_for_is_carried_over(talk: Talk) -> None:
    """What was said in words stands in the form, and why a review is wanted is kept with the plan and shown with it."""
    said = Request(
        Asked.ASK_REVIEW, person="Kai", day_until=date(2026, 12, 4), reason="he lost his job (invented)"
    )
    form = talk.ask(said)
    assert form.card is not None
    assert form.card.form is not None
    assert [one.value for one in form.card.form.fields] == ["2026-12-04", "he lost his job (invented)"]
    done = talk.write("save")
    assert done is not None
    assert done.title == "The review is asked for"
    moves = talk.ask(Request(Asked.MOVE_PLAN, person="Kai"))
    assert facts_of(moves)["Review asked for because"] == "he lost his job (invented)"
    talk.again(done, talk.line - 1)
    with talk.made.database.transaction() as session:
        assert session.execute(select(PlanReason.id)).all() == []


def test_a_yes_takes_back_what_undo_asked_about_and_nothing_else(talk: Talk) -> None:
    """Behind "undo" it is clear what is meant; behind a deed itself, where a button Undo stands too, a yes undoes nothing."""
    talk.ask(record(WHOLE))
    talk.write("save")
    assert talk.write("yes") is None
    talk.ask(record(WHOLE))
    talk.write("undo")
    assert len(talk.contacts()) == 1
    answer = talk.write("yes please")
    assert answer is not None
    assert answer.title == "Taken back"
    assert talk.contacts() == []


@pytest.mark.parametrize("words", ["save", "no, save it", "keep it please", "cancel"])
def test_what_keeps_it_takes_nothing_back(talk: Talk, words: str) -> None:
    """Behind "take it back?" a "save" means that it is to stay, and so does a "no"."""
    talk.ask(record(WHOLE))
    talk.write("save")
    talk.ask(Request(Asked.UNDO))
    answer = talk.write(words)
    assert answer is not None
    assert answer.title == "The form"
    assert len(talk.contacts()) == 1


def test_a_move_that_needs_nothing_written_is_made_by_a_yes(talk: Talk) -> None:
    """The confirmation was shown, and says from where to where."""
    with talk.made.database.transaction() as session:
        for plan in session.execute(select(PathwayPlan)).scalars():
            plan.state = PlanState.DRAFTING.value
    talk.ask(Request(Asked.MOVE_PLAN, person="Kai", move=Move.SHOW_YOUNG_PERSON))
    answer = talk.write("yes")
    assert answer is not None
    assert answer.title == "The plan is with the young person now."
