"""What is done with outgoing messages, but sending them: put, withdrawn, receipted, retried, counted, forgotten."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Collection, Mapping, Optional

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from bot.delivery.sending.named_people_kept import people_kept, people_of
from bot.delivery.sending.outbox_tables import DEAD, OutgoingMessage, State
from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.delivery.sending.ringing import ring, silence
from bot.records.reach import SENDING, meanwhile

logger = logging.getLogger(__name__)

WORDS_KEPT = timedelta(days=3)  # after it was sent: so long a provider takes to say that it did not arrive
ROWS_KEPT = timedelta(days=30)  # after it ended

_WORDLESS = {"recipient": None, "subject": None, "body": None, "words_hash": None, "people": None}
_ALONE = {"synchronize_session": False}  # no object of the session is changed with it


class Outcome(str, Enum):
    """What a provider's receipt says."""

    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True)
class Backlog:
    """How much there is: the seconds that the oldest due message has been due, and how many there are of each state."""

    oldest: float
    counts: Mapping[str, int]


def put(session: Session, outgoing: Outgoing, now: datetime) -> int:
    """Store a message in the transaction of its cause; its number. One with the same key is there once.

    Raises IntegrityError if another transaction stores the same key at the same moment.
    """
    with meanwhile(session, SENDING):
        known = select(OutgoingMessage.id).where(OutgoingMessage.key == outgoing.key)
        found = session.execute(known).scalar_one_or_none()
        return _new(session, outgoing, now) if found is None else int(found)


def _new(session: Session, outgoing: Outgoing, now: datetime) -> int:
    row = _row_of(outgoing, now)
    session.add(row)
    session.flush()
    ring(session, row, now)
    session.flush()
    return int(row.id)


def outgoing_of(row: Any) -> Outgoing:
    """A row as a message. Raises SealError if it can't be opened."""
    return Outgoing(
        kind=row.kind,
        channel=Channel(row.channel),
        key=row.key,
        person=row.person,
        recipient=row.recipient,
        text=row.body,
        subject=row.subject,
        about=row.about,
        young_person=row.young_person_id,
        people=people_of(row.people),
        is_urgent=row.is_urgent,
        is_fleeting=row.is_fleeting,
        not_before=row.due_at,
        give_up_at=row.give_up_at,
        route=row.route or "",
        is_again=row.attempts > 1 or row.tried_at is not None,
    )


def withdraw(session: Session, kind: str, about: Collection[int], now: datetime) -> int:
    """Take back what still waits of a kind about these records, because its cause is gone; how many."""
    with meanwhile(session, SENDING):
        return _withdrawn(session, kind, about, now)


def _withdrawn(session: Session, kind: str, about: Collection[int], now: datetime) -> int:
    theirs = (OutgoingMessage.kind == kind, OutgoingMessage.about.in_(about))
    waiting = (*theirs, OutgoingMessage.state == State.WAITING.value)
    jobs = session.execute(select(OutgoingMessage.job).where(*waiting)).scalars().all()
    # Not by way of the rows: one that is being sent right now must stay sent.
    end = {"state": State.WITHDRAWN.value, "settled_at": now, "held_until": None}
    count = session.execute(update(OutgoingMessage).where(*waiting).values(**end).execution_options(**_ALONE))
    fleeting = update(OutgoingMessage).where(
        *theirs, OutgoingMessage.state == State.WITHDRAWN.value, OutgoingMessage.is_fleeting
    )
    session.execute(fleeting.values(**_WORDLESS).execution_options(**_ALONE))
    for job in jobs:
        silence(session, job)
    return int(count.rowcount)


def settle(row: Any, state: State, now: datetime) -> None:
    """Bring a row to its end. The words of a fleeting one go with it."""
    row.state, row.settled_at, row.held_until = state.value, now, None
    if row.is_fleeting or state is State.DELIVERED:
        forget_words(row)


def forget_words(row: Any) -> None:
    """Keep neither whom it was for nor what it said."""
    row.recipient = row.subject = row.body = row.people = None


