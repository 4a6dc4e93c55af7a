"""PINs that are kept nowhere, and answers that reach a young person word by word as they were shown."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from deed_world import Staff, deeds, fields_of, is_nameless, staffed
from invented_world import NOW, events
from sqlalchemy import select

from bot.advising.advising_tables import SharedAnswer, StaffDeed, StaffTalk
from bot.advising.doing.doing_tools import Tools
from bot.advising.requests.request import Asked, Request
from bot.caseload.shared_answers import KEPT, sweep_shared
from bot.casework.tables import YoungPerson
from bot.delivery.conversation.journal import DatabaseJournal
from bot.delivery.conversation.left_answers import LeftAnswers
from bot.identity.access.decisions import AccessDenied
from bot.identity.by_phone.text_pins import Pins, Tried
from bot.identity.by_phone.texter_tables import Texter, TextSetting
from bot.identity.by_phone.texters import MOST_TRIES, Texters
from bot.records.keyed import Keyed
from bot.records.reach import SWEEP
from bot.settings import Clock

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.offer.loader import Offer
    from bot.records.database import Database

KEYED = Keyed(b"invented")
PINS = Pins(KEYED)
NUMBER = "+447700900123"
TALK = "web-invented"


@pytest.fixture
def ann(database: Database, parameters: Parameters, offer: Offer) -> Staff:
    """The adviser of `own`, whose young person has a number that texted."""
    made = staffed(database)
    with database.transaction() as session:
        session.get(YoungPerson, made.people["own"]).phone_lookup = KEYED.phone(NUMBER)
    with database.transaction() as session:
        Texters(KEYED).heard(session, NUMBER, "console", None, NOW)
    return Staff(database, parameters, made, tools=Tools(PINS, offer))


def tried(ann: Staff, pin: str) -> Tried:
    """What becomes of a PIN that is texted."""
    with ann.database.transaction() as session:
        conversation = session.execute(select(Texter.conversation)).scalar_one()
        return PINS.check(session, conversation, pin, NOW)


def test_a_pin_is_set_and_stands_nowhere(ann: Staff) -> None:
    """Not in the answer, not in what is kept of the deed; it opens the number, and undo closes it again."""
    form = ann.say(Request(Asked.TEXT_PIN))
    assert form is not None
    assert fields_of(form)["pin"].kind == "secret"
    assert is_nameless(form)
    answer = ann.press(pin="8264")
    assert answer.title == "The text PIN is set"
    assert tried(ann, "8264") is Tried.RIGHT
    with ann.database.transaction() as session:
        kept = session.execute(select(StaffDeed.undo)).scalar_one()
    assert "8264" not in answer.json() + kept
    ann.press()
    assert tried(ann, "8264") is Tried.WRONG
    with ann.database.transaction() as session:
        assert session.execute(select(TextSetting.pin_hash)).scalar_one() is None
    assert [event[2] for event in events(ann.database) if event[2].startswith("text_pin")] == [
        "text_pin_set",
        "text_pin_undo",
    ]


@pytest.mark.parametrize("pin", ["", "12", "1234", "2511", "abcd"])
def test_a_pin_that_nobody_should_have_is_refused_and_not_shown_again(ann: Staff, pin: str) -> None:
    """The form comes back empty, with the reason at its field."""
    ann.open(f"pin/{ann.made.people['own']}")
    answer = ann.press(pin=pin)
    field = fields_of(answer)["pin"]
    assert field.error
    assert answer.lead.startswith(field.error)
    assert field.value == ""
    assert deeds(ann.database) == []


def test_undo_of_a_pin_brings_back_the_one_before_and_its_lock(ann: Staff) -> None:
    """A locked number that a new PIN opened is locked again; whoever proved it must prove it again."""
    ann.open(f"pin/{ann.made.people['own']}")
    ann.press(pin="8264")
    ann.later(minutes=10)
    for _ in range(MOST_TRIES):
        tried(ann, "9999")
    assert tried(ann, "8264") is Tried.LOCKED
    ann.open(f"pin/{ann.made.people['own']}")
    ann.press(pin="7391")
    assert tried(ann, "7391") is Tried.RIGHT
    ann.press()
    assert tried(ann, "8264") is Tried.LOCKED
    with ann.database.transaction() as session:
        assert session.execute(select(Texter.young_person_id)).scalar_one() is None


def test_a_pin_that_was_changed_since_is_not_put_back(ann: Staff) -> None:
    """The young person chose another on their own page meanwhile."""
    ann.open(f"pin/{ann.made.people['own']}")
    done = ann.press(pin="8264")
    with ann.database.transaction() as session:
        PINS.put(session, ann.made.people["own"], "7391", NOW + timedelta(minutes=1))
    ann.last = done
    assert ann.press().title == "That can't be undone"
    assert tried(ann, "7391") is Tried.RIGHT


def test_a_pin_of_somebody_else_s_person_is_denied(ann: Staff) -> None:
    """By the form and by its button."""
    for verb in ("pin", "pin_set"):
        with pytest.raises(AccessDenied):
            ann.handled(f"{verb}/{ann.made.people['colleague']}", f"key {verb}", {"pin": "8264"})


def test_where_nobody_is_texted_no_pin_is_set(ann: Staff) -> None:
    """And it says so."""
    ann.tools = Tools()
    answer = ann.say(Request(Asked.TEXT_PIN))
    assert answer is not None
    assert answer.lead.startswith("This can't be done here.")


@pytest.mark.parametrize("words", ["text him the numbers", "can you send her the details"])
def test_to_text_somebody_something_is_to_share_it(ann: Staff, words: str) -> None:
    """Read as a PIN, it is the last answer that is meant; where there is none it says so, and no form for a PIN opens."""
    answer = ann.say(Request(Asked.TEXT_PIN), text=words)
    assert answer is not None
    assert answer.lead.startswith("Ask about the topic first")
    form = ann.say(Request(Asked.TEXT_PIN), text="text him a new PIN")
    assert form is not None
    assert form.title == "Set a text PIN"


class Now(Clock):
    """The invented moment."""

    def now(self) -> object:  # type: ignore[override] # the tests' time stands still
        """Naive UTC."""
        return NOW


def visit(ann: Staff, talk: str = TALK) -> list[object]:
    """The young person signs in and looks at the chat; the answers in it."""
    journal = DatabaseJournal(ann.database, Now())
    LeftAnswers(ann.database, journal).bring(talk, ann.made.people["own"], NOW)
    return [line.answer for line in journal.lines(talk)]


def shared(ann: Staff, topic: str = "council_tax", place: str = "rutland") -> str:
    """The value of the button that shows a version to send."""
    return f"share/{topic}/{place}/{ann.made.people['own']}"


def test_what_is_shown_to_staff_is_what_the_young_person_sees(ann: Staff) -> None:
    """Word by word, once, at their next visit; it says from whom, and leads on to the topic."""
    shown = ann.open(shared(ann))
    assert shown.card is not None
    assert is_nameless(shown)
    assert visit(ann) == []
    assert ann.press().title == "It is shared"
    [answer] = visit(ann)
    assert (
        answer.title,
        *answer.lead.split("\n"),
        *(part for one in answer.paragraphs for part in (one.text, *one.steps)),
    ) == shown.card.quote
    assert answer.title.startswith("From your PA: ")
    assert [choice.kind for choice in answer.choices] == ["topic"]
    assert len(visit(ann)) == 1
    assert visit(ann, "web-another") == []


def test_the_topic_of_the_talk_is_shared_when_words_ask_for_it(ann: Staff) -> None:
    """As the person's own council has it; without a topic it asks for one."""
    nothing = ann.say(Request(Asked.SHARE))
    assert nothing is not None
    assert nothing.choices == ()
    with ann.database.transaction() as session:
        session.add(StaffTalk(talk="teams-personal_adviser", topic="council_tax", changed_at=NOW))
    answer = ann.say(Request(Asked.SHARE))
    assert answer is not None
    assert answer.choices[0].value.startswith("share_web/council_tax/")


