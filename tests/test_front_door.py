"""Every message gets one reply, danger first, whatever fails behind the door."""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

import bot.front_door
from bot.answer import Answer, Choice
from bot.delivery.conversation.inbox_rows import Message
from bot.delivery.conversation.journal import DatabaseJournal, MemoryJournal, TakenIn
from bot.delivery.conversation.old_buttons import GONE_BUTTON, OLD_BUTTON, old_button
from bot.delivery.conversation.pace import NOTHING_TYPED, TOO_FAST, TOO_LONG, Pace
from bot.delivery.conversation.signed_out import SIGNED_OUT
from bot.front_door import MOST_CHARACTERS, FrontDoor, Incoming, plain
from bot.records.database import Database
from bot.records.sealed import new_key
from bot.settings import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HELLO = Answer(lead="Hello.")
TAX = Choice(label="Council tax", kind="topic", value="council_tax")
SIGN_IN = Choice(label="Sign in", kind="page", value="sign-in")
DANGER = "I want to kill myself"
SECRET = "my secret question"
SPACES = "".join(chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace())


@dataclass
class Recorder:
    """A dialogue that remembers what it was asked and answers, or fails, as it was told."""

    answers: tuple[Answer, ...] = (HELLO,)
    fails_with: Exception | None = None
    topic: str | None = None
    heard: list[tuple[str, str, Choice | None, str | None]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)

    async def respond(
        self,
        conversation: str,
        text: str,
        choice: Choice | None = None,
        council: str | None = None,
        message_id: str = "",
    ) -> list[Answer]:
        """What it was told to answer."""
        self.heard.append((conversation, text, choice, council))
        if self.fails_with:
            raise self.fails_with
        return list(self.answers)

    async def about(self, text: str) -> str | None:
        """The topic that it was told."""
        return self.topic

    def forget(self, conversation: str) -> None:
        """Note what is to be forgotten."""
        self.forgotten.append(conversation)


@dataclass
class Slow(Recorder):
    """A dialogue that takes its time, and keeps the conversation at the end of its turn."""

    began: asyncio.Event = field(default_factory=asyncio.Event)
    may_end: asyncio.Event = field(default_factory=asyncio.Event)
    kept: set[str] = field(default_factory=set)

    async def respond(
        self,
        conversation: str,
        text: str,
        choice: Choice | None = None,
        council: str | None = None,
        message_id: str = "",
    ) -> list[Answer]:
        """Wait, keep, answer."""
        self.began.set()
        await self.may_end.wait()
        self.kept.add(conversation)
        return [HELLO]

    def forget(self, conversation: str) -> None:
        """Keep it no more."""
        self.kept.discard(conversation)


class Desk:
    """A front door with its dialogue, journal and a clock that stands still."""

    def __init__(
        self, dialogue: Recorder | None = None, journal: object = None, messages_per_minute: int = 60
    ) -> None:
        """Open the door."""
        self.dialogue = dialogue or Recorder()
        self.journal = journal or MemoryJournal()
        self.seconds, self.sent = 0.0, 0
        self.door = FrontDoor(self.dialogue, self.journal, messages_per_minute, lambda: self.seconds)

    async def say(self, text: str = "", conversation: str = "one", **more: object) -> list[Answer]:
        """The answers to one new message."""
        self.sent += 1
        return (await self.door.handle(Incoming("web", conversation, f"m{self.sent}", text, **more))).answers

    def option(self, index: int, conversation: str = "one") -> str:
        """The id of a button under the newest answer."""
        return f"{self.journal.lines(conversation)[-1].id}.{index}"


@pytest.fixture
def broken_journal(tmp_path: Path) -> Iterator[DatabaseJournal]:
    """A real journal on a database without tables: every call of it fails."""
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}", [new_key()])
    yield DatabaseJournal(database, Clock())
    database.engine.dispose()


@pytest.mark.parametrize(
    ("text", "dialogue", "limit"),
    [
        (DANGER, Recorder(), 60),
        (DANGER, Recorder(fails_with=RuntimeError("no model")), 60),
        (DANGER + " x" * MOST_CHARACTERS, Recorder(), 60),
        (DANGER, Recorder(), 0),
        (f"/{DANGER}", Recorder(), 60),
    ],
    ids=["at once", "dialogue fails", "too long", "too fast", "slash"],
)
async def test_danger_is_answered_before_anything_else(text: str, dialogue: Recorder, limit: int) -> None:
    """Neither a broken dialogue nor a long message nor haste stands before the urgent reply."""
    desk = Desk(dialogue, messages_per_minute=limit)
    answers = await desk.say(text)
    assert [(answer.topic, answer.urgency) for answer in answers] == [("crisis_self_harm", "urgent")]
    assert dialogue.heard == []


