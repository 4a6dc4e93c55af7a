"""What was said in a conversation: shown again on the page, and proof against replays."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Optional, Protocol

from sqlalchemy import Column, DateTime, Integer, String, UniqueConstraint, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.answer import Answer, Choice
from bot.records.database import Base, Database, empty_log
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
    """What is known of a message when it comes in: whether it is new, the last answer before it, and the choice behind its button."""

    is_new: bool
    last_answer: Optional[Answer] = None
    choice: Optional[Choice] = None


class Journal(Protocol):
    """Keeps conversations."""

    def take_in(
        self, channel: str, message_id: str, conversation: str, option: Optional[str] = None
    ) -> TakenIn:
        """All that `first_time`, `last_answer` and `choice_of` tell of a message, in one go.

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
    return _choice_in(journal.line(conversation, _line_of(option)), option)


def _line_of(option: str) -> str:
    return option.partition(".")[0]


def _choice_in(line: Optional[Line], option: str) -> Optional[Choice]:
    if line is None or line.answer is None:
        return None
    numbered = {str(number): choice for number, choice in enumerate(line.answer.choices)}
    return numbered.get(option.partition(".")[2])


@dataclass
class MemoryJournal:
    """A journal for one process that forgets everything at the end."""

    _lines: dict[str, list[Line]] = field(default_factory=lambda: defaultdict(list))
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def take_in(
        self, channel: str, message_id: str, conversation: str, option: Optional[str] = None
    ) -> TakenIn:
        """See Journal."""
        choice = choice_of(self, conversation, option) if option else None
        last = self.last_answer(conversation)
        return TakenIn(self.first_time(channel, message_id), last, choice)

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


class DatabaseJournal:
    """A journal in the database, shared by every process."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def take_in(
        self, channel: str, message_id: str, conversation: str, option: Optional[str] = None
    ) -> TakenIn:
        """See Journal."""
        try:
            with self._database.transaction() as session:
                session.add(self._seen(channel, message_id))
                session.flush()
                return TakenIn(True, *_read(session, conversation, option))
        except IntegrityError:  # a replay: what was to be written is given up, and only read
            with self._database.transaction() as session:
                return TakenIn(False, *_read(session, conversation, option))

    def _seen(self, channel: str, message_id: str) -> SeenMessage:
        return SeenMessage(channel=channel, message_id=message_id, seen_at=self._clock.now())

    def first_time(self, channel: str, message_id: str) -> bool:
        """See Journal."""
        try:
            with self._database.transaction() as session:
                session.add(self._seen(channel, message_id))
        except IntegrityError:
            return False
        return True

    def write(self, conversation: str, text: str, answers: list[Answer]) -> list[Line]:
        """See Journal."""
        now = self._clock.now()
        rows = [TranscriptLine(conversation=conversation, text=text, said_at=now)]
        rows += [
            TranscriptLine(conversation=conversation, answer=a.json(exclude_defaults=True), said_at=now)
            for a in answers
        ]
        with self._database.transaction() as session:
            session.add_all(rows)
        said: list[Optional[Answer]] = [None, *answers]
        return [
            Line(id=row.line_id, text=row.text, answer=answer) for row, answer in zip(rows, said, strict=True)
        ]

    def lines(self, conversation: str) -> list[Line]:
        """See Journal."""
        wanted = (
            select(TranscriptLine)
            .where(TranscriptLine.conversation == conversation)
            .order_by(TranscriptLine.id)
        )
        with self._database.transaction() as session:
            return [_line(row) for row in session.execute(wanted).scalars()]

    def last_answer(self, conversation: str) -> Optional[Answer]:
        """See Journal."""
        with self._database.transaction() as session:
            return _last_answer(session, conversation)

    def line(self, conversation: str, line_id: str) -> Optional[Line]:
        """See Journal."""
        if not _LINE_ID.fullmatch(line_id):
            return None
        with self._database.transaction() as session:
            return _one_line(session, conversation, line_id)

    def wipe(self, conversation: str) -> None:
        """See Journal."""
        with self._database.transaction() as session:
            session.execute(delete(TranscriptLine).where(TranscriptLine.conversation == conversation))
        empty_log(self._database.engine)


def _read(
    session: Session, conversation: str, option: Optional[str]
) -> tuple[Optional[Answer], Optional[Choice]]:
    line = _one_line(session, conversation, _line_of(option)) if option else None
    return _last_answer(session, conversation), _choice_in(line, option) if option else None


def _last_answer(session: Session, conversation: str) -> Optional[Answer]:
    of_ours = (TranscriptLine.conversation == conversation, TranscriptLine.answer.is_not(None))
    wanted = select(TranscriptLine).where(*of_ours).order_by(TranscriptLine.id.desc()).limit(1)
    row = session.execute(wanted).scalar_one_or_none()
    return _line(row).answer if row is not None else None


def _one_line(session: Session, conversation: str, line_id: str) -> Optional[Line]:
    if not _LINE_ID.fullmatch(line_id):
        return None
    wanted = select(TranscriptLine).where(
        TranscriptLine.line_id == line_id, TranscriptLine.conversation == conversation
    )
    row = session.execute(wanted).scalar_one_or_none()
    return _line(row) if row is not None else None


def _line(row: TranscriptLine) -> Line:
    answer = Answer.parse_raw(row.answer) if row.answer else None
    return Line(id=row.line_id, text=row.text, answer=answer)
