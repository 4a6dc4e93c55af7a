"""What was said in a conversation: shown again on the page, and proof against replays."""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any, Callable, Optional, Protocol, Sequence

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.answer import Answer, Choice
from bot.answer_data import as_data, from_data
from bot.delivery.conversation import inbox_rows
from bot.delivery.conversation.conversation_tables import SeenMessage, TranscriptLine, new_line_id
from bot.delivery.conversation.inbox_rows import Message, Row
from bot.records.database import Database, empty_log
from bot.records.reach import INBOX, info, taking_in, talk
from bot.records.signals import ANSWERED, ENDED
from bot.settings import Clock

__all__ = ["SeenMessage", "TranscriptLine", "new_line_id"]

RECENT = 40  # lines that tell in which talk a message stands

_LINE_ID = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Line:
    """One line of a conversation: what the person typed, or an answer. No two lines ever had the same id.

    `ago` is how many seconds ago it was said, where somebody asked for that.
    """

    id: str
    text: str = ""
    answer: Optional[Answer] = None
    ago: float = field(default=0.0, compare=False)


class Seen(Enum):
    """What the inbox knows of a message that comes in."""

    NEW = "nobody has seen it"
    AGAIN = "somebody took it and did not come to its end: it is worked on once more"
    TAKEN = "somebody works on it"
    ANSWERED = "it was answered before"


@dataclass(frozen=True)
class TakenIn:
    """What is known of a message when it comes in, and of the talk that it comes into.

    `row` is its number until it is answered, and `id` the id it has by now. `last_answer` is the newest one before it, and
    `last_line` the id of that line. `lines` are those that answered it.
    """

    seen: Seen
    last_answer: Optional[Answer] = None
    last_line: Optional[str] = None
    row: Optional[int] = None
    id: str = ""
    lines: Sequence[Line] = ()


class Deliver(Protocol):
    """Hands the answers of a turn on to whatever carries them to a person, in the transaction that keeps them."""

    def __call__(self, session: Session, conversation: str, lines: Sequence[Line]) -> None:
        """`lines` is the whole turn. Raises what the database raises: then nothing of it is kept."""


@dataclass(frozen=True)
class Answering:
    """What a turn answers: messages by their row, or one that could not be taken in. `deliver` carries its answers."""

    rows: Sequence[int] = ()
    unnoted: Optional[Message] = None
    deliver: Optional[Deliver] = None


NOTHING = Answering()


class AnsweredAlreadyError(RuntimeError):
    """Somebody else answered the message meanwhile, or its conversation was wiped. Nothing was kept."""


class Journal(Protocol):
    """Keeps conversations, and the messages that are still to be answered."""

    def take_in(self, message: Message) -> TakenIn:
        """What `mark` and `last_answer` tell, in one go.

        Where it raises, because something could not be read, the message is not remembered: `mark` it alone then.
        """

    def mark(self, message: Message) -> TakenIn:
        """Whether this message was never seen before. Remembers it, with what it says, until it is answered."""

    def write(self, conversation: str, lines: Sequence[Line], answering: Answering = NOTHING) -> None:
        """Keep the lines of one turn, and that they answer its messages, or nothing of it.

        Raises AnsweredAlreadyError if somebody else was first.
        """

    def answered_by(self, conversation: str, rows: Sequence[int]) -> list[Line]:
        """The lines that answered these messages of a conversation."""

    def renew(self, rows: Sequence[int]) -> None:
        """Say that these messages are still being worked on."""

    def lines(self, conversation: str) -> list[Line]:
        """The conversation so far, oldest first."""

    def recent(self, conversation: str) -> list[Line]:
        """The newest lines, oldest first, with how long ago they were said."""

    def last_answer(self, conversation: str) -> Optional[Answer]:
        """The newest answer of this conversation, or None."""

    def line(self, conversation: str, line_id: str) -> Optional[Line]:
        """One line of this conversation, or None. Another conversation's line is None too."""

    def wipe(self, conversation: str) -> None:
        """Forget a conversation."""


def lines_of(text: str, answers: Sequence[Answer]) -> list[Line]:
    """One turn as new lines, with the ids that its buttons carry."""
    return [Line(new_line_id(), text), *(Line(new_line_id(), answer=answer) for answer in answers)]


def without_card(answer: Answer) -> Answer:
    """The answer as it is kept: a card may name people who are none of the conversation."""
    return answer.copy(update={"card": None}) if answer.card else answer


def newest_answer(lines: Sequence[Line]) -> Optional[Line]:
    """The newest of these lines that is an answer."""
    return next((line for line in reversed(lines) if line.answer), None)


def choice_of(journal: Journal, conversation: str, option: str) -> Optional[Choice]:
    """The choice behind an option id that we issued in this conversation, or None."""
    line_id, _, index = option.partition(".")
    line = journal.line(conversation, line_id)
    if line is None or line.answer is None:
        return None
    return {str(number): choice for number, choice in enumerate(line.answer.choices)}.get(index)


