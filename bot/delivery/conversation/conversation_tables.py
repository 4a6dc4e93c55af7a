"""The tables of conversations: the lines that were said, and the messages that came in."""

from __future__ import annotations

import secrets

from sqlalchemy import Boolean, Column, DateTime, Float, Index, Integer, String, Text, UniqueConstraint

from bot.records.database import Base
from bot.records.sealed import Sealed


def new_line_id() -> str:
    """128 random bits. A counted id comes back after a wipe, and then an old page's button means something else."""
    return secrets.token_urlsafe(16)


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
    """A message that was taken in, by the id that its channel gave it.

    `due` says from when on whoever finds it may work on it, in seconds since 1970 by the machine's own clock; it is empty once the
    message is answered. `is_taken` says that somebody works on it until then. `said` is what it says, sealed, and goes with the
    answer; `line_ids` are the lines of the journal that answered it, with spaces between them.
    """

    __tablename__ = "seen_message"
    __table_args__ = (
        UniqueConstraint("channel", "message_id"),
        Index("ix_seen_message_conversation", "conversation"),
    )

    id = Column(Integer, primary_key=True)
    channel = Column(String(20), nullable=False)
    message_id = Column(String(200), nullable=False)
    seen_at = Column(DateTime, nullable=False)
    conversation = Column(String(80))
    said = Column(Sealed)
    due = Column(Float)
    is_taken = Column(Boolean)
    answered_at = Column(DateTime)
    line_ids = Column(Text)


_UNANSWERED = SeenMessage.__table__.c.due.is_not(None)
Index(
    "ix_seen_message_due",
    SeenMessage.__table__.c.due,
    sqlite_where=_UNANSWERED,
    postgresql_where=_UNANSWERED,
)
