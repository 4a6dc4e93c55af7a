"""Both journals, in memory and in the database, keep the same promises."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import text

from bot.answer import Answer, Basis, Choice, ContactLine, Paragraph, SourceLine
from bot.delivery.conversation.inbox_rows import LEASE, Message
from bot.delivery.conversation.journal import (
    AnsweredAlreadyError,
    Answering,
    DatabaseJournal,
    Journal,
    Line,
    MemoryJournal,
    Seen,
    choice_of,
    lines_of,
)
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


def wrote(journal: Journal, conversation: str, text: str, answers: list[Answer]) -> list[Line]:
    """The lines of one turn that is kept now."""
    lines = lines_of(text, answers)
    journal.write(conversation, lines)
    return lines


def message(message_id: str = "m1", conversation: str = "one", **more: object) -> Message:
    """A message of the chat page."""
    return Message(**{"channel": "web", "id": message_id, "conversation": conversation, "said": "{}", **more})


def option(journal: Journal, conversation: str, index: int = 0) -> str:
    """The id of a button under the answer of a new turn."""
    return f"{wrote(journal, conversation, 'hi', [WHOLE])[1].id}.{index}"


def test_a_message_is_new_once(journal: Journal) -> None:
    """Once it is answered it stays so, however often it comes."""
    taken = journal.take_in(message())
    lines = lines_of("hi", [SHORT])
    journal.write("one", lines, Answering([taken.row]))
    again = [journal.take_in(message()) for _ in range(2)]
    assert [taken.seen, *(each.seen for each in again)] == [Seen.NEW, Seen.ANSWERED, Seen.ANSWERED]
    assert [list(each.lines) for each in again] == [lines, lines]


def test_two_channels_may_use_the_same_message_id(journal: Journal) -> None:
    """Providers number their messages as they like."""
    taken = [
        journal.mark(message(name, channel=channel))
        for name, channel in (("m1", "web"), ("m1", "sms"), ("m2", "web"))
    ]
    assert [each.seen for each in taken] == [Seen.NEW] * 3


def test_a_message_is_answered_once(journal: Journal) -> None:
    """Whoever comes second keeps nothing, and finds the lines of whoever was first."""
    row = journal.take_in(message()).row
    first = lines_of("hi", [SHORT])
    journal.write("one", first, Answering([row]))
    with pytest.raises(AnsweredAlreadyError):
        journal.write("one", lines_of("hi", [WHOLE]), Answering([row]))
    assert journal.lines("one") == journal.answered_by("one", [row]) == first


def test_several_messages_have_one_answer(journal: Journal) -> None:
    """Each of them is a replay then, with the same lines."""
    rows = [journal.take_in(message(name)).row for name in ("m1", "m2")]
    lines = lines_of("hi", [SHORT])
    journal.write("one", lines, Answering(rows))
    assert [list(journal.take_in(message(name)).lines) for name in ("m1", "m2")] == [lines, lines]


def test_a_form_that_comes_again_after_another_is_another_message(journal: Journal) -> None:
    """A "yes" on a page that "back" showed again answers the question of now; sent twice, it is one again."""
    ids = []
    for name in ("yes", "yes", "no", "yes", "yes", "no"):
        taken = journal.take_in(message(name, is_form=True))
        ids.append((name, taken.seen, taken.id))
        if taken.seen is Seen.NEW:
            journal.write("one", lines_of(name, [SHORT]), Answering([taken.row]))
    assert [seen for _, seen, _ in ids] == [
        Seen.NEW,
        Seen.ANSWERED,
        Seen.NEW,
        Seen.NEW,
        Seen.ANSWERED,
        Seen.NEW,
    ]
    assert ids[0][2] == ids[1][2] == "yes"
    assert ids[3][2] == ids[4][2] != "yes"


def test_what_others_send_does_not_come_in_between(journal: Journal) -> None:
    """A message of another conversation makes no form another message."""
    journal.write(
        "one", lines_of("yes", [SHORT]), Answering([journal.take_in(message("a", is_form=True)).row])
    )
    journal.take_in(message("b", "other", is_form=True))
    assert journal.take_in(message("a", is_form=True)).seen is Seen.ANSWERED


def test_a_wiped_message_is_not_answered_again(journal: Journal) -> None:
    """Its id is known, and of its words and its answer nothing is left."""
    row = journal.take_in(message()).row
    journal.write("one", lines_of("hi", [SHORT]), Answering([row]))
    journal.wipe("one")
    again = journal.take_in(message())
    assert (again.seen, list(again.lines)) == (Seen.ANSWERED, [])


def test_a_turn_comes_back_as_it_was_written(journal: Journal) -> None:
    """The person's words first, then each answer, whole."""
    written = wrote(journal, "one", "bus pass? 🙂", [WHOLE, SHORT])
    assert [(line.text, line.answer) for line in written] == [
        ("bus pass? 🙂", None),
        ("", WHOLE),
        ("", SHORT),
    ]
    assert journal.lines("one") == written