@dataclass
class MemoryJournal:
    """A journal for one process that forgets everything at the end. What it took in, nobody else works on."""

    _lines: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    _rows: dict[tuple[str, str], int] = field(default_factory=dict)
    _answered: dict[int, list[Line]] = field(default_factory=dict)
    _newest: dict[tuple[str, str], str] = field(default_factory=dict)

    def take_in(self, message: Message) -> TakenIn:
        """See Journal."""
        last = newest_answer(self.lines(message.conversation))
        return _with_last(self.mark(message), last)

    def mark(self, message: Message) -> TakenIn:
        """See Journal."""
        name, number = (message.channel, message.id), len(self._rows) + 1
        row = self._rows.setdefault(name, number)
        if row == number:
            self._newest[message.conversation, message.channel] = message.id
            return TakenIn(Seen.NEW, row=row, id=message.id)
        if row not in self._answered:
            return TakenIn(Seen.AGAIN, row=row, id=message.id)
        return self._answered_before(message, row)

    def _answered_before(self, message: Message, row: int) -> TakenIn:
        newest = self._newest[message.conversation, message.channel] if message.is_form else message.id
        if newest == message.id:
            return TakenIn(Seen.ANSWERED, id=message.id, lines=self._answered[row])
        is_its_own = inbox_rows.form_of(newest) == message.id
        return self.mark(replace(message, id=newest) if is_its_own else message.another())

    def write(self, conversation: str, lines: Sequence[Line], answering: Answering = NOTHING) -> None:
        """See Journal."""
        if any(row in self._answered for row in answering.rows):
            raise AnsweredAlreadyError
        self._lines[conversation].extend(
            replace(line, answer=without_card(line.answer)) if line.answer else line for line in lines
        )
        for row in answering.rows:
            self._answered[row] = list(lines)

    def answered_by(self, conversation: str, rows: Sequence[int]) -> list[Line]:
        """See Journal."""
        return next((self._answered[row] for row in rows if row in self._answered), [])

    def renew(self, rows: Sequence[int]) -> None:
        """See Journal. Nobody else could take them."""

    def lines(self, conversation: str) -> list[Line]:
        """See Journal."""
        return list(self._lines.get(conversation, []))

    def recent(self, conversation: str) -> list[Line]:
        """See Journal."""
        return self.lines(conversation)[-RECENT:]

    def last_answer(self, conversation: str) -> Optional[Answer]:
        """See Journal."""
        last = newest_answer(self.lines(conversation))
        return last.answer if last else None

    def line(self, conversation: str, line_id: str) -> Optional[Line]:
        """See Journal."""
        return next((line for line in self.lines(conversation) if line.id == line_id), None)

    def wipe(self, conversation: str) -> None:
        """See Journal."""
        gone = {line.id for line in self._lines.pop(conversation, [])}
        for row, lines in self._answered.items():
            self._answered[row] = [line for line in lines if line.id not in gone]


_LINES = TranscriptLine.__table__
_ADD = insert(_LINES)
_OF_ONE = select(_LINES.c.line_id, _LINES.c.text, _LINES.c.answer, _LINES.c.said_at).where(
    _LINES.c.conversation == bindparam("conversation")
)
_ALL = _OF_ONE.order_by(_LINES.c.id)
_BY_ID = _OF_ONE.where(_LINES.c.line_id == bindparam("line_id"))
_BY_IDS = _ALL.where(_LINES.c.line_id.in_(bindparam("line_ids", expanding=True)))
_FROM_THE_END = _OF_ONE.order_by(_LINES.c.id.desc())
_NEWEST = _FROM_THE_END.where(_LINES.c.answer.is_not(None)).limit(1)
_RECENT = _FROM_THE_END.limit(RECENT)