async def test_danger_is_answered_when_the_journal_fails(broken_journal: DatabaseJournal) -> None:
    """The reply goes out, and says that it could not be kept."""
    reply = await Desk(journal=broken_journal).door.handle(Incoming("web", "one", "m1", DANGER))
    assert [answer.urgency for answer in reply.answers] == ["urgent"]
    assert reply.lines is None


async def test_what_has_no_session_is_answered_without_asking_the_journal(
    broken_journal: DatabaseJournal, caplog: pytest.LogCaptureFixture
) -> None:
    """A database that did not answer the channel is not waited for again: no call of the journal, so no failure in the log."""
    desk = Desk(journal=broken_journal)
    assert (await desk.say(DANGER, is_kept=False))[0].urgency == "urgent"
    assert await desk.say("hello", is_kept=False) == [HELLO]
    assert caplog.records == []


async def test_danger_is_answered_with_a_button_too() -> None:
    """Words that come with a button are looked at all the same."""
    assert (await Desk().say(DANGER, option="1.0"))[0].urgency == "urgent"


async def test_an_ordinary_message_reaches_the_dialogue_as_typed() -> None:
    """Conversation, words and council, and no choice."""
    desk = Desk()
    assert await desk.say("Do I pay council tax?", council="rutland") == [HELLO]
    assert desk.dialogue.heard == [("one", "Do I pay council tax?", None, "rutland")]


async def test_a_turn_is_kept_and_given_back() -> None:
    """What the page shows later is what was said."""
    desk = Desk()
    reply = await desk.door.handle(Incoming("web", "one", "m1", "hi"))
    assert reply.lines == desk.journal.lines("one")
    assert [(line.text, line.answer) for line in reply.lines or []] == [("hi", None), ("", HELLO)]


@given(st.text(alphabet="/" + SPACES, max_size=20))
async def test_slashes_and_white_space_before_the_words_are_taken_off(prefix: str) -> None:
    """Whatever mix of them stands before, Rasa never sees its own command sign."""
    desk = Desk()
    await desk.say(f"{prefix}greet me/you")
    assert [text for _, text, _, _ in desk.dialogue.heard] == ["greet me/you"]


@given(st.text(max_size=30))
def test_no_text_is_taken_for_a_command(text: str) -> None:
    """What is left of any text begins with neither a slash nor white space."""
    left = plain(text)
    assert not left.startswith("/")
    assert left == left.strip()


@pytest.mark.parametrize("text", ["", " ", "\n\t", "/", " / / ", "\u00a0\u2003\u3000", "//\u2028/"])
async def test_a_message_without_words_is_said_to_be_empty(text: str) -> None:
    """Spaces and slashes alone are nothing to answer."""
    desk = Desk()
    assert await desk.say(text) == [NOTHING_TYPED]
    assert desk.dialogue.heard == []


@pytest.mark.parametrize(("length", "answer"), [(1000, HELLO), (1001, TOO_LONG)])
async def test_a_thousand_letters_are_read_and_not_one_more(length: int, answer: Answer) -> None:
    """The limit that the page names."""
    desk = Desk()
    assert await desk.say("a" * length) == [answer]
    assert len(desk.dialogue.heard) == (1 if answer == HELLO else 0)


async def test_of_a_long_message_nothing_is_kept() -> None:
    """As the reply promises, nothing of it is kept."""
    desk = Desk()
    await desk.say("a" * 1001)
    assert [line.text for line in desk.journal.lines("one")] == ["(a message that was too long)", ""]


async def test_a_replay_is_answered_once() -> None:
    """A provider that sends a message twice gets one answer: the same lines again, with the same buttons."""
    desk = Desk()
    first, second = [await desk.door.handle(Incoming("web", "one", "m1", "hi")) for _ in range(2)]
    assert (first.is_replay, first.answers) == (False, [HELLO])
    assert (second.is_replay, second.answers, second.lines) == (True, [HELLO], first.lines)
    assert len(desk.dialogue.heard) == len(desk.journal.lines("one")) - 1 == 1


async def test_danger_is_answered_even_if_its_id_was_seen_before() -> None:
    """A used message id, by a retry or a fault, never leaves somebody in danger without a reply."""
    desk = Desk()
    replies = [await desk.door.handle(Incoming("web", "one", "m1", DANGER)) for _ in range(2)]
    assert [len(reply.answers) for reply in replies] == [1, 1]
    assert [reply.found and reply.found.kind for reply in replies] == ["crisis_self_harm"] * 2