def test_the_last_answer_is_that_of_this_conversation(journal: Journal) -> None:
    """Whatever was typed after it, and whatever others were told; none where nothing was said."""
    wrote(journal, "one", "hi", [SHORT, WHOLE])
    wrote(journal, "one", "typed, and not answered", [])
    wrote(journal, "other", "hi", [SHORT])
    assert [journal.last_answer(name) for name in ("one", "other", "nobody")] == [WHOLE, SHORT, None]


def test_turns_are_kept_in_order(journal: Journal) -> None:
    """Oldest first, whatever other conversations write between."""
    for number in range(3):
        wrote(journal, "one", f"question {number}", [SHORT])
        wrote(journal, "other", "something else", [])
    assert [line.text for line in journal.lines("one") if line.answer is None] == [
        "question 0",
        "question 1",
        "question 2",
    ]


def test_no_two_lines_of_a_conversation_share_an_id(journal: Journal) -> None:
    """Each button means one thing."""
    ids = [line.id for _ in range(3) for line in wrote(journal, "one", "hi", [SHORT, WHOLE])]
    assert len(set(ids)) == len(ids) == 9


def test_an_id_is_never_used_again(journal: Journal) -> None:
    """After a clear, what an old page shows means nothing, in this conversation and in every other."""
    gone = [line.id for line in wrote(journal, "one", "hi", [WHOLE])]
    journal.wipe("one")
    for conversation in ("one", "other"):
        new = [line.id for line in wrote(journal, conversation, "hi", [WHOLE])]
        assert set(new).isdisjoint(gone)
        assert [choice_of(journal, conversation, f"{line_id}.0") for line_id in gone] == [None, None]


def test_an_id_can_not_be_guessed(journal: Journal) -> None:
    """128 random bits, none of them counted."""
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", line.id) for line in wrote(journal, "one", "hi", [WHOLE]))


def test_a_line_is_found_by_its_id(journal: Journal) -> None:
    """Each line of a turn is found as it was written."""
    for line in wrote(journal, "one", "hi", [WHOLE]):
        assert journal.line("one", line.id) == line


def test_a_line_of_another_conversation_is_not_shown(journal: Journal) -> None:
    """Knowing an id is not enough."""
    written = wrote(journal, "one", "hi", [WHOLE])
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
    wrote(journal, "one", "hi", [WHOLE])
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
    line_id = wrote(journal, "one", "hi", [WHOLE])[1].id
    assert choice_of(journal, "one", f"{line_id}.{index}") is None


def test_the_person_s_own_line_has_no_options(journal: Journal) -> None:
    """What somebody typed is never a button."""
    line = wrote(journal, "one", '{"choices": [{"label": "x"}]}', [WHOLE])[0]
    assert choice_of(journal, "one", f"{line.id}.0") is None


def test_an_answer_without_choices_has_no_options(journal: Journal) -> None:
    """An option needs a choice behind it."""
    line = wrote(journal, "one", "hi", [SHORT])[1]
    assert choice_of(journal, "one", f"{line.id}.0") is None


def test_wiping_forgets_one_conversation_and_no_other(journal: Journal) -> None:
    """Lines and options are gone; those of others stay."""
    mine, other = option(journal, "one"), option(journal, "other")
    journal.wipe("one")
    assert (journal.lines("one"), choice_of(journal, "one", mine)) == ([], None)
    assert choice_of(journal, "other", other) == PLAN


def test_wiping_what_is_not_there_harms_nobody(journal: Journal) -> None:
    """An empty conversation can be wiped."""
    wrote(journal, "one", "hi", [SHORT])
    journal.wipe("nobody's")
    assert len(journal.lines("one")) == 2


def test_a_wiped_conversation_can_go_on(journal: Journal) -> None:
    """Only what comes afterwards is kept."""
    wrote(journal, "one", "before", [SHORT])
    journal.wipe("one")
    wrote(journal, "one", "after", [])
    assert [line.text for line in journal.lines("one")] == ["after"]


