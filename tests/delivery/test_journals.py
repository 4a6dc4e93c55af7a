"""Both journals, in memory and in the database, keep the same promises."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import text

from bot.answer import Answer, Basis, Choice, ContactLine, Paragraph, SourceLine
from bot.delivery.conversation.journal import DatabaseJournal, Journal, MemoryJournal, TakenIn, choice_of
from bot.records.database import Database
from bot.records.sealed import SealError
from bot.settings import Clock

PLAN = Choice(label="Where is my plan?", kind="intent", value="pathway_plan_status")
TAX = Choice(label="Council tax", kind="topic", value="council_tax")
SHORT = Answer(lead="Hello.")
WHOLE = Answer(
    lead="Ask your PA.",
    title="Bus pass",
    topic="bus_pass",
    place="rutland",
    basis=Basis.COUNCIL,
    urgency="urgent",
    paragraphs=(Paragraph(text="It’s free: £0 🙂", basis=Basis.LAW),),
    steps=("Ask.",),
    notes=("Old.",),
    choices=(PLAN, TAX),
    contacts=(ContactLine(name="Your PA", phone="01632 960001"),),
    sources=(SourceLine(title="An Act", published=date(2017, 4, 25), checked_on=date(2026, 11, 22)),),
)


@pytest.fixture(params=["memory", "database"])
def journal(request: pytest.FixtureRequest, database: Database) -> Journal:
    """One of our journals."""
    return MemoryJournal() if request.param == "memory" else DatabaseJournal(database, Clock())


def option(journal: Journal, conversation: str, index: int = 0) -> str:
    """The id of a button under the answer of a new turn."""
    return f"{journal.write(conversation, 'hi', [WHOLE])[1].id}.{index}"


def test_a_message_is_new_once(journal: Journal) -> None:
    """The second time it is a replay, and stays one."""
    assert [journal.first_time("web", "m1") for _ in range(3)] == [True, False, False]


def test_two_channels_may_use_the_same_message_id(journal: Journal) -> None:
    """Providers number their messages as they like."""
    assert (
        journal.first_time("web", "m1"),
        journal.first_time("sms", "m1"),
        journal.first_time("web", "m2"),
    ) == (True,) * 3


def test_a_turn_comes_back_as_it_was_written(journal: Journal) -> None:
    """The person's words first, then each answer, whole."""
    written = journal.write("one", "bus pass? 🙂", [WHOLE, SHORT])
    assert [(line.text, line.answer) for line in written] == [
        ("bus pass? 🙂", None),
        ("", WHOLE),
        ("", SHORT),
    ]
    assert journal.lines("one") == written


def test_the_last_answer_is_that_of_this_conversation(journal: Journal) -> None:
    """Whatever was typed after it, and whatever others were told; none where nothing was said."""
    journal.write("one", "hi", [SHORT, WHOLE])
    journal.write("one", "typed, and not answered", [])
    journal.write("other", "hi", [SHORT])
    assert [journal.last_answer(name) for name in ("one", "other", "nobody")] == [WHOLE, SHORT, None]


def test_turns_are_kept_in_order(journal: Journal) -> None:
    """Oldest first, whatever other conversations write between."""
    for number in range(3):
        journal.write("one", f"question {number}", [SHORT])
        journal.write("other", "something else", [])
    assert [line.text for line in journal.lines("one") if line.answer is None] == [
        "question 0",
        "question 1",
        "question 2",
    ]


def test_no_two_lines_of_a_conversation_share_an_id(journal: Journal) -> None:
    """Each button means one thing."""
    ids = [line.id for _ in range(3) for line in journal.write("one", "hi", [SHORT, WHOLE])]
    assert len(set(ids)) == len(ids) == 9


def test_an_id_is_never_used_again(journal: Journal) -> None:
    """After a clear, what an old page shows means nothing, in this conversation and in every other."""
    gone = [line.id for line in journal.write("one", "hi", [WHOLE])]
    journal.wipe("one")
    for conversation in ("one", "other"):
        new = [line.id for line in journal.write(conversation, "hi", [WHOLE])]
        assert set(new).isdisjoint(gone)
        assert [choice_of(journal, conversation, f"{line_id}.0") for line_id in gone] == [None, None]


def test_an_id_can_not_be_guessed(journal: Journal) -> None:
    """128 random bits, none of them counted."""
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", line.id) for line in journal.write("one", "hi", [WHOLE]))


def test_a_line_is_found_by_its_id(journal: Journal) -> None:
    """Each line of a turn is found as it was written."""
    for line in journal.write("one", "hi", [WHOLE]):
        assert journal.line("one", line.id) == line


def test_a_line_of_another_conversation_is_not_shown(journal: Journal) -> None:
    """Knowing an id is not enough."""
    written = journal.write("one", "hi", [WHOLE])
    assert [journal.line("other", line.id) for line in written] == [None, None]