async def test_too_many_messages_in_a_minute_are_slowed_down() -> None:
    """Two a minute here: the third waits, and after the minute it goes on."""
    desk = Desk(messages_per_minute=2)
    within = [await desk.say("hi") for _ in range(3)]
    desk.seconds = 60.0
    at_the_minute = await desk.say("hi")
    desk.seconds = 60.1
    assert [*within, at_the_minute, await desk.say("hi")] == [
        [HELLO],
        [HELLO],
        [TOO_FAST],
        [TOO_FAST],
        [HELLO],
    ]


async def test_one_hasty_conversation_slows_no_other() -> None:
    """Each conversation has its own pace."""
    desk = Desk(messages_per_minute=1)
    assert [await desk.say("hi", name) for name in ("one", "one", "other")] == [[HELLO], [TOO_FAST], [HELLO]]


async def test_a_button_is_resolved_on_the_server() -> None:
    """The dialogue gets the choice that we showed, whatever the browser calls it."""
    desk = Desk(Recorder(answers=(Answer(lead="Pick one.", choices=(SIGN_IN, TAX)),)))
    await desk.say("hi")
    await desk.say("", option=desk.option(1))
    assert desk.dialogue.heard[1] == ("one", "Council tax", TAX, None)
    assert desk.journal.lines("one")[2].text == "Council tax"


@pytest.mark.parametrize(
    ("line", "button", "conversation"),
    [
        (1, ".1", "other"),
        (1, ".2", "one"),
        (0, ".0", "one"),
        (1, "", "one"),
        (1, ".0", "one"),
        ("", "", "one"),
        ("council_tax", "", "one"),
        ("/council_tax", "", "one"),
        ("1", ".1", "one"),
    ],
    ids=["another's", "not shown", "own words", "no button", "page", "empty", "topic", "command", "counted"],
)
async def test_a_button_that_we_did_not_show_here_is_refused(
    line: int | str, button: str, conversation: str
) -> None:
    """Made-up options, other people's, and those that lead to a page never reach the dialogue."""
    desk = Desk(Recorder(answers=(Answer(lead="Pick one.", choices=(SIGN_IN, TAX)),)))
    await desk.say("hi")
    here = desk.journal.lines("one")
    expected = old_button(desk.journal.lines(conversation))
    option = f"{here[line].id if isinstance(line, int) else line}{button}"
    assert await desk.say("", conversation, option=option) == [expected]
    assert len(desk.dialogue.heard) == 1


async def test_an_old_button_is_refused_with_what_can_be_pressed_now() -> None:
    """The question stands there again, its buttons are new, and they work; the urgent number is in sight."""
    desk = Desk(Recorder(answers=(Answer(lead="Pick one.", question="Which one?", choices=(TAX,)),)))
    await desk.say("hi")
    old = desk.option(0)
    await desk.door.end("one")
    await desk.say("hi again")
    [refused] = await desk.say("", option=old)
    assert (refused.question, refused.choices, "999" in refused.lead) == ("Which one?", (TAX,), True)
    await desk.say("", option=desk.option(0))
    assert [heard[1] for heard in desk.dialogue.heard] == ["hi", "hi again", "Council tax"]


async def test_an_old_button_where_nothing_is_open_is_refused_with_the_urgent_numbers() -> None:
    """Right after a clear there is no question to repeat."""
    [refused] = await Desk().say("", option="x" * 22 + ".0")
    assert (refused, refused.choices) == (OLD_BUTTON, ())
    assert {"999", "116 123"} <= {contact.phone for contact in refused.contacts}


async def test_a_button_whose_topic_is_gone_says_so_and_is_read_as_typed() -> None:
    """The nearest answer stands under a word that it is old, once, however often it is sent; others are buttons as ever."""
    gone, hi = Choice(label="Old grant", kind="topic", value="gone"), Incoming("web", "one", "hi", "hi")
    dialogue, journal = Recorder(answers=(Answer(lead="Pick one.", choices=(gone, TAX)),)), MemoryJournal()
    door = FrontDoor(dialogue, journal, leads_on=lambda choice: choice != gone)
    await door.handle(hi)
    line = journal.lines("one")[-1].id
    pressed = [
        (await door.handle(Incoming("web", "one", "same", option=f"{line}.0"))).answers for _ in range(10)
    ]
    assert pressed == [[GONE_BUTTON, *dialogue.answers]] * 10
    await door.handle(Incoming("web", "one", "other", option=f"{line}.1"))
    assert dialogue.heard[1:] == [("one", "Old grant", None, None), ("one", "Council tax", TAX, None)]