def test_what_is_given_out_cannot_change_what_is_kept(journal: Journal) -> None:
    """A caller that empties its list empties nothing else."""
    wrote(journal, "one", "hi", [SHORT])
    journal.lines("one").clear()
    assert len(journal.lines("one")) == 2


def test_another_process_reads_the_same_database_journal(database: Database) -> None:
    """What one process wrote, replays included, the next one knows."""
    written = wrote(DatabaseJournal(database, Clock()), "one", "hi", [WHOLE])
    DatabaseJournal(database, Clock()).mark(message())
    again = DatabaseJournal(database, Clock())
    assert (again.lines("one"), again.mark(message()).seen) == (written, Seen.TAKEN)


def test_taking_in_tells_the_last_answer_too(journal: Journal) -> None:
    """The same as asking for each by itself."""
    option(journal, "one", 1)
    newest = wrote(journal, "one", "and?", [SHORT])[-1]
    taken = journal.take_in(message())
    assert (taken.seen, taken.last_answer, taken.last_line) == (Seen.NEW, SHORT, newest.id)
    assert journal.last_answer("one") == SHORT


def test_taking_in_finds_nothing_of_others(journal: Journal) -> None:
    """Another's answer is not the last one of this talk."""
    option(journal, "one")
    taken = journal.take_in(message("m1", "two"))
    assert (taken.seen, taken.last_answer, taken.last_line) == (Seen.NEW, None, None)


def test_what_can_not_be_taken_in_is_not_remembered(database: Database) -> None:
    """Where the last answer can't be opened the mark is given back, and marking it alone still tells that it is new."""
    journal = DatabaseJournal(database, Clock())
    wrote(journal, "one", "hi", [WHOLE])
    with database.transaction() as session:
        session.execute(text("UPDATE transcript_line SET answer = 'no token' WHERE answer IS NOT NULL"))
    with pytest.raises(SealError):
        journal.take_in(message())
    assert journal.mark(message()).seen is Seen.NEW


def test_what_somebody_works_on_is_taken_over_when_nothing_is_heard_of_them(database: Database) -> None:
    """Not a second before; who says that they still work on it keeps it for longer."""
    now = [1000.0]
    first, second = [DatabaseJournal(database, Clock(), lambda: now[0]) for _ in range(2)]
    row = first.take_in(message()).row
    seen = []
    for seconds in (LEASE - 0.1, 0.2, LEASE - 0.1, LEASE + 0.1):
        now[0] += seconds
        if seconds == 0.2:
            first.renew([row])
        seen.append(second.take_in(message()).seen)
    assert seen == [Seen.TAKEN, Seen.TAKEN, Seen.TAKEN, Seen.AGAIN]


def test_a_message_is_kept_sealed_until_it_is_answered(database: Database) -> None:
    """Its words are unreadable in the file, and gone with the answer or with the conversation."""
    journal, said = DatabaseJournal(database, Clock()), "SELECT said FROM seen_message ORDER BY id"
    rows = [journal.take_in(message(name, name, said="my secret")).row for name in ("a", "b", "c")]
    with database.connection() as connection:
        kept = connection.execute(text(said)).scalars().all()
    assert all("my secret" not in words and len(words) > 50 for words in kept)
    journal.write("a", lines_of("hi", [SHORT]), Answering([rows[0]]))
    journal.wipe("b")
    with database.connection() as connection:
        assert [words is None for words in connection.execute(text(said)).scalars()] == [True, True, False]


def test_lines_that_can_not_be_delivered_are_not_kept(database: Database) -> None:
    """The answer, its lines and its way to the person are one: all of it or nothing."""

    def fail(*_given: object) -> None:
        raise LookupError

    journal = DatabaseJournal(database, Clock())
    row = journal.take_in(message()).row
    with pytest.raises(LookupError):
        journal.write("one", lines_of("hi", [SHORT]), Answering([row], deliver=fail))
    assert (journal.lines("one"), journal.take_in(message()).seen) == ([], Seen.TAKEN)


def test_a_message_that_could_not_be_taken_in_is_known_once_it_is_answered(database: Database) -> None:
    """Whether or not the try to take it in came to its end after all."""
    journal = DatabaseJournal(database, Clock())
    journal.take_in(message("came late"))
    for name in ("came late", "never came"):
        journal.write("one", lines_of(name, [SHORT]), Answering(unnoted=message(name)))
    assert [journal.take_in(message(name)).seen for name in ("came late", "never came")] == [
        Seen.ANSWERED
    ] * 2
