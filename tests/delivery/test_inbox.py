"""What was taken in is answered once, in order, whichever process does it; danger at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

import bot.delivery.conversation.late_lines
from bot.answer import Answer, ContactLine
from bot.delivery.conversation import inbox, lately, receiving
from bot.delivery.conversation.inbox_rows import LEASE
from bot.delivery.conversation.inbox_store import InboxStore
from bot.delivery.conversation.journal import DatabaseJournal, Line, TranscriptLine
from bot.delivery.conversation.receiving import Receiving
from bot.delivery.in_time import TooLateError
from bot.front_door import FrontDoor, Incoming, Reply
from bot.settings import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from sqlalchemy.orm import Session

    from bot.answer import Choice
    from bot.delivery.conversation.turn_locks import ConversationLock
    from bot.records.database import Database

DANGER = "I want to kill myself"
TALK = "text-1"
NIGHT = ContactLine(name="Rutland at night", phone="01632 960198")


@dataclass
class Echo:
    """A dialogue that says again what it heard; it remembers each turn by its message, and can be made to wait."""

    heard: list[tuple[str, str]] = field(default_factory=list)
    taken_back: list[str] = field(default_factory=list)
    place: str = ""
    may_go_on: asyncio.Event | None = None
    began: asyncio.Event = field(default_factory=asyncio.Event)

    async def respond(
        self,
        conversation: str,
        text: str,
        choice: Choice | None = None,
        council: str | None = None,
        message_id: str = "",
    ) -> list[Answer]:
        """The text."""
        self.heard.append((message_id, text))
        self.began.set()
        if self.may_go_on:
            await self.may_go_on.wait()
        return [Answer(lead=f"You said: {text}", place=self.place)]

    async def take_back(self, conversation: str, message_id: str) -> None:
        """The turn was never heard."""
        self.taken_back.append(message_id)
        self.heard = [each for each in self.heard if each[0] != message_id]

    async def about(self, text: str) -> str | None:
        """Nobody knows."""
        return None

    def forget(self, conversation: str) -> None:
        """Nothing is kept."""


@dataclass
class Later(Clock):
    """A clock that is ahead."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """The moment it shows."""
        return super().now() + self.ahead


class NoLocks:
    """Nobody gets a lock in time."""

    def lock(self, conversation: str) -> AbstractAsyncContextManager[None]:
        """Never."""
        raise TooLateError


class Process:
    """What one process has of the assistant, on a database that others have too."""

    def __init__(
        self,
        database: Database,
        echo: Echo | None = None,
        now: list[float] | None = None,
        clock: Clock | None = None,
        locks: ConversationLock | None = None,
    ) -> None:
        """Open its front door."""
        self.seconds, self.echo, self.sent = now or [1000.0], echo or Echo(), []
        self.journal = DatabaseJournal(database, clock or Clock(), lambda: self.seconds[0])
        self.store = InboxStore(database, Clock(), lambda: self.seconds[0])
        self.door = FrontDoor(
            self.echo,
            self.journal,
            100,
            councils={"rutland": [NIGHT]},
            deliver={"sms": self.deliver},
            locks=locks,
        )
        self.receiving = Receiving(
            self.store, self.door.lanes, self.door.held, self.door.look, self.door.handle, ["sms"]
        )

    def deliver(self, session: Session, conversation: str, lines: Sequence[Line]) -> None:
        """Hand the answers on, if the lines are there in the same transaction."""
        answers = [line.answer for line in lines if line.answer]
        kept = session.execute(select(TranscriptLine).where(TranscriptLine.conversation == conversation))
        assert len(kept.all()) > len(answers)
        self.sent.append((conversation, [answer.lead for answer in answers], [a.urgency for a in answers]))

    async def say(self, said: str, message_id: str, **more: object) -> Reply:
        """One message of a page."""
        return await self.door.handle(Incoming("web", "one", message_id, said, **more))

    async def receive(self, said: str, message_id: str, conversation: str = TALK) -> bool:
        """One text message."""
        return await self.receiving.receive(Incoming("sms", conversation, message_id, said))

    async def work(self, after: float = 0.0) -> None:
        """Work on what is due after so many seconds."""
        self.seconds[0] += after
        await self.receiving.work_once()
        await self.receiving.settle()

    def said(self, conversation: str = TALK) -> list[str]:
        """What the journal shows of what was typed."""
        return [line.text for line in self.journal.lines(conversation) if line.answer is None]


async def test_a_replay_in_another_process_gets_the_same_lines(database: Database) -> None:
    """The same answer with the same buttons, and no second turn."""
    one, other = Process(database), Process(database)
    first, again = await one.say("hi", "m1"), await other.say("hi", "m1")
    assert (again.is_replay, again.answers, again.lines) == (True, first.answers, first.lines)
    assert other.echo.heard == []


async def test_a_replay_waits_for_whoever_works_on_the_message(database: Database) -> None:
    """In the same process or in another one: both get the answer that the first turn makes."""
    one, other = Process(database, Echo(may_go_on=asyncio.Event())), Process(database)
    sent = [asyncio.ensure_future(process.say("hi", "m1")) for process in (one, one)]
    await one.echo.began.wait()
    sent.append(asyncio.ensure_future(other.say("hi", "m1")))
    await asyncio.sleep(0.3)
    assert not any(each.done() for each in sent)
    one.echo.may_go_on.set()
    replies = [await each for each in sent]
    assert [reply.is_replay for reply in replies] == [False, True, True]
    assert [reply.lines for reply in replies] == [replies[0].lines] * 3
    assert len(one.echo.heard) == len(one.said("one")) == 1


async def test_a_replay_does_not_wait_for_ever(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers and nobody gives up: the page is told to look again later."""
    monkeypatch.setattr(inbox, "LONGEST", 0.2)
    one = Process(database)
    one.journal.take_in(inbox.message_of(Incoming("web", "one", "m1", "hi")))
    reply = await one.say("hi", "m1")
    assert (reply.is_replay, reply.answers) == (True, [])


