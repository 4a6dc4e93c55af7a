"""Who tries a message holds its row for a while, so that nobody else tries it; whoever is killed lets go of it by that.

The order is decided here, for every engine: urgent messages wait for none; others wait for every older one of the same
person and channel that has not come to an end.
"""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Callable, Iterator, Optional, Sequence

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import ColumnElement

from bot.delivery.sending.outbox_tables import OutgoingMessage, State
from bot.records.database import Database
from bot.records.reach import SENDING

logger = logging.getLogger(__name__)

HOLD = timedelta(seconds=30)  # so long after its process was killed a message is tried by another
RENEW = 8.0  # seconds: a try that takes longer holds on
AT_ONCE = 50


def take_next(
    session: Session, now: datetime, channel: Optional[str] = None, kind: Optional[str] = None
) -> Optional[int]:
    """Take hold of the next message that is due, of one channel or kind if named: urgent ones first, then first tries."""
    wanted = select(OutgoingMessage.id).where(*_is_free(now))
    wanted = wanted if channel is None else wanted.where(OutgoingMessage.channel == channel)
    wanted = wanted if kind is None else wanted.where(OutgoingMessage.kind == kind)
    ordered = wanted.order_by(
        OutgoingMessage.is_urgent.desc(),
        OutgoingMessage.attempts,
        OutgoingMessage.next_try_at,
        OutgoingMessage.id,
    )
    found = session.execute(ordered.limit(AT_ONCE)).scalars().all()
    return next((int(row) for row in found if take(session, row, now)), None)


def take(session: Session, row_id: int, now: datetime) -> bool:
    """Take hold of one message, if it is due, nobody holds it and it waits for no other. The try counts from here."""
    taken = session.execute(
        update(OutgoingMessage)
        .where(OutgoingMessage.id == row_id, *_is_free(now))
        .values(held_until=now + HOLD, attempts=OutgoingMessage.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount)


@contextmanager
def held_on(database: Database, row_id: int, now: Callable[[], datetime]) -> Iterator[None]:
    """Within, the message stays held, however long the provider takes."""
    over = threading.Event()
    holder = threading.Thread(target=_hold, args=(database, row_id, now, over), name="hold", daemon=True)
    holder.start()
    try:
        yield
    finally:
        over.set()


def _hold(database: Database, row_id: int, now: Callable[[], datetime], over: threading.Event) -> None:
    while not over.wait(RENEW):
        _hold_on(database, row_id, now())


def _hold_on(database: Database, row_id: int, now: datetime) -> None:
    longer = update(OutgoingMessage).where(
        OutgoingMessage.id == row_id, OutgoingMessage.held_until.is_not(None)
    )
    try:
        with database.transaction(SENDING) as session:
            session.execute(longer.values(held_until=now + HOLD).execution_options(synchronize_session=False))
    except Exception as error:  # noqa: BLE001 - the next look tries again; at worst it is sent twice
        logger.warning("A message could not be held: message=%s error=%s", row_id, type(error).__name__)


def _is_free(now: datetime) -> Sequence[ColumnElement]:
    row = OutgoingMessage
    return (
        row.state == State.WAITING.value,
        row.next_try_at <= now,
        or_(row.held_until.is_(None), row.held_until <= now),
        or_(row.is_urgent, ~_older_waits()),
    )


def _older_waits() -> Any:
    row, older = OutgoingMessage, aliased(OutgoingMessage, name="older")
    came_before = or_(older.due_at < row.due_at, and_(older.due_at == row.due_at, older.id < row.id))
    same = (older.person == row.person, older.channel == row.channel, older.state == State.WAITING.value)
    return exists().where(*same, came_before).correlate(row)