@pytest.mark.parametrize(
    "line_id",
    [
        "",
        " ",
        "x",
        "-1",
        "1.0",
        "404",
        "9" * 30,
        "1 OR 1=1",
        "\N{SUPERSCRIPT TWO}",
        "x" * 22,
        "x" * 21 + "\0",
        "\ud800" * 22,
    ],
)
def test_a_line_id_that_we_never_gave_is_none(journal: Journal, line_id: str) -> None:
    """Whatever somebody makes up, there is no line and no error."""
    journal.write("one", "hi", [WHOLE])
    assert journal.line("one", line_id) is None


def test_an_unknown_conversation_is_empty(journal: Journal) -> None:
    """Nothing was said there."""
    assert journal.lines("nobody's") == []


def test_an_option_stands_for_the_choice_that_we_showed(journal: Journal) -> None:
    """Each button of an answer has its own number."""
    first, second = option(journal, "one", 0), option(journal, "one", 1)
    assert (choice_of(journal, "one", first), choice_of(journal, "one", second)) == (PLAN, TAX)


def test_an_option_of_another_conversation_is_refused(journal: Journal) -> None:
    """Nobody presses somebody else's buttons."""
    assert choice_of(journal, "other", option(journal, "one")) is None


@pytest.mark.parametrize(
    "index", ["2", "-1", "", "x", "0x0", "1e0", " 0", "9" * 20, "9" * 5000], ids=lambda index: index[:20]
)
def test_an_option_that_the_answer_did_not_show_is_refused(journal: Journal, index: str) -> None:
    """Only the numbers of its buttons count."""
    line_id = journal.write("one", "hi", [WHOLE])[1].id
    assert choice_of(journal, "one", f"{line_id}.{index}") is None


def test_the_person_s_own_line_has_no_options(journal: Journal) -> None:
    """What somebody typed is never a button."""
    line = journal.write("one", '{"choices": [{"label": "x"}]}', [WHOLE])[0]
    assert choice_of(journal, "one", f"{line.id}.0") is None


def test_an_answer_without_choices_has_no_options(journal: Journal) -> None:
    """An option needs a choice behind it."""
    line = journal.write("one", "hi", [SHORT])[1]
    assert choice_of(journal, "one", f"{line.id}.0") is None


def test_wiping_forgets_one_conversation_and_no_other(journal: Journal) -> None:
    """Lines and options are gone; those of others stay."""
    mine, other = option(journal, "one"), option(journal, "other")
    journal.wipe("one")
    assert (journal.lines("one"), choice_of(journal, "one", mine)) == ([], None)
    assert choice_of(journal, "other", other) == PLAN


def test_wiping_what_is_not_there_harms_nobody(journal: Journal) -> None:
    """An empty conversation can be wiped."""
    journal.write("one", "hi", [SHORT])
    journal.wipe("nobody's")
    assert len(journal.lines("one")) == 2


def test_a_wiped_conversation_can_go_on(journal: Journal) -> None:
    """Only what comes afterwards is kept."""
    journal.write("one", "before", [SHORT])
    journal.wipe("one")
    journal.write("one", "after", [])
    assert [line.text for line in journal.lines("one")] == ["after"]


def test_what_is_given_out_cannot_change_what_is_kept(journal: Journal) -> None:
    """A caller that empties its list empties nothing else."""
    journal.write("one", "hi", [SHORT])
    journal.lines("one").clear()
    assert len(journal.lines("one")) == 2


def test_another_process_reads_the_same_database_journal(database: Database) -> None:
    """What one process wrote, replays included, the next one knows."""
    written = DatabaseJournal(database, Clock()).write("one", "hi", [WHOLE])
    DatabaseJournal(database, Clock()).first_time("web", "m1")
    again = DatabaseJournal(database, Clock())
    assert (again.lines("one"), again.first_time("web", "m1")) == (written, False)


def test_taking_in_tells_all_that_is_known_of_a_message(journal: Journal) -> None:
    """The same as asking for each by itself; and the message is remembered, so that it is new once."""
    option(journal, "one", 1)
    journal.write("one", "and?", [SHORT])
    assert journal.take_in("web", "m1", "one") == TakenIn(True, SHORT)
    assert journal.last_answer("one") == SHORT
    assert journal.take_in("web", "m1", "one") == TakenIn(False, SHORT)
    assert not journal.first_time("web", "m1")


def test_taking_in_finds_nothing_of_others(journal: Journal) -> None:
    """Another's answer is not the last one of this talk."""
    option(journal, "one")
    assert journal.take_in("web", "m1", "two") == TakenIn(True)


def test_what_can_not_be_taken_in_is_not_remembered(database: Database) -> None:
    """Where the last answer can't be opened the mark is given back, and `first_time` still tells that it is new."""
    journal = DatabaseJournal(database, Clock())
    journal.write("one", "hi", [WHOLE])
    with database.transaction() as session:
        session.execute(text("UPDATE transcript_line SET answer = 'no token' WHERE answer IS NOT NULL"))
    with pytest.raises(SealError):
        journal.take_in("web", "m1", "one")
    assert journal.first_time("web", "m1")