async def test_danger_does_not_wait_for_whoever_works_on_the_message(database: Database) -> None:
    """It is answered at once, and that is the answer: whoever took it before keeps none of their own."""
    one = Process(database)
    row = one.journal.take_in(inbox.message_of(Incoming("web", "one", "m1", DANGER))).row
    reply = await one.say(DANGER, "m1")
    assert [answer.urgency for answer in reply.answers] == ["urgent"]
    assert one.journal.answered_by("one", [row]) == one.journal.lines("one") == reply.lines


async def test_what_a_dead_process_took_is_answered_by_whoever_finds_it(database: Database) -> None:
    """Not before it may be dead; the half turn is taken back first, and a replay gets the answer."""
    one, now = Process(database), [1000.0]
    one.journal.take_in(inbox.message_of(Incoming("web", "one", "m1", "hi", option=None)))
    other = Process(database, now=now)
    await other.work(LEASE - 0.1)
    assert other.echo.heard == []
    await other.work(0.2)
    assert (other.echo.heard, other.echo.taken_back, other.said("one")) == ([("m1", "hi")], ["m1"], ["hi"])
    assert (await one.say("hi", "m1")).lines == other.journal.lines("one")


async def test_a_resend_takes_over_what_a_dead_process_took(database: Database) -> None:
    """It waits until the process may be dead, and answers then: once."""
    now = [1000.0]
    Process(database, now=now).journal.take_in(inbox.message_of(Incoming("web", "one", "m1", "hi")))
    other = Process(database, now=now)
    sent = asyncio.ensure_future(other.say("hi", "m1"))
    await asyncio.sleep(0.2)
    now[0] += LEASE + 1
    reply = await sent
    assert (reply.is_replay, len(reply.answers), other.echo.taken_back) == (False, 1, ["m1"])


async def test_messages_of_a_conversation_are_answered_in_order(database: Database) -> None:
    """Ten at once: each waits for the one before it, and danger for none of them."""
    one = Process(database, Echo(may_go_on=asyncio.Event()))
    sent = [asyncio.ensure_future(one.say(f"question {number}", f"m{number}")) for number in range(10)]
    await asyncio.sleep(0.05)
    urgent = await one.say(DANGER, "danger")
    assert [answer.urgency for answer in urgent.answers] == ["urgent"]
    one.echo.may_go_on.set()
    await asyncio.gather(*sent)
    assert [said for _, said in one.echo.heard] == [f"question {number}" for number in range(10)]


@pytest.mark.parametrize("messages", [("I want to end", "it all"), ("they make me", "sell drugs")])
async def test_danger_over_two_messages_is_noticed_by_two_processes_as_by_one(
    database: Database, messages: tuple[str, str]
) -> None:
    """Whichever of them each message comes to."""
    alone = Process(database)
    by_one = [
        (await alone.door.handle(Incoming("web", "alone", f"a{i}", said))).found
        for i, said in enumerate(messages)
    ]
    by_two = [(await Process(database).say(said, f"m{i}")).found for i, said in enumerate(messages)]
    assert by_two == by_one
    assert by_two[-1].is_urgent


