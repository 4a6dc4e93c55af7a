"""Queues what is due: once an hour by day, for each person the nearest thing that they were not told yet.

What must wait is not lost: the next hours and weeks ask again whether it is still true. Two processes that look at once queue one.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Optional

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.delivery.reminding.coming_days import Coming, Facts, coming
from bot.delivery.reminding.reminder_facts import facts_of, has_agreed, london, one_of
from bot.delivery.reminding.reminder_rules import Rules, is_by_day, why_not
from bot.delivery.reminding.reminder_tables import Reminder
from bot.delivery.sending.outbox import put
from bot.delivery.sending.outbox_tables import OutgoingMessage, State
from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.records.database import Database
from bot.records.reach import REMINDING, SENDING

logger = logging.getLogger(__name__)

KIND = "reminder"
GIVE_UP = timedelta(hours=3)  # then it is asked again whether it is still true


def queue_due(database: Database, rules: Rules, now: datetime) -> int:
    """Queue what may leave now; how many. Whom it fails for is logged by kind, and the next hour tries again."""
    if not is_by_day(now):
        return 0
    with database.transaction(SENDING) as session:
        _free(session)
    with database.transaction(REMINDING) as session:
        people = [
            facts.person
            for facts in facts_of(session, has_agreed(), now)
            if due_for(session, facts, rules, now)
        ]
    return sum(_queued(database, rules, person, now) for person in people)


def due_for(session: Session, facts: Facts, rules: Rules, now: datetime) -> list[Coming]:
    """What a person is to be told now and was not told yet, the nearest first."""
    on = london(now).date()
    due = [one for one in coming(facts, rules.parameters, on) if one.is_due(on)]
    return [one for one in due if not _was_told(session, facts.person, one)] if due else []


def reminder_of(session: Session, person: int, one: Coming) -> Optional[Reminder]:
    """The row of something coming, if it was queued before."""
    same = (
        Reminder.young_person_id == person,
        Reminder.what == one.what.value,
        Reminder.day == one.day,
        Reminder.ahead == one.ahead,
        Reminder.about == one.about,
    )
    found: Optional[Reminder] = session.execute(select(Reminder).where(*same)).scalar_one_or_none()
    return found


def _free(session: Session) -> None:
    """What is marked as queued and waits in no outbox, because it was withdrawn or deleted there, may be queued again."""
    row = OutgoingMessage
    waits = exists().where(row.kind == KIND, row.about == Reminder.id, row.state == State.WAITING.value)
    freed = update(Reminder).where(Reminder.is_queued, ~waits).values(is_queued=False)
    session.execute(freed.execution_options(synchronize_session=False))


def _was_told(session: Session, person: int, one: Coming) -> bool:
    row = reminder_of(session, person, one)
    return row is not None and row.left_at is not None


def _queued(database: Database, rules: Rules, person: int, now: datetime) -> bool:
    try:
        with database.transaction(REMINDING) as session:
            return _queue(session, rules, person, now)
    except IntegrityError:  # another process was first
        return False
    except Exception as error:  # noqa: BLE001 - the others have theirs, and the next hour tries again
        logger.error("A reminder could not be queued: error=%s", type(error).__name__)
        return False


def _queue(session: Session, rules: Rules, person: int, now: datetime) -> bool:
    facts = one_of(session, person, now)
    if facts is None or _has_one_waiting(session, person) or why_not(session, facts, rules, now):
        return False
    due = due_for(session, facts, rules, now)
    if not due:
        return False
    row = _marked(session, person, due[0], now)
    if row is None:
        return False
    put(session, _notice(row, facts, now), now)
    return True


def _has_one_waiting(session: Session, person: int) -> bool:
    waiting = select(exists().where(Reminder.young_person_id == person, Reminder.is_queued))
    return bool(session.execute(waiting).scalar_one())


def _marked(session: Session, person: int, one: Coming, now: datetime) -> Optional[Reminder]:
    """The row, marked as queued by us; None if another process marked it meanwhile. Raises IntegrityError if it added it."""
    row = reminder_of(session, person, one)
    if row is None:
        row = _new(person, one, now)
        session.add(row)
        session.flush()
        return row
    free = (Reminder.id == row.id, Reminder.is_queued.is_(False), Reminder.left_at.is_(None))
    again = {"is_queued": True, "times": Reminder.times + 1, "queued_at": now}
    marked = update(Reminder).where(*free).values(**again).execution_options(synchronize_session=False)
    if not session.execute(marked).rowcount:
        return None
    session.refresh(row)
    return row


def _new(person: int, one: Coming, now: datetime) -> Reminder:
    return Reminder(
        young_person_id=person,
        what=one.what.value,
        day=one.day,
        ahead=one.ahead,
        about=one.about,
        is_queued=True,
        times=1,
        queued_at=now,
    )


def _notice(row: Reminder, facts: Facts, now: datetime) -> Outgoing:
    """Number and words are written right before it leaves."""
    return Outgoing(
        kind=KIND,
        channel=Channel.SMS,
        key=f"reminder {row.id} time {row.times}",
        person=str(facts.lookup),
        about=row.id,
        young_person=facts.person,
        is_fleeting=True,
        give_up_at=now + GIVE_UP,
    )