async def test_who_was_signed_out_is_told_above_the_answer() -> None:
    """An old page's message is answered, and not as if nothing had happened; an urgent reply stands alone."""
    desk = Desk()
    assert await desk.say("where is my plan", is_after_sign_out=True) == [SIGNED_OUT, HELLO]
    assert await desk.say("where is my plan") == [HELLO]
    urgent = await desk.say(DANGER, is_after_sign_out=True)
    assert [answer.urgency for answer in urgent] == ["urgent"]


async def test_an_option_of_any_length_is_refused_without_an_error(database: Database) -> None:
    """A made-up id that no database holds is an old button like any other."""
    desk = Desk(journal=DatabaseJournal(database, Clock()))
    assert await desk.say("", option="9" * 30 + ".0") == [OLD_BUTTON]


async def test_typing_an_option_does_not_press_it() -> None:
    """Text is text, also if it looks like a button's id."""
    desk = Desk(Recorder(answers=(Answer(lead="Pick one.", choices=(TAX,)),)))
    await desk.say("hi")
    await desk.say("1.0")
    assert desk.dialogue.heard[1] == ("one", "1.0", None, None)


async def test_a_choice_of_the_channel_itself_reaches_the_dialogue() -> None:
    """The council menu of the page needs no option."""
    rutland = Choice(label="Rutland", kind="council", value="rutland")
    desk = Desk()
    await desk.say("", choice=rutland)
    assert desk.dialogue.heard == [("one", "Rutland", rutland, None)]
    assert await desk.say("", choice=SIGN_IN) == [old_button(desk.journal.lines("one")[:2])]


