"""What was said in a conversation: shown again on the page, and proof against replays."""

from __future__ import annotations

import json
import re
import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Optional, Protocol

from sqlalchemy import Column, DateTime, Integer, String, UniqueConstraint, bindparam, delete, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.answer import Answer, Choice
from bot.answer_data import as_data, from_data
from bot.records.database import Base, Database, empty_log
from bot.records.reach import NOBODY, talk
from bot.records.sealed import Sealed
from bot.settings import Clock

_LINE_ID = re.compile(r"[A-Za-z0-9_-]{22}")


def new_line_id() -> str:
    """128 random bits. A counted id comes back after a wipe, and then an old page's button means something else."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True)
class Line:
    """One line of a conversation: what the person typed, or an answer. No two lines ever had the same id."""

    id: str
    text: str = ""
    answer: Optional[Answer] = None


@dataclass(frozen=True)
class TakenIn:
    """What is known of a message when it comes in: whether it is new, and the last answer before it."""

    is_new: bool
    last_answer: Optional[Answer] = None


class Journal(Protocol):
    """Keeps conversations."""

    def take_in(self, channel: str, message_id: str, conversation: str) -> TakenIn:
        """What `first_time` and `last_answer` tell, in one go.

        Where it raises, because something could not be read, the message is not remembered: ask `first_time` alone then.
        """

    def first_time(self, channel: str, message_id: str) -> bool:
        """Whether this provider message was never seen before. Remembers it."""

    def write(self, conversation: str, text: str, answers: list[Answer]) -> list[Line]:
        """Keep one turn. Returns it as lines, with the ids that its buttons carry."""

    def lines(self, conversation: str) -> list[Line]:
        """The conversation so far, oldest first."""

    def last_answer(self, conversation: str) -> Optional[Answer]:
        """The newest answer of this conversation, or None."""

    def line(self, conversation: str, line_id: str) -> Optional[Line]:
        """One line of this conversation, or None. Another conversation's line is None too."""

    def wipe(self, conversation: str) -> None:
        """Forget a conversation."""


def choice_of(journal: Journal, conversation: str, option: str) -> Optional[Choice]:
    """The choice behind an option id that we issued in this conversation, or None."""
    line_id, _, index = option.partition(".")
    line = journal.line(conversation, line_id)
    if line is None or line.answer is None:
        return None
    return {str(number): choice for number, choice in enumerate(line.answer.choices)}.get(index)


@dataclass
class MemoryJournal:
    """A journal for one process that forgets everything at the end."""

    _lines: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def take_in(self, channel: str, message_id: str, conversation: str) -> TakenIn:
        """See Journal."""
        last = self.last_answer(conversation)
        return TakenIn(self.first_time(channel, message_id), last)

    def first_time(self, channel: str, message_id: str) -> bool:
        """See Journal."""
        new = (channel, message_id) not in self._seen
        self._seen.add((channel, message_id))
        return new

    def write(self, conversation: str, text: str, answers: list[Answer]) -> list[Line]:
        """See Journal."""
        new = [
            Line(id=new_line_id(), text=text),
            *(Line(id=new_line_id(), answer=answer) for answer in answers),
        ]
        self._lines[conversation].extend(new)
        return new

    def lines(self, conversation: str) -> list[Line]:
        """See Journal."""
        return list(self._lines.get(conversation, []))

    def last_answer(self, conversation: str) -> Optional[Answer]:
        """See Journal."""
        return next((line.answer for line in reversed(self.lines(conversation)) if line.answer), None)

    def line(self, conversation: str, line_id: str) -> Optional[Line]:
        """See Journal."""
        return next((line for line in self.lines(conversation) if line.id == line_id), None)

    def wipe(self, conversation: str) -> None:
        """See Journal."""
        self._lines.pop(conversation, None)


class TranscriptLine(Base):
    """A kept line, sealed. Wiped when the person signs out, clears the chat or stays away.

    `id` is the order and is given again once the newest lines are wiped; `line_id` is what buttons carry.
    """

    __tablename__ = "transcript_line"

    id = Column(Integer, primary_key=True)
    line_id = Column(String(22), nullable=False, unique=True, default=new_line_id)
    conversation = Column(String(80), nullable=False, index=True)
    text = Column(Sealed, nullable=False, default="")
    answer = Column(Sealed)
    said_at = Column(DateTime, nullable=False)


