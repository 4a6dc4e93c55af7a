"""Who tries a message holds its row for a while, so that nobody else tries it; whoever is killed lets go of it by that.

The order is decided here, for every engine: urgent messages wait for none; others wait for every older one of the same
person and channel that has not come to an end.
"""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Callable, Iterator, Optional

from sqlalchemy import and_, bindparam, exists, or_, select, update
from sqlalchemy.orm import Session

from bot.delivery.sending.outbox_tables import OutgoingMessage, State
from bot.records.database import Database
from bot.records.reach import SENDING

logger = logging.getLogger(__name__)

HOLD = timedelta(seconds=30)  # so long after its process was killed a message is tried by another
RENEW = 8.0  # seconds: a try that takes longer holds on
AT_ONCE = 50

# Made once: with many to send, making them anew for each took longer than asking the database.
_ROW = OutgoingMessage.__table__
_OLDER = _ROW.alias("older")
_OLDER_WAITS = (
    exists()
    .where(
        _OLDER.c.person == _ROW.c.person,
        _OLDER.c.channel == _ROW.c.channel,
        _OLDER.c.state == State.WAITING.value,
        or_(
            _OLDER.c.due_at < _ROW.c.due_at,
            and_(_OLDER.c.due_at == _ROW.c.due_at, _OLDER.c.id < _ROW.c.id),
        ),
    )
    .correlate(_ROW)
)
_IS_FREE = (
    _ROW.c.state == State.WAITING.value,
    _ROW.c.next_try_at <= bindparam("now"),
    or_(_ROW.c.held_until.is_(None), _ROW.c.held_until <= bindparam("now")),
    or_(_ROW.c.is_urgent, ~_OLDER_WAITS),
)
_TAKE = (
    update(_ROW)
    .where(_ROW.c.id == bindparam("row"), *_IS_FREE)
    .values(held_until=bindparam("until"), attempts=_ROW.c.attempts + 1)
)


def take_next(
    session: Session,
    now: datetime,
    channel: Optional[str] = None,
    kind: Optional[str] = None,
    *,
    is_urgent: bool = False,
) -> Optional[int]:
    """Take hold of the next message that is due, of one channel or kind if named: urgent ones first, then first tries.

    With `is_urgent` no others.
    """
    wanted = select(OutgoingMessage.id).where(*_IS_FREE)
    wanted = wanted if channel is None else wanted.where(OutgoingMessage.channel == channel)
    wanted = wanted if kind is None else wanted.where(OutgoingMessage.kind == kind)
    wanted = wanted.where(OutgoingMessage.is_urgent) if is_urgent else wanted
    ordered = wanted.order_by(
        OutgoingMessage.is_urgent.desc(),
        OutgoingMessage.attempts,
        OutgoingMessage.next_try_at,
        OutgoingMessage.id,
    )
    found = session.execute(ordered.limit(AT_ONCE), {"now": now}).scalars().all()
    return next((int(row) for row in found if take(session, row, now)), None)


def take(session: Session, row_id: int, now: datetime) -> bool:
    """Take hold of one message, if it is due, nobody holds it and it waits for no other. The try counts from here."""
    given = {"row": row_id, "now": now, "until": now + HOLD}
    return bool(session.execute(_TAKE, given).rowcount)


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
