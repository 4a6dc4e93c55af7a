"""Tables of alerts: that somebody may be in danger and asks for a call, and who is to hear of it.

Nothing that was typed is kept here. Addresses are not either: they are looked up when a message is sent. What is sent are
rows of the outbox, of the kind `alert`.
"""

from __future__ import annotations

from enum import Enum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)

from bot.delivery.sending.outgoing import Channel
from bot.records.database import Base
from bot.records.sealed import Sealed


class Recipient(str, Enum):
    """Who hears of an alert."""

    PERSONAL_ADVISER = "personal_adviser"
    DUTY_TEAM = "duty_team"
    TEAM_MANAGER = "team_manager"


class Unasked(str, Enum):
    """Why somebody was not asked, though the council decided to ask."""

    STOPPED = "stopped"  # they told us to text them no more
    UNDELIVERED = "undelivered"  # the urgent reply, and the question in it, could not be delivered
    ADVISER = "adviser"  # their adviser told of it, and asked to tell the manager


def _one_of(column: str, words: type[Enum]) -> CheckConstraint:
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"known_{column}")


class Alert(Base):
    """A danger that was noticed, to be passed on until somebody acknowledges it.

    While one is open, the same danger of the same person is the same alert: a "yes" that is
    pressed or sent twice calls nobody twice. The kind of danger is sealed, so the database can't compare it:
    `number` counts the person's alerts, and of two that are raised at once only one gets the next number.
    `texted_from` is the number that texted, where it is on the person's record and nobody proved to be them; `unasked` is why they
    were not asked, if it was not the council's decision.
    """

    __tablename__ = "alert"
    __table_args__ = (
        CheckConstraint(
            "danger <> ''", name="has_danger"
        ),  # the kinds are the detector's, which grows without a migration
        CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by IS NULL)", name="acknowledged_by_somebody"
        ),
        CheckConstraint(
            "acknowledged_at IS NULL OR acknowledged_at >= raised_at", name="acknowledged_after_raised"
        ),
        UniqueConstraint("young_person_id", "number"),
        # What is due is looked for every few seconds, a team's open ones by its people, and those that somebody looks after grow
        # from year to year.
        Index(
            "ix_alert_open",
            "young_person_id",
            postgresql_where=text("acknowledged_at IS NULL"),
            sqlite_where=text("acknowledged_at IS NULL"),
        ),
    )

    id = Column(Integer, primary_key=True)
    young_person_id = Column(ForeignKey("young_person.id", ondelete="CASCADE"), nullable=False, index=True)
    number = Column(Integer, nullable=False)
    danger = Column(Sealed, nullable=False)
    is_about_other = Column(Boolean, nullable=False)
    with_consent = Column(Boolean, nullable=False)
    texted_from = Column(Sealed)
    unasked = Column(String(12))
    raised_at = Column(DateTime, nullable=False)
    acknowledged_at = Column(DateTime)
    acknowledged_by = Column(String(80))  # the account as the audit names it, or `terminal`


class AlertDelivery(Base):
    """One recipient of an alert, and how far their notices got. The next is due at `next_try_at`, until it is acknowledged.

    `recipient_id` is the number of the adviser or the team; the duty team has none. `attempts` are
    the tries since it was last taken; `last_error` is the kind of what failed, never its text.
    """

    __tablename__ = "alert_delivery"
    __table_args__ = (
        UniqueConstraint("alert_id", "recipient", "channel"),
        _one_of("recipient", Recipient),
        _one_of("channel", Channel),
        CheckConstraint("(recipient = 'duty_team') = (recipient_id IS NULL)", name="recipient_is_somebody"),
        CheckConstraint("attempts >= 0 AND deliveries >= 0", name="counts_not_negative"),
        CheckConstraint("(deliveries > 0) = (delivered_at IS NOT NULL)", name="delivered_has_time"),
        CheckConstraint("delivered_at IS NULL OR tried_at IS NOT NULL", name="delivered_was_tried"),
    )

    id = Column(Integer, primary_key=True)
    alert_id = Column(ForeignKey("alert.id", ondelete="CASCADE"), nullable=False)
    recipient = Column(String(20), nullable=False)
    recipient_id = Column(Integer)
    channel = Column(String(10), nullable=False)
    next_try_at = Column(DateTime, nullable=False, index=True)
    tried_at = Column(DateTime)
    attempts = Column(Integer, nullable=False, default=0)
    delivered_at = Column(DateTime)
    deliveries = Column(Integer, nullable=False, default=0)
    last_error = Column(String(40))
