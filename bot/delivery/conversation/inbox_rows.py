"""What the inbox keeps of each message, as rows of `seen_message`: every function is one statement or two on a connection."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Optional, Sequence

from sqlalchemy import and_, bindparam, delete, func, insert, literal, or_, select, text, update
from sqlalchemy.engine import Connection

from bot.delivery.conversation.conversation_tables import SeenMessage

LEASE = 8.0  # seconds that a message belongs to whoever took it, if nothing more is heard of them
RENEWED_EVERY = 2.0  # seconds, by whoever still works on it
_BETWEEN = ":"  # a form's id, and what makes it another message


@dataclass(frozen=True)
class Message:
    """One message as its channel gave it. `said` is what it takes to work on it later, in one text.

    With `is_form` the same id is another message once others have come in between: an old page shows it again, and a "yes" on it
    answers the question of now.
    """

    channel: str
    id: str
    conversation: str
    said: str = ""
    is_form: bool = False

    def another(self) -> Message:
        """The same form as a message of its own."""
        return replace(self, id=f"{self.id}{_BETWEEN}{secrets.token_urlsafe(12)}")


def form_of(message_id: str) -> str:
    """The form that a message came with, of whatever it is another one."""
    return message_id.partition(_BETWEEN)[0]


@dataclass(frozen=True)
class Row:
    """A message that was here before. It is open until it is answered, and from `due` on nobody works on it."""

    id: int
    channel: str
    message_id: str
    conversation: Optional[str]
    said: Optional[str]
    due: Optional[float]
    is_taken: Optional[bool]
    line_ids: Sequence[str]

    @property
    def is_open(self) -> bool:
        """Whether it has no answer yet."""
        return self.due is not None


_TABLE = SeenMessage.__table__
_HERE = _TABLE.c
_ADD = insert(_TABLE)
_ALL = select(
    _HERE.id,
    _HERE.channel,
    _HERE.message_id,
    _HERE.conversation,
    _HERE.said,
    _HERE.due,
    _HERE.is_taken,
    _HERE.line_ids,
)
_KNOWN = _ALL.where(_HERE.channel == bindparam("channel"), _HERE.message_id == bindparam("message_id"))
_OF_TALK = _HERE.conversation == bindparam("talk")
_NEWEST = _ALL.where(_OF_TALK, _HERE.channel == bindparam("channel")).order_by(_HERE.id.desc()).limit(1)
_OPEN = _HERE.due.is_not(None)
_OPEN_IN_TALK = _ALL.where(_OF_TALK, _OPEN).order_by(_HERE.id)
_IS_TAKEN = _HERE.is_taken.is_(True)
# Old rows of whoever knows only ids have neither; a row is left to those who may work on it.
_FREE = and_(_OPEN, or_(_HERE.is_taken.is_not(True), _HERE.due <= bindparam("now")))
# A lock of the database's own, for the time of a transaction. Its first number is ours alone.
_NAMESPACE = 9_001
_TALK_IS_MINE = text("SELECT pg_try_advisory_xact_lock(:namespace, hashtext(:talk))")
_TAKE = (
    update(_TABLE)
    .where(_HERE.id == bindparam("row"), _FREE)
    .values(due=bindparam("until"), is_taken=bindparam("taken"))
)
_ANSWER_ONE = (
    update(_TABLE)
    .where(_HERE.id == bindparam("row"), _OPEN)
    .values(
        due=None,
        is_taken=None,
        said=None,
        answered_at=bindparam("at"),
        line_ids=bindparam("lines"),
    )
)
_ANSWER_BY_NAME = (
    update(_TABLE)
    .where(_HERE.channel == bindparam("its_channel"), _HERE.message_id == bindparam("its_id"), _OPEN)
    .values(due=None, is_taken=None, said=None, answered_at=bindparam("at"), line_ids=bindparam("lines"))
)


def add(connection: Connection, message: Message, at: datetime, due: float, *, is_taken: bool = True) -> int:
    """Keep a new message; its number. Raises IntegrityError if its id is known."""
    row = {
        "channel": message.channel,
        "message_id": message.id,
        "seen_at": at,
        "conversation": message.conversation,
        "said": message.said,
        "due": due,
        "is_taken": is_taken,
    }
    return int(connection.execute(_ADD, row).inserted_primary_key[0])


def known(connection: Connection, message: Message) -> Optional[Row]:
    """The row of a message that was here before. Of a form it is the newest one, if no other message came in between.

    None if there is none: then it is a new message, of a form perhaps with another id.
    """
    found = _row(connection.execute(_KNOWN, {"channel": message.channel, "message_id": message.id}))
    if found is None or found.is_open or not message.is_form:
        return found
    newest = _row(connection.execute(_NEWEST, {"talk": message.conversation, "channel": message.channel}))
    is_last = newest and form_of(newest.message_id) == message.id
    return newest if is_last else None


def take(connection: Connection, row: int, now: float) -> bool:
    """Take a message that nobody works on: it belongs to whoever took it for the time of a lease."""
    given = {"row": row, "now": now, "until": now + LEASE, "taken": True}
    return bool(connection.execute(_TAKE, given).rowcount)


def answer(connection: Connection, rows: Sequence[int], at: datetime, lines: Sequence[str]) -> bool:
    """Note the lines that answer these messages, and forget what they said. False if somebody else answered one of them."""
    given = {"at": at, "lines": " ".join(lines)}
    # One by one, in one order: two that answer the same messages then never wait for each other.
    counts = [connection.execute(_ANSWER_ONE, {**given, "row": row}).rowcount for row in sorted(rows)]
    return all(counts)


def answer_unnoted(connection: Connection, message: Message, at: datetime, lines: Sequence[str]) -> bool:
    """The same for a message that could not be taken in before; it may have been all the same, by a thread that came late.

    False if it was sent again meanwhile, and answered.
    """
    here = known(connection, message)
    if here is not None and not here.is_open:
        return False
    joined = " ".join(lines)
    given = {"at": at, "lines": joined, "its_channel": message.channel, "its_id": message.id}
    if not connection.execute(_ANSWER_BY_NAME, given).rowcount:
        connection.execute(_added_if_new(message, at, joined))
    return True


def open_in(connection: Connection, conversation: str) -> list[Row]:
    """The messages of a conversation that have no answer yet, oldest first."""
    return [_as_row(found) for found in connection.execute(_OPEN_IN_TALK, {"talk": conversation})]


def lines_of_rows(connection: Connection, rows: Sequence[int]) -> list[str]:
    """The ids of the lines that answered these messages."""
    found = connection.execute(select(_HERE.line_ids).where(_HERE.id.in_(rows))).scalars()
    return [line for ids in found for line in (ids or "").split()]


def renew(connection: Connection, rows: Sequence[int], now: float) -> None:
    """Whoever took these messages still works on them."""
    wanted = update(_TABLE).where(_HERE.id.in_(rows), _OPEN)
    connection.execute(wanted.values(due=now + LEASE))


def due_talks(connection: Connection, now: float, most: int) -> list[str]:
    """Conversations with a message that nobody works on and somebody should, the longest waiting first."""
    waiting = select(_HERE.conversation).where(_HERE.due <= now, _HERE.conversation.is_not(None))
    found = waiting.group_by(_HERE.conversation).order_by(func.min(_HERE.id)).limit(most)
    return [str(talk) for talk in connection.execute(found).scalars()]


def take_all(connection: Connection, conversation: str, now: float) -> bool:
    """Take every message of a conversation that waits; none if somebody works on one of them, or takes them now."""
    if (
        connection.dialect.name == "postgresql"
        and not connection.execute(
            _TALK_IS_MINE, {"namespace": _NAMESPACE, "talk": conversation}
        ).scalar_one()
    ):
        return False  # SQLite has one writer, who looks and takes in one statement
    other = _TABLE.alias()
    is_worked_on = (
        select(other.c.id)
        .where(other.c.conversation == conversation, other.c.is_taken.is_(True), other.c.due > now)
        .exists()
    )
    wanted = update(_TABLE).where(_HERE.conversation == conversation, _OPEN, ~is_worked_on)
    return bool(connection.execute(wanted.values(due=now + LEASE, is_taken=True)).rowcount)


def take_these(connection: Connection, rows: Sequence[int], now: float) -> list[int]:
    """Those of these messages that nobody worked on; they belong to whoever took them."""
    return [row for row in sorted(rows) if take(connection, row, now)]


def wipe(connection: Connection, conversation: str) -> None:
    """Forget what the messages of a conversation said, and whose they were. Their ids stay, so that none is answered twice."""
    empty = {"conversation": None, "said": None, "due": None, "is_taken": None, "line_ids": None}
    connection.execute(update(_TABLE).where(_HERE.conversation == conversation).values(**empty))


def forget_old(connection: Connection, before: datetime) -> None:
    """Forget the messages that were seen before a moment."""
    connection.execute(delete(_TABLE).where(_HERE.seen_at < before))


def oldest_open(connection: Connection, now: datetime) -> float:
    """For how many seconds the oldest message waits that has no answer yet; 0 if none does."""
    oldest = connection.execute(select(func.min(_HERE.seen_at)).where(_OPEN)).scalar_one()
    return max((now - oldest).total_seconds(), 0.0) if oldest else 0.0


def _added_if_new(message: Message, at: datetime, lines: str) -> object:
    is_known = (
        select(_HERE.id).where(_HERE.channel == message.channel, _HERE.message_id == message.id).exists()
    )
    columns = [
        _HERE.channel,
        _HERE.message_id,
        _HERE.seen_at,
        _HERE.conversation,
        _HERE.answered_at,
        _HERE.line_ids,
    ]
    values = (message.channel, message.id, at, message.conversation, at, lines)
    typed = [literal(value, column.type) for value, column in zip(values, columns, strict=True)]
    return insert(_TABLE).from_select(columns, select(*typed).where(~is_known), include_defaults=False)


def _row(found: object) -> Optional[Row]:
    row = found.one_or_none()  # type: ignore[attr-defined] # a result of the database
    return None if row is None else _as_row(row)


def _as_row(row: object) -> Row:
    values = row._mapping  # type: ignore[attr-defined] # noqa: SLF001 - SQLAlchemy's public name for it
    return Row(**{**values, "line_ids": tuple((values["line_ids"] or "").split())})
