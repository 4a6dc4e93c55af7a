"""The table of outgoing messages. Whom they are for and what they say is sealed."""

from __future__ import annotations

from enum import Enum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    text,
)

from bot.records.database import Base
from bot.records.sealed import Sealed


class State(str, Enum):
    """What became of a message. All but the first are an end; two of them are dead letters."""

    WAITING = "waiting"
    SENT = "sent"  # the provider took it
    DELIVERED = "delivered"  # the provider says that it arrived
    FAILED = "failed"  # it can never arrive: a dead letter
    GIVEN_UP = "given_up"  # its time was up: a dead letter
    WITHHELD = "withheld"  # the person does not want it
    WITHDRAWN = "withdrawn"  # its cause is gone


DEAD = (State.FAILED, State.GIVEN_UP)
_IS_WAITING = text("state = 'waiting'")
_STATES = ", ".join(f"'{state.value}'" for state in State)


class OutgoingMessage(Base):
    """One message. It is due at `due_at`, which gives its place in the order, and tried at `next_try_at`.

    Who tries holds it until `held_until`. `attempts` are the tries that were begun since it was put or retried; `last_error`
    is the kind of what failed, never its text. `route` names one of several providers; `words_hash` is a keyed hash of what a text
    said, to know the same words again. `job` is the job that rings for it, where there are jobs.
    """

    __tablename__ = "outgoing_message"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="known_state"),
        CheckConstraint("channel IN ('email', 'teams', 'sms')", name="known_channel"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        CheckConstraint("(state = 'waiting') = (settled_at IS NULL)", name="settled_has_time"),
        Index(
            "ix_outgoing_message_due",
            "next_try_at",
            sqlite_where=_IS_WAITING,
            postgresql_where=_IS_WAITING,
        ),
        Index(
            "ix_outgoing_message_order",
            "person",
            "channel",
            "due_at",
            sqlite_where=_IS_WAITING,
            postgresql_where=_IS_WAITING,
        ),
        Index("ix_outgoing_message_about", "kind", "about"),
        Index("ix_outgoing_message_person", "person", "settled_at"),
        Index("ix_outgoing_message_reference", "provider", "reference"),
    )

    id = Column(Integer, primary_key=True)
    kind = Column(String(40), nullable=False)
    channel = Column(String(10), nullable=False)
    route = Column(String(20))
    key = Column(String(120), nullable=False, unique=True)
    person = Column(String(80), nullable=False)
    young_person_id = Column(ForeignKey("young_person.id", ondelete="CASCADE"), index=True)
    people = Column(Text)
    about = Column(Integer)
    recipient = Column(Sealed)
    subject = Column(Sealed)
    body = Column(Sealed)
    words_hash = Column(String(64))
    is_urgent = Column(Boolean, nullable=False)
    is_fleeting = Column(Boolean, nullable=False)
    put_at = Column(DateTime, nullable=False)
    due_at = Column(DateTime, nullable=False)
    next_try_at = Column(DateTime, nullable=False)
    give_up_at = Column(DateTime)
    held_until = Column(DateTime)
    attempts = Column(Integer, nullable=False, default=0)
    tried_at = Column(DateTime)
    last_error = Column(String(40))
    provider = Column(String(40))
    reference = Column(String(200))
    state = Column(String(12), nullable=False, default=State.WAITING.value)
    settled_at = Column(DateTime)
    job = Column(BigInteger)