def receipt(
    session: Session, provider: str, reference: str, outcome: Outcome, now: datetime
) -> Optional[int]:
    """Keep what a provider says became of a message; its number, None if none has this reference, or not yet: it may say so again.

    A message that arrived stays so, whatever comes after it; a receipt that comes twice changes nothing.
    """
    theirs = (OutgoingMessage.provider == provider, OutgoingMessage.reference == reference)
    row = session.execute(select(OutgoingMessage).where(*theirs).limit(1)).scalar_one_or_none()
    if row is None:
        return None
    if outcome is Outcome.DELIVERED and row.state in (State.SENT.value, State.FAILED.value):
        settle(row, State.DELIVERED, now)
    if outcome is Outcome.FAILED and row.state == State.SENT.value:
        settle(row, State.FAILED, now)
        logger.error("A message did not arrive: message=%s kind=%s", row.id, row.kind)
    return int(row.id)


def retry(session: Session, row: Any, now: datetime) -> None:
    """Try a message at once: a dead letter from the start, with its time to give up put off by as much as it had.

    Raises ValueError if it has an end that is no dead letter, or if its words are gone.
    """
    if row.state not in (*DEAD, State.WAITING):
        raise ValueError(
            f"message {row.id} is {row.state}; only what waits or is a dead letter can be retried"
        )
    if row.state != State.WAITING.value and row.is_fleeting:
        raise ValueError(f"the words of message {row.id} are gone; whoever needs it must ask for a new one")
    if row.give_up_at is not None and row.give_up_at <= now:
        row.give_up_at = now + (row.give_up_at - row.due_at)
    row.state, row.settled_at, row.attempts, row.next_try_at = State.WAITING.value, None, 0, now
    silence(session, row.job)
    ring(session, row, now)


def dead_letters(session: Session) -> list[Any]:
    """Every row that ended without arriving, oldest first."""
    dead = OutgoingMessage.state.in_([state.value for state in DEAD])
    return list(session.execute(select(OutgoingMessage).where(dead).order_by(OutgoingMessage.id)).scalars())


def oldest_waiting(session: Session, now: datetime) -> Backlog:
    """How long the oldest due message waits, in seconds (0.0 if none is due), and how many there are of each state."""
    is_due = (
        OutgoingMessage.state == State.WAITING.value,
        OutgoingMessage.due_at <= now,
        or_(
            OutgoingMessage.attempts > 0, OutgoingMessage.next_try_at <= now
        ),  # else it waits for the morning
    )
    oldest = session.execute(select(func.min(OutgoingMessage.due_at)).where(*is_due)).scalar_one()
    counted = select(OutgoingMessage.state, func.count()).group_by(OutgoingMessage.state)
    counts = {state: int(count) for state, count in session.execute(counted).all()}
    return Backlog(
        (now - oldest).total_seconds() if oldest else 0.0,
        {state.value: counts.get(state, 0) for state in State},
    )


def forget_old(session: Session, now: datetime) -> None:
    """Delete what ended long ago; of what was sent some days ago, only that it was stays."""
    ended = OutgoingMessage.settled_at
    session.execute(delete(OutgoingMessage).where(ended < now - ROWS_KEPT))
    worded = or_(OutgoingMessage.body.is_not(None), OutgoingMessage.recipient.is_not(None))
    is_over = OutgoingMessage.state.not_in([State.WAITING.value, *(state.value for state in DEAD)])
    old = update(OutgoingMessage).where(is_over, ended < now - WORDS_KEPT, worded)
    session.execute(old.values(**_WORDLESS).execution_options(**_ALONE))


def _row_of(outgoing: Outgoing, now: datetime) -> OutgoingMessage:
    due = max(outgoing.not_before or now, now)
    return OutgoingMessage(
        kind=outgoing.kind,
        channel=outgoing.channel.value,
        key=outgoing.key,
        person=outgoing.person,
        young_person_id=outgoing.young_person,
        people=people_kept(outgoing.people),
        about=outgoing.about,
        recipient=outgoing.recipient,
        route=outgoing.route,
        subject=outgoing.subject,
        body=outgoing.text,
        is_urgent=outgoing.is_urgent,
        is_fleeting=outgoing.is_fleeting,
        put_at=now,
        due_at=due,
        next_try_at=due,
        give_up_at=outgoing.give_up_at,
        attempts=0,
        state=State.WAITING.value,
    )