def test_a_list_is_sent_to_no_colleague(ann: Staff) -> None:
    """Whoever wants a list sent on is told that it is not, and never gets a form that sends something else, whatever was answered last."""
    with ann.database.transaction() as session:
        session.add(StaffTalk(talk="teams-personal_adviser", topic="council_tax", changed_at=NOW))
    answer = ann.say(Request(Asked.SHARE, to_colleague=True))
    assert answer is not None
    assert "can't send" in answer.lead
    assert answer.choices == ()
    assert is_nameless(answer)
    assert visit(ann) == []


def test_what_nobody_saw_yet_is_taken_back_and_what_was_seen_stands(ann: Staff) -> None:
    """Undo within five minutes, as long as they were not shown it."""
    ann.open(shared(ann))
    ann.press()
    assert ann.press().title == "Taken back"
    assert visit(ann) == []
    ann.open(shared(ann))
    ann.press()
    assert len(visit(ann)) == 1
    answer = ann.press()
    assert answer.title == "That can't be undone"
    assert "shown it already" in answer.lead
    assert deeds(ann.database) == [("share_answer", True), ("share_answer", False)]


def test_other_words_than_were_shown_are_shown_again_before_they_go(ann: Staff) -> None:
    """The content or a figure changed in between."""
    value = ann.open(shared(ann)).choices[0].value.rsplit("/", 1)[0]
    answer = ann.open(f"{value}/000000000000")
    assert answer.lead.startswith("The words have changed meanwhile.")
    assert visit(ann) == []
    assert deeds(ann.database) == []


def test_pressed_twice_it_is_shared_once(ann: Staff) -> None:
    """And says what was done."""
    shown = ann.open(shared(ann))
    line = ann.line_id()
    ann.press()
    assert "an answer was shared" in ann.again(shown, line).lead
    assert len(visit(ann)) == 1


@pytest.mark.parametrize("topic", ["no_such_topic", "pa_caseload_overview"])
def test_a_topic_without_plain_words_is_not_shared(ann: Staff, topic: str) -> None:
    """It says so, and there is nothing to press."""
    answer = ann.open(shared(ann, topic))
    assert answer.choices == ()
    assert "no plain words" in answer.lead


def test_nothing_is_shared_with_whom_is_not_theirs(ann: Staff) -> None:
    """Not shown, not sent, by chat or by text."""
    other = ann.made.people["other_team"]
    ann.open(shared(ann))
    digest = ann.last.choices[0].value.rsplit("/", 1)[1]
    for value in (
        f"share/council_tax/rutland/{other}",
        f"share_web/council_tax/rutland/{other}/{digest}",
        f"share_text/council_tax/rutland/{other}/{digest}",
    ):
        with pytest.raises(AccessDenied):
            ann.handled(value, f"key {value}", {})
    with ann.database.transaction() as session:
        assert session.execute(select(SharedAnswer.id)).all() == []


def test_what_was_shared_is_swept_after_thirty_days(ann: Staff) -> None:
    """Seen or not."""
    ann.open(shared(ann))
    ann.press()
    with ann.database.transaction(SWEEP) as session:
        sweep_shared(session, NOW + KEPT + timedelta(seconds=1))
    assert visit(ann) == []