@pytest.mark.parametrize(
    "dialogue",
    [
        Recorder(answers=()),
        Recorder(fails_with=RuntimeError(SECRET)),
        Recorder(fails_with=KeyError(SECRET)),
    ],
    ids=["no answer", "error", "another error"],
)
async def test_a_failure_becomes_an_apology_with_a_number(
    dialogue: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """A person to ask, the urgent numbers, and the id that the log has too; the log never has the words."""
    caplog.set_level(logging.DEBUG)
    answers = await Desk(dialogue).say(SECRET)
    found = re.search(r"error_id=([0-9a-f]{12})\b", caplog.text)
    assert found
    assert [answer.notes for answer in answers] == [
        (f"If you tell us about this, give us this number: {found[1]}.",)
    ]
    assert {"999", "111", "116 123"} <= {contact.phone for contact in answers[0].contacts}
    assert SECRET not in caplog.text
    assert all(SECRET not in repr(record.__dict__) for record in caplog.records)


async def test_a_failing_journal_does_not_keep_the_answer_back(
    broken_journal: DatabaseJournal, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer goes out; the log says what failed, without the words."""
    caplog.set_level(logging.DEBUG)
    reply = await Desk(journal=broken_journal).door.handle(Incoming("web", "one", "m1", SECRET))
    assert (reply.answers, reply.lines, reply.is_replay) == ([HELLO], None, False)
    assert [
        record.getMessage().split(":")[0]
        for record in caplog.records
        if record.name == "bot.delivery.one_message"
    ] == [
        "The journal could not be asked",
        "The journal could not be written",
    ]
    assert SECRET not in caplog.text


async def test_an_answered_message_leaves_nothing_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """When all goes well, the front door logs nothing of what was said."""
    caplog.set_level(logging.DEBUG)
    await Desk().say(SECRET)
    assert SECRET not in caplog.text
    assert HELLO.lead not in caplog.text


async def test_a_conversation_is_forgotten_on_both_sides_of_the_door() -> None:
    """Journal and dialogue forget that conversation, and no other."""
    desk = Desk()
    for name in ("one", "other"):
        await desk.say("hi", name)
    desk.door.forget("one")
    assert (desk.journal.lines("one"), len(desk.journal.lines("other"))) == ([], 2)
    assert desk.dialogue.forgotten == ["one"]


async def test_a_conversation_that_is_ended_in_the_middle_of_a_turn_is_empty_afterwards() -> None:
    """What the turn still writes is waited for, and goes with the rest."""
    slow = Slow()
    desk = Desk(slow)
    turn = asyncio.ensure_future(desk.say("hi"))
    await slow.began.wait()
    ending = asyncio.ensure_future(desk.door.end("one"))
    await asyncio.sleep(0.05)
    slow.may_end.set()
    assert (await turn, await ending) == ([HELLO], True)
    assert (desk.journal.lines("one"), slow.kept) == ([], set())


async def test_a_turn_that_is_not_waited_for_any_more_cleans_up_behind_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A turn that hangs does not hold the end of a conversation up; when it comes to its end it sees that all is over."""
    monkeypatch.setattr(bot.front_door, "TURN", 0.05)
    slow, over = Slow(), set()
    desk = Desk(slow)
    desk.door = FrontDoor(slow, desk.journal, is_over=over.__contains__)
    turn = asyncio.ensure_future(desk.say("hi"))
    await slow.began.wait()
    over.add("one")
    assert await desk.door.end("one")
    assert not turn.done()
    slow.may_end.set()
    await turn
    await desk.door._turns.settle()
    assert (desk.journal.lines("one"), slow.kept) == ([], set())


async def test_a_turn_runs_to_its_end_when_the_browser_goes_away() -> None:
    """Half a turn would leave an alert unsent, or words that nobody answers for."""
    slow = Slow()
    desk = Desk(slow)
    request = asyncio.ensure_future(desk.say("hi"))
    await slow.began.wait()
    request.cancel()
    slow.may_end.set()
    await desk.door.end("other")
    await desk.door._turns.wait("one", 5)
    assert [line.text for line in desk.journal.lines("one")] == ["hi", ""]


async def test_what_a_locked_database_keeps_is_forgotten_later(tmp_path: Path) -> None:
    """The other places forget at once; the locked one is tried again until it is done."""
    database = Database(f"sqlite:///{tmp_path / 'kept.db'}", [new_key()])
    database.create_tables()
    event.listen(
        database.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=20")
    )
    database.engine.dispose()
    desk = Desk(journal=DatabaseJournal(database, Clock()))
    await desk.say("hi")
    with sqlite3.connect(tmp_path / "kept.db") as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        assert not await desk.door.end("one")
        assert (desk.dialogue.forgotten, desk.door.forget_owed(), len(desk.journal.lines("one"))) == (
            ["one"],
            1,
            2,
        )
        somebody.rollback()
    assert (desk.door.forget_owed(), desk.journal.lines("one")) == (0, [])
    database.engine.dispose()


def test_many_conversations_do_not_fill_the_memory() -> None:
    """Of ten thousand conversations, those silent for a minute are forgotten."""
    now = [0.0]
    pace = Pace(60, lambda: now[0])
    for number in range(10_000):
        assert pace.allows(f"c{number}")
    now[0] = 61.0
    assert pace.allows("new")
    assert list(pace._sent) == ["new"]


class Unreadable(MemoryJournal):
    """A journal whose last answer can't be read."""

    def take_in(self, message: Message) -> TakenIn:
        """It fails, and remembers nothing."""
        raise ValueError(SECRET)


async def test_a_last_answer_that_can_not_be_read_lets_no_message_count_twice() -> None:
    """The message is marked by itself: a replay is one, and the reply goes out once."""
    desk = Desk(journal=Unreadable())
    replies = [await desk.door.handle(Incoming("web", "one", "m1", "hello")) for _ in range(2)]
    assert [(reply.answers, reply.is_replay) for reply in replies] == [([HELLO], False), ([HELLO], True)]
    assert len(desk.dialogue.heard) == 1


@pytest.fixture
def closed() -> Desk:
    """A front door whose web chat somebody has closed."""
    desk = Desk()
    desk.door = FrontDoor(desk.dialogue, desk.journal, closings={"web": "Back at 2 pm."}.get)
    return desk


async def test_a_closed_chat_says_so_kindly_and_asks_nobody(closed: Desk) -> None:
    """With people to turn to and urgent numbers; the dialogue hears nothing."""
    [answer] = await closed.say("what is a pa")
    assert answer.title == "The chat is closed for now"
    assert "Back at 2 pm." in answer.lead
    assert all(word in answer.lead for word in ("personal adviser", "999", "116 123"))
    assert answer.contacts
    assert closed.dialogue.heard == []


async def test_danger_is_answered_in_a_closed_chat(closed: Desk) -> None:
    """As in an open one."""
    assert (await closed.say(DANGER))[0] == (await Desk().say(DANGER))[0]


async def test_what_was_answered_before_a_chat_was_closed_has_the_same_answer(closed: Desk) -> None:
    """A form that is sent again after that: it was answered, and nobody is told that it was not."""
    before = FrontDoor(closed.dialogue, closed.journal)
    replies = [await door.handle(Incoming("web", "one", "m1", "hello")) for door in (before, closed.door)]
    assert [(reply.answers, reply.is_replay) for reply in replies] == [([HELLO], False), ([HELLO], True)]


async def test_other_channels_stay_open(closed: Desk) -> None:
    """Only what is named is closed."""
    [answer] = (await closed.door.handle(Incoming("sms", "two", "m1", "what is a pa"))).answers
    assert answer == HELLO