async def test_what_was_said_to_one_process_counts_in_the_other(database: Database) -> None:
    """The council's numbers stand in the urgent reply; who was asked if they are OK is not asked again."""
    one, other = Process(database, Echo(place="rutland")), Process(database)
    await one.say("what do you know", "m1")
    urgent = await other.say("i have nowhere to sleep tonight", "m2")
    assert NIGHT in urgent.answers[0].contacts


async def test_a_process_that_knows_the_talk_hears_what_it_missed(database: Database) -> None:
    """Its memory has the messages from before, but not the last one, which another process took."""
    one, other = Process(database), Process(database)
    await other.say("hello", "m1")
    await one.say("I want to end", "m2")
    assert (await other.say("it all", "m3")).found.is_urgent


async def test_what_another_process_heard_half_an_hour_ago_does_not_count(database: Database) -> None:
    """It is another talk then, as it is in the memory of one process."""
    await Process(database).say("I want to end", "m1")
    reply = await Process(database, clock=Later(timedelta(seconds=lately.SECONDS + 1))).say("it all", "m2")
    assert reply.found is None


async def test_what_can_not_be_read_of_others_leaves_what_is_in_memory(database: Database) -> None:
    """The message is answered, and danger is still seen with what this process heard itself."""
    one, other = Process(database), Process(database)
    await one.say("I want to end", "m1")
    await other.say("hello", "m2")
    one.journal.recent = lambda _talk: 1 / 0
    reply = await one.say("it all", "m3")
    assert (reply.found.is_urgent, len(reply.answers)) == (True, 1)


async def test_nothing_is_read_again_of_a_talk_that_one_process_has(database: Database) -> None:
    """An ordinary turn asks the database no question more."""
    one = Process(database)
    await one.say("hello", "m1")
    one.journal.recent = lambda _talk: pytest.fail("the talk was read again")
    await one.say("hello again", "m2")


async def test_what_somebody_else_takes_over_does_not_wait_for_the_replay_that_waits_for_it(
    database: Database,
) -> None:
    """A replay lets go of its conversation while it waits for whoever works on its message: they may need it."""
    one = Process(database)
    row = one.journal.take_in(inbox.message_of(Incoming("web", "one", "m1", "hi"))).row
    replay = asyncio.ensure_future(one.say("hi", "m1"))
    await asyncio.sleep(0.05)
    taken = one.door.handle(
        Incoming("web", "one", "m1", "hi", rows=(row,), is_again=True, place=one.door.place(""))
    )
    answered = await asyncio.wait_for(taken, 5)
    assert (await asyncio.wait_for(replay, 5)).lines == answered.lines


async def test_a_turn_that_can_not_have_its_conversation_is_answered_without_the_dialogue(
    database: Database,
) -> None:
    """With people to turn to; danger asks for no lock."""
    one = Process(database, locks=NoLocks())
    replies = [await one.say("hi", "m1"), await one.say(DANGER, "m2")]
    assert [reply.answers[0].urgency for reply in replies] == ["none", "urgent"]
    assert replies[0].answers[0].contacts
    assert one.echo.heard == []


