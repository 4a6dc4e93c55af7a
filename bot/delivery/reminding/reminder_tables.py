"""Tables of the texts that we send first. What such a text says is never kept: it is read from the record when somebody asks for it."""

from __future__ import annotations

from enum import Enum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)

from bot.records.database import Base


class What(str, Enum):
    """What a text that we send first is about."""

    REVIEW = "review"
    EIGHTEEN = "eighteen"
    STAYING_PUT = "staying_put"
    ADVISER = "adviser"
    CALL_BACK = "call_back"
    SURVEY = "survey"


_KNOWN = ", ".join(f"'{what.value}'" for what in What)
_IS_QUEUED = text("is_queued")


class Reminder(Base):
    """One thing that somebody is told once: `what` falls on `day`, so many days `ahead`; `about` is the number of a record, or 0.

    While `is_queued` a row of the outbox waits for it: one for each person at a time. `times` counts those rows. `left_at` is when the
    notice was handed over, or refused for good; `read_at` when its message was asked for and told.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        CheckConstraint(f"what IN ({_KNOWN})", name="known_what"),
        UniqueConstraint("young_person_id", "what", "day", "ahead", "about"),
        Index(
            "ix_reminder_queued",
            "young_person_id",
            unique=True,
            sqlite_where=_IS_QUEUED,
            postgresql_where=_IS_QUEUED,
        ),
    )

    id = Column(Integer, primary_key=True)
    young_person_id = Column(ForeignKey("young_person.id", ondelete="CASCADE"), nullable=False, index=True)
    what = Column(String(20), nullable=False)
    day = Column(Date, nullable=False)
    ahead = Column(Integer, nullable=False)
    about = Column(Integer, nullable=False, default=0)
    is_queued = Column(Boolean, nullable=False)
    times = Column(Integer, nullable=False)
    queued_at = Column(DateTime, nullable=False)
    left_at = Column(DateTime)
    read_at = Column(DateTime)


class Survey(Base):
    """A page where a council asks its young people what they think, from `asked_on` to `ends_on`, both included."""

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("ends_on >= asked_on", name="ends_after_it_began"),
        UniqueConstraint("council", "address"),
    )

    id = Column(Integer, primary_key=True)
    council = Column(String(40), nullable=False)
    address = Column(String(60), nullable=False)
    asked_on = Column(Date, nullable=False)
    ends_on = Column(Date, nullable=False)
