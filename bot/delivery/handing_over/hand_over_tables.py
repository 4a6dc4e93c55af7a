"""The table of talks that a person takes over. What is said in them is kept where each side's talk is kept, and not here."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Integer, String, text

from bot.records.database import Base

_IS_OPEN = text("ended_at IS NULL")


class HandOver(Base):
    """A young person asked to talk to their adviser, from `conversation` on a `channel`.

    `waits_until` is by when somebody must have taken it; then it becomes a call-back request. At `team_asked_at` the team's managers
    were asked too. `taken_by_id` is the account of staff that took it, at `taken_at`. `ended_by` says who ended it: young_person, adviser, silence, nobody (it was not taken), danger.
    """

    __tablename__ = "hand_over"
    __table_args__ = (
        CheckConstraint("channel IN ('web', 'sms')", name="known_channel"),
        CheckConstraint("(taken_at IS NULL) = (taken_by_id IS NULL)", name="taken_by_somebody"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
        CheckConstraint(
            "ended_by IN ('young_person', 'adviser', 'silence', 'nobody', 'danger')", name="known_end"
        ),
        # One open talk of a conversation, and one of an adviser at a time.
        Index(
            "ix_hand_over_open", "conversation", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN
        ),
        Index(
            "ix_hand_over_taken", "taken_by_id", unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN
        ),
    )

    id = Column(Integer, primary_key=True)
    young_person_id = Column(ForeignKey("young_person.id", ondelete="CASCADE"), nullable=False, index=True)
    conversation = Column(String(80), nullable=False, index=True)
    channel = Column(String(10), nullable=False)
    asked_at = Column(DateTime, nullable=False)
    waits_until = Column(DateTime, nullable=False)
    team_asked_at = Column(DateTime)
    taken_by_id = Column(ForeignKey("staff_account.id"))
    taken_at = Column(DateTime)
    last_said_at = Column(DateTime)
    ended_at = Column(DateTime)
    ended_by = Column(String(12))