class DatabaseJournal:
    """A journal in the database, shared by every process, which hear of new lines and of conversations that ended.

    Its statements are made once: that costs more than running them.

    `seconds` are those since 1970, by the machine's own clock, whatever day the assistant takes it for.
    """

    def __init__(self, database: Database, clock: Clock, seconds: Callable[[], float] = time.time) -> None:
        self._database, self._clock, self._seconds = database, clock, seconds

    def take_in(self, message: Message) -> TakenIn:
        """See Journal."""
        try:
            with self._database.connection(taking_in(message.conversation)) as connection:
                taken = self._add(connection, message)
                return _with_last(taken, _last_answer(connection, message.conversation))
        except IntegrityError:  # it was here before
            taken = self._known(message)
        with self._database.connection(taking_in(message.conversation)) as connection:
            return _with_last(taken, _last_answer(connection, message.conversation))

    def mark(self, message: Message) -> TakenIn:
        """See Journal."""
        try:
            with self._database.connection(taking_in(message.conversation)) as connection:
                return self._add(connection, message)
        except IntegrityError:
            return self._known(message)

    def _add(self, connection: Connection, message: Message) -> TakenIn:
        due = self._seconds() + inbox_rows.LEASE
        row = inbox_rows.add(connection, message, self._clock.now(), due)
        return TakenIn(Seen.NEW, row=row, id=message.id)

    def _known(self, message: Message) -> TakenIn:
        with self._database.connection(taking_in(message.conversation)) as connection:
            found = inbox_rows.known(connection, message)
            if found is not None:
                return self._seen_before(connection, message.conversation, found)
        return self.mark(message.another() if message.is_form else message)

    def _seen_before(self, connection: Connection, conversation: str, found: Row) -> TakenIn:
        if not found.is_open:
            lines = _lines_of(connection, conversation, found.line_ids)
            return TakenIn(Seen.ANSWERED, id=found.message_id, lines=lines)
        if inbox_rows.take(connection, found.id, self._seconds()):
            return TakenIn(Seen.AGAIN, row=found.id, id=found.message_id)
        return TakenIn(Seen.TAKEN, row=found.id, id=found.message_id)

    def write(self, conversation: str, lines: Sequence[Line], answering: Answering = NOTHING) -> None:
        """See Journal."""
        now, reach = self._clock.now(), taking_in(conversation)
        with self._database.connection(reach) as connection:
            self._note(connection, lines, answering, now)
            add_lines(connection, conversation, lines, now)
            self._database.signals.publish(connection, ANSWERED, conversation)
            if answering.deliver:
                with Session(connection, future=True, info=info(reach)) as session:
                    answering.deliver(session, conversation, lines)
                    session.flush()

    def _note(
        self, connection: Connection, lines: Sequence[Line], answering: Answering, now: datetime
    ) -> None:
        ids = [line.id for line in lines]
        if answering.rows and not inbox_rows.answer(connection, answering.rows, now, ids):
            raise AnsweredAlreadyError
        unnoted = answering.unnoted
        if unnoted and not inbox_rows.answer_unnoted(connection, unnoted, now, ids):
            raise AnsweredAlreadyError

    def answered_by(self, conversation: str, rows: Sequence[int]) -> list[Line]:
        """See Journal."""
        with self._database.connection(taking_in(conversation)) as connection:
            ids = inbox_rows.lines_of_rows(connection, rows)
            return _lines_of(connection, conversation, ids)

    def renew(self, rows: Sequence[int]) -> None:
        """See Journal."""
        with self._database.connection(INBOX) as connection:
            inbox_rows.renew(connection, rows, self._seconds())

    def lines(self, conversation: str) -> list[Line]:
        """See Journal."""
        with self._database.connection(talk(conversation)) as connection:
            return [_line(row) for row in connection.execute(_ALL, {"conversation": conversation})]

    def recent(self, conversation: str) -> list[Line]:
        """See Journal."""
        with self._database.connection(talk(conversation)) as connection:
            found = connection.execute(_RECENT, {"conversation": conversation}).all()
        now = self._clock.now()
        return [replace(_line(row), ago=(now - row.said_at).total_seconds()) for row in reversed(found)]

    def last_answer(self, conversation: str) -> Optional[Answer]:
        """See Journal."""
        with self._database.connection(talk(conversation)) as connection:
            last = _last_answer(connection, conversation)
        return last.answer if last else None

    def line(self, conversation: str, line_id: str) -> Optional[Line]:
        """See Journal."""
        if not _LINE_ID.fullmatch(line_id):
            return None
        with self._database.connection(talk(conversation)) as connection:
            row = connection.execute(_BY_ID, {"conversation": conversation, "line_id": line_id}).one_or_none()
            return _line(row) if row is not None else None

    def wipe(self, conversation: str) -> None:
        """See Journal."""
        with self._database.connection(taking_in(conversation)) as connection:
            connection.execute(delete(_LINES).where(_LINES.c.conversation == conversation))
            inbox_rows.wipe(connection, conversation)
            self._database.signals.publish(connection, ENDED, conversation)
        empty_log(self._database.engine)


def add_lines(connection: Connection, conversation: str, lines: Sequence[Line], now: datetime) -> None:
    """Keep lines of a conversation, answers without their cards, in a transaction that reaches it."""
    connection.execute(_ADD, [_row(line, conversation, now) for line in lines])


def _with_last(taken: TakenIn, last: Optional[Line]) -> TakenIn:
    return replace(taken, last_answer=last.answer, last_line=last.id) if last else taken


def _lines_of(connection: Connection, conversation: str, ids: Sequence[str]) -> list[Line]:
    if not ids:
        return []
    wanted = {"conversation": conversation, "line_ids": list(ids)}
    return [_line(row) for row in connection.execute(_BY_IDS, wanted)]


def _last_answer(connection: Connection, conversation: str) -> Optional[Line]:
    row = connection.execute(_NEWEST, {"conversation": conversation}).one_or_none()
    return _line(row) if row is not None else None


def _row(line: Line, conversation: str, now: datetime) -> dict[str, Any]:
    answer = json.dumps(as_data(without_card(line.answer))) if line.answer else None
    return {
        "line_id": line.id,
        "conversation": conversation,
        "text": line.text,
        "answer": answer,
        "said_at": now,
    }


def _line(row: Any) -> Line:
    answer = from_data(json.loads(row.answer)) if row.answer else None
    return Line(row.line_id, row.text, answer)