class SeenMessage(Base):
    """A provider's message id that was taken in."""

    __tablename__ = "seen_message"
    __table_args__ = (UniqueConstraint("channel", "message_id"),)

    id = Column(Integer, primary_key=True)
    channel = Column(String(20), nullable=False)
    message_id = Column(String(200), nullable=False)
    seen_at = Column(DateTime, nullable=False)


_MARK = insert(SeenMessage.__table__)
_LINES = TranscriptLine.__table__
_ADD = insert(_LINES)
_OF_ONE = select(_LINES.c.line_id, _LINES.c.text, _LINES.c.answer).where(
    _LINES.c.conversation == bindparam("conversation")
)
_ALL = _OF_ONE.order_by(_LINES.c.id)
_BY_ID = _OF_ONE.where(_LINES.c.line_id == bindparam("line_id"))
_NEWEST = _OF_ONE.where(_LINES.c.answer.is_not(None)).order_by(_LINES.c.id.desc()).limit(1)


class DatabaseJournal:
    """A journal in the database, shared by every process. Its statements are made once: that costs more than running them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def take_in(self, channel: str, message_id: str, conversation: str) -> TakenIn:
        """See Journal."""
        try:
            with self._database.connection(talk(conversation)) as connection:
                self._mark(connection, channel, message_id)
                return TakenIn(True, _last_answer(connection, conversation))
        except IntegrityError:  # a replay
            return TakenIn(False, self.last_answer(conversation))

    def first_time(self, channel: str, message_id: str) -> bool:
        """See Journal."""
        try:
            with self._database.connection(NOBODY) as connection:
                self._mark(connection, channel, message_id)
        except IntegrityError:
            return False
        return True

    def _mark(self, connection: Connection, channel: str, message_id: str) -> None:
        seen = {"channel": channel, "message_id": message_id, "seen_at": self._clock.now()}
        connection.execute(_MARK, seen)

    def write(self, conversation: str, text: str, answers: list[Answer]) -> list[Line]:
        """See Journal."""
        new = [Line(new_line_id(), text), *(Line(new_line_id(), answer=answer) for answer in answers)]
        now = self._clock.now()
        with self._database.connection(talk(conversation)) as connection:
            connection.execute(_ADD, [_row(line, conversation, now) for line in new])
        return new

    def lines(self, conversation: str) -> list[Line]:
        """See Journal."""
        with self._database.connection(talk(conversation)) as connection:
            return [_line(row) for row in connection.execute(_ALL, {"conversation": conversation})]

    def last_answer(self, conversation: str) -> Optional[Answer]:
        """See Journal."""
        with self._database.connection(talk(conversation)) as connection:
            return _last_answer(connection, conversation)

    def line(self, conversation: str, line_id: str) -> Optional[Line]:
        """See Journal."""
        if not _LINE_ID.fullmatch(line_id):
            return None
        with self._database.connection(talk(conversation)) as connection:
            row = connection.execute(_BY_ID, {"conversation": conversation, "line_id": line_id}).one_or_none()
            return _line(row) if row is not None else None

    def wipe(self, conversation: str) -> None:
        """See Journal."""
        with self._database.connection(talk(conversation)) as connection:
            connection.execute(delete(_LINES).where(_LINES.c.conversation == conversation))
        empty_log(self._database.engine)


def _last_answer(connection: Connection, conversation: str) -> Optional[Answer]:
    row = connection.execute(_NEWEST, {"conversation": conversation}).one_or_none()
    return _line(row).answer if row is not None else None


def _row(line: Line, conversation: str, now: datetime) -> dict[str, Any]:
    answer = json.dumps(as_data(line.answer)) if line.answer else None
    return {
        "line_id": line.id,
        "conversation": conversation,
        "text": line.text,
        "answer": answer,
        "said_at": now,
    }


def _line(row: Any) -> Line:
    answer = from_data(json.loads(row.answer)) if row.answer else None
    return Line(id=row.line_id, text=row.text, answer=answer)