async def test_lines_that_could_not_be_kept_in_time_are_kept_later(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reply went out without them; the page shows them when it is loaded again, once."""
    monkeypatch.setattr(bot.delivery.conversation.late_lines, "PAUSES", (0.05, 0.05))
    one, failing = Process(database), [True]
    write = one.journal.write

    def fail_once(*given: object) -> None:
        """Like a database that is busy at first."""
        if failing.pop() if failing else False:
            raise TimeoutError
        write(*given)

    one.journal.write = fail_once
    reply = await one.say("hi", "m1")
    assert (len(reply.answers), reply.lines) == (1, None)
    await one.door.late.settle()
    assert one.said("one") == ["hi"]
    assert (await one.say("hi", "m1")).lines == one.journal.lines("one")


async def test_lines_that_were_kept_only_too_late_are_not_kept_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first try came to its end when nobody waited for it any more, and the next message was faster than the second try."""
    monkeypatch.setattr(bot.delivery.conversation.late_lines, "PAUSES", (0.5, 0.05))
    one, busy = Process(database), Busy()
    one.journal.write, one.journal.take_in, one.journal.mark = (
        busy.too_late(one.journal.write),
        busy.failing(one.journal.take_in),
        busy.failing(one.journal.mark),
    )
    await one.say("hi", "m1", is_form=True)
    busy.is_over = True
    await one.say("and", "m2", is_form=True)
    await one.door.late.settle()
    assert one.said("one") == ["hi", "and"]


@dataclass
class Busy:
    """A database that does nothing in time, until that is over."""

    is_over: bool = False

    def failing(self, work: Callable[..., object]) -> Callable[..., object]:
        """Nothing is done."""
        return lambda *given: work(*given) if self.is_over else self._fails()

    def too_late(self, work: Callable[..., object]) -> Callable[..., object]:
        """It is done, and nobody hears of it."""

        def done(*given: object) -> object:
            came = work(*given)
            return came if self.is_over else self._fails()

        return done

    def _fails(self) -> None:
        raise TimeoutError


async def test_a_message_is_stored_before_it_is_acknowledged(database: Database) -> None:
    """What was received is there for whoever comes, also if the process that received it is gone."""
    assert await Process(database).receive("hi", "m1")
    other = Process(database)
    await other.work(receiving.TOGETHER)
    assert (other.said(), other.sent) == (["hi"], [(TALK, ["You said: hi"], ["none"])])


async def test_a_received_message_that_comes_again_is_known(database: Database) -> None:
    """Before and after it is answered: it is stored once and answered once."""
    one = Process(database)
    new = [await one.receive("hi", "m1"), await one.receive("hi", "m1")]
    await one.work(receiving.TOGETHER)
    new.append(await one.receive("hi", "m1"))
    await one.work(receiving.TOGETHER)
    assert (new, len(one.sent)) == ([True, False, False], 1)


async def test_messages_within_two_seconds_become_one_turn(database: Database) -> None:
    """A line for each; those of others, and those that come later, have turns of their own."""
    one = Process(database)
    await one.receive("when is", "m1")
    await one.receive("hi", "m2", "text-2")
    one.seconds[0] += 1.5
    await one.receive("my review", "m3")
    await one.work(0.6)
    await one.receive("thanks", "m4")
    await one.work(receiving.TOGETHER)
    assert (one.said(), one.said("text-2")) == (["when is\nmy review", "thanks"], ["hi"])


async def test_nothing_is_answered_before_others_had_the_time_to_join_it(database: Database) -> None:
    """Two seconds from the first message."""
    one = Process(database)
    await one.receive("hi", "m1")
    await one.work(receiving.TOGETHER - 0.1)
    assert one.said() == []


async def test_danger_is_answered_at_once(database: Database) -> None:
    """It waits for nobody who might join it."""
    one = Process(database)
    await one.receive(DANGER, "m1")
    await one.receiving.settle()
    assert [urgency for _, _, urgency in one.sent] == [["urgent"]]


async def test_danger_in_all_together_is_answered_at_once(database: Database) -> None:
    """Two processes received a half each, which says nothing by itself."""
    one, other = Process(database), Process(database)
    await one.receive("I want to end", "m1")
    await other.receive("it all", "m2")
    await other.receiving.settle()
    assert [urgency for _, _, urgency in other.sent] == [["urgent"]]
    assert other.said() == ["I want to end\nit all"]
    await one.work(receiving.TOGETHER)
    assert one.sent == []


async def test_danger_in_one_of_several_is_found_when_they_are_worked_on_together(database: Database) -> None:
    """A process that died could not say it: whoever works on them looks at each, and at all together."""
    one = Process(database)
    for number, said in enumerate(("hi", DANGER, "what is council tax")):
        one.store.receive(inbox.message_of(Incoming("sms", TALK, f"m{number}", said)), 0.0, is_taken=False)
    await one.work()
    assert one.sent[0][2] == ["urgent"]


async def test_several_processes_answer_each_person_once_and_in_order(database: Database) -> None:
    """Four of them on one inbox, all at the same time."""
    now = [1000.0]
    processes = [Process(database, now=now) for _ in range(4)]
    for number in range(3):
        for person in range(6):
            await processes[0].receive(f"message {number}", f"{person}-{number}", f"text-{person}")
        now[0] += receiving.TOGETHER
        await asyncio.gather(*(process.work() for process in processes))
        await asyncio.gather(*(process.work() for process in processes))
    for person in range(6):
        assert processes[0].said(f"text-{person}") == [f"message {number}" for number in range(3)]
    assert sum(len(process.sent) for process in processes) == 18


async def test_the_oldest_message_without_an_answer_has_an_age(database: Database) -> None:
    """For whoever watches over the inbox: none once it is answered."""
    one = Process(database)
    await one.receive("hi", "m1")
    with database.connection() as connection:
        connection.execute(text("UPDATE seen_message SET seen_at = '2026-01-01 00:00:00'"))
    assert one.store.oldest_unanswered() > 60
    await one.work(receiving.TOGETHER)
    assert one.store.oldest_unanswered() == 0
