"""Tables of texting. Numbers are kept as keyed hashes to be found, and sealed to be answered."""

from __future__ import annotations

from enum import Enum

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, ForeignKey, Index, Integer, String, Text

from bot.records.database import Base
from bot.records.sealed import Sealed


class Texter(Base):
    """A number that texted us. `conversation` is opaque and changes when a talk is over; `conversation_before` is the one before.

    `line` is the line they texted last: its name in our settings. `council` is whose care leaver they said they are, sealed.
    `stopped_at` is since when they want no texts; `told_at` when they were told last that they get none. `young_person_id` is who they
    proved to be with their PIN, at `proved_at`; `pin_asked_at` is when they were asked for it last, `pin_tries` how many were wrong;
    `pin_for` is the reminder whose message they asked for with it.
    """

    __tablename__ = "texter"

    phone_lookup = Column(String(64), primary_key=True)
    conversation = Column(String(80), nullable=False, unique=True)
    conversation_before = Column(String(80), index=True)
    number = Column(Sealed, nullable=False)
    council = Column(Sealed)
    line = Column(String(20), nullable=False)
    last_heard_at = Column(DateTime, nullable=False, index=True)
    stopped_at = Column(DateTime)
    told_at = Column(DateTime)
    young_person_id = Column(ForeignKey("young_person.id", ondelete="SET NULL"), index=True)
    proved_at = Column(DateTime)
    pin_asked_at = Column(DateTime)
    pin_tries = Column(Integer, nullable=False, default=0)
    pin_for = Column(Integer)


class TextSetting(Base):
    """How a young person wants to be texted. The PIN is kept as a keyed hash; on a phone that others use nothing personal is said."""

    __tablename__ = "text_setting"

    young_person_id = Column(ForeignKey("young_person.id", ondelete="CASCADE"), primary_key=True)
    pin_hash = Column(String(64))
    pin_set_at = Column(DateTime)
    is_shared = Column(Boolean, nullable=False, default=False)


class ConsentWord(str, Enum):
    """What somebody said about being texted."""

    STOP = "stop"
    START = "start"
    HELP = "help"


_WORDS = ", ".join(f"'{word.value}'" for word in ConsentWord)


class TextConsent(Base):
    """That somebody said whether we may text. Never changed, only added to; `is_carrier` says that the network told us."""

    __tablename__ = "text_consent"
    __table_args__ = (
        CheckConstraint(f"word IN ({_WORDS})", name="known_word"),
        Index("ix_text_consent_lookup", "phone_lookup", "happened_at"),
    )

    id = Column(Integer, primary_key=True)
    phone_lookup = Column(String(64), nullable=False)
    word = Column(String(10), nullable=False)
    happened_at = Column(DateTime, nullable=False)
    line = Column(String(20), nullable=False)


class TextingState(Base):
    """Where a talk by text stands: the pieces that MORE brings, and which choice each number means now.

    `rest` is JSON, sealed; `numbers` is JSON: the number of a choice and the id of the button that it presses.
    """

    __tablename__ = "texting_state"

    conversation = Column(String(80), primary_key=True)
    rest = Column(Sealed)
    numbers = Column(Text, nullable=False, default="{}")
    urgent_at = Column(DateTime)
    changed_at = Column(DateTime, nullable=False, index=True)
