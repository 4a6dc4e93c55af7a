"""Urgent texts that staff must hear of if they don't arrive, or at once where nobody can be asked: kept with the text itself.

So whatever becomes of the text, and of the process that sends it, somebody finds it here (`hanging_danger`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Mapping, Optional, Sequence

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    String,
    and_,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from bot.delivery.sending.outbox_tables import OutgoingMessage, State
from bot.records.database import Base
from bot.records.reach import SENDING, meanwhile
from bot.records.sealed import Sealed
from bot.safeguarding.finding import Danger

LONGEST = timedelta(minutes=2)  # that an urgent text may wait for its provider
KEPT = timedelta(days=4)  # a day longer than a receipt may take

_NOT_SENT = (State.FAILED, State.GIVEN_UP, State.WITHHELD, State.WITHDRAWN)
_ALONE = {"synchronize_session": False}  # no object of the session is changed with it


class Ended(str, Enum):
    """How it came to an end."""

    TOLD = "told"  # staff have an alert
    NOBODY = "nobody"  # the number is on nobody's record, or no one has an address
    NOT_WANTED = "not_wanted"  # they said no


_OUTCOMES = ", ".join(f"'{each.value}'" for each in Ended)


class DangerText(Base):
    """A danger that was texted, and answered by a message of the outbox; without one, past it, while the records were away.

    If the message is not with its provider at `tell_at`, or fails, staff are told. Where `is_stopped` they are told whatever becomes
    of it. No words are kept, and the number as a keyed hash.
    """

    __tablename__ = "danger_text"
    __table_args__ = (
        CheckConstraint(f"outcome IN ({_OUTCOMES})", name="known_outcome"),
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended_has_outcome"),
    )

    id = Column(Integer, primary_key=True)
    key = Column(String(120), nullable=False, unique=True)
    message_id = Column(ForeignKey("outgoing_message.id", ondelete="CASCADE"), index=True)
    phone_lookup = Column(String(64), nullable=False, index=True)
    danger = Column(Sealed, nullable=False)
    is_about_other = Column(Boolean, nullable=False)
    is_stopped = Column(Boolean, nullable=False)
    happened_at = Column(DateTime, nullable=False, index=True)
    tell_at = Column(DateTime, nullable=False)
    ended_at = Column(DateTime)
    outcome = Column(String(12))


def keep_danger(
    session: Session,
    key: str,
    lookup: str,
    danger: Danger,
    now: datetime,
    *,
    message: Optional[int] = None,
    is_stopped: bool = False,
) -> None:
    """Keep it, in the transaction of the text; the same key is kept once."""
    with meanwhile(session, SENDING):
        known = session.execute(select(DangerText.id).where(DangerText.key == key)).scalar_one_or_none()
        if known is None:
            session.add(
                DangerText(
                    key=key,
                    message_id=message,
                    phone_lookup=lookup,
                    danger=danger.kind,
                    is_about_other=danger.is_about_other,
                    is_stopped=is_stopped,
                    happened_at=now,
                    tell_at=now if is_stopped else now + LONGEST,
                )
            )
            session.flush()


def dangers_not_wanted(session: Session, lookup: str, now: datetime) -> None:
    """They read the question and said no: a receipt that comes later must not be the yes. What is not sent yet they did not read."""
    unread = select(OutgoingMessage.id).where(OutgoingMessage.state == State.WAITING.value)
    with meanwhile(session, SENDING):
        theirs = update(DangerText).where(
            DangerText.phone_lookup == lookup,
            DangerText.ended_at.is_(None),
            or_(DangerText.message_id.is_(None), DangerText.message_id.not_in(unread)),
        )
        session.execute(_ends(theirs, Ended.NOT_WANTED, now))


def to_tell(session: Session, now: datetime, message: Optional[int] = None) -> Sequence[Any]:
    """What staff are to hear of now, oldest first; of one message of the outbox if named."""
    row, text = DangerText, OutgoingMessage
    hangs = or_(
        row.is_stopped,
        text.state.in_([state.value for state in _NOT_SENT]),
        and_(text.state == State.WAITING.value, row.tell_at <= now),
    )
    wanted = select(row).outerjoin(text, text.id == row.message_id).where(row.ended_at.is_(None), hangs)
    if message is not None:
        wanted = wanted.where(row.message_id == message)
    return list(session.execute(wanted.order_by(row.id)).scalars())


def end(session: Session, row_id: int, outcome: Ended, now: datetime) -> bool:
    """It came to its end; whether it had not before, perhaps by another process."""
    ours = update(DangerText).where(DangerText.id == row_id, DangerText.ended_at.is_(None))
    return bool(session.execute(_ends(ours, outcome, now)).rowcount)


def may_arrive(session: Session, row_id: int) -> None:
    """Whoever stopped our texts is on nobody's record: nothing is due while their text may arrive."""
    theirs = update(DangerText).where(DangerText.id == row_id).values(is_stopped=False)
    session.execute(theirs.execution_options(**_ALONE))


def forget_old_dangers(session: Session, now: datetime) -> None:
    """Delete what happened too long ago for anything to become of it."""
    old = delete(DangerText).where(DangerText.happened_at < now - KEPT)
    session.execute(old.execution_options(**_ALONE))


def count_dangers(session: Session) -> Mapping[str, int]:
    """How many there are by what became of them; `open` are those of which nothing is known, or needed, yet."""
    wanted = select(DangerText.outcome, func.count()).group_by(DangerText.outcome)
    found = {outcome or "open": int(count) for outcome, count in session.execute(wanted).all()}
    return {state: found.get(state, 0) for state in ("open", *(each.value for each in Ended))}


def _ends(which: Any, outcome: Ended, now: datetime) -> Any:
    return which.values(outcome=outcome.value, ended_at=now).execution_options(**_ALONE)
