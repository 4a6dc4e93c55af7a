"""Sending what is due: one round after another, by as many processes as there are.

A delivery is claimed by moving its next try into the future, in a transaction of its own. So two
processes don't send the same one at once, and a process that is killed leaves it due again: a notice
may arrive twice, but never not at all.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Callable, Mapping, Optional

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bot.casework.tables import YoungPerson
from bot.delivery.alerts.alert_tables import Alert, AlertDelivery, Recipient
from bot.delivery.alerts.alert_words import About, subject, text
from bot.delivery.alerts.stored_alerts import ASSISTANT, Rules, address_of
from bot.delivery.sending.notifier import Notice, Notifier
from bot.identity.access.decisions import Action, Caller, audited, demand, note
from bot.records.database import Database
from bot.records.reach import ALERTS

logger = logging.getLogger(__name__)

CLAIM = timedelta(minutes=2)  # longer than one try takes, even if the mail server is slow at every step
FIRST_RETRY = timedelta(seconds=10)
LONGEST_RETRY = timedelta(minutes=10)
LONGEST_REMINDER = timedelta(hours=4)
AT_ONCE = 50  # deliveries in a round
OVERDUE = timedelta(minutes=5)  # a round comes every few seconds, and a claim holds two minutes


@dataclass(frozen=True)
class Post:
    """What a round needs: the records, who carries each channel's notices, the rules and our own address."""

    database: Database
    notifiers: Mapping[str, Notifier]
    rules: Rules
    address: str


@dataclass(frozen=True)
class Sent:
    """What a round did."""

    delivered: int = 0
    failed: int = 0


class NoAddressError(LookupError):
    """Nobody has an address on record there any more."""


def send_due(post: Post, now: Callable[[], datetime]) -> Sent:
    """One round: try everything that is due. `now` gives naive UTC. Raises only if the database fails."""
    delivered = failed = 0
    while delivered + failed < AT_ONCE and (taken := send_next(post, now())) is not None:
        delivered, failed = delivered + taken, failed + (not taken)
    return Sent(delivered, failed)


def are_failing(database: Database, now: datetime) -> bool:
    """Whether an alert that nobody has acknowledged could not be sent when it was last tried, or was not tried in time."""
    is_stuck = or_(AlertDelivery.attempts > 0, AlertDelivery.next_try_at < now - OVERDUE)
    wanted = (
        select(func.count())
        .select_from(AlertDelivery)
        .join(Alert, Alert.id == AlertDelivery.alert_id)
        .where(Alert.acknowledged_at.is_(None), is_stuck)
    )
    with database.transaction(ALERTS) as session:
        return bool(session.execute(wanted).scalar_one())


def send_next(post: Post, now: datetime) -> Optional[bool]:
    """Try the next delivery that is due and whose alert nobody has acknowledged: whether it was taken, None if none is due.

    What can't be sent is tried again later, and logged by kind.
    """
    delivery_id = _claim(post.database, now)
    if delivery_id is None:
        return None
    error = _try(post, delivery_id)
    with audited(post.database, ALERTS) as session:
        _settle(session, post.rules, delivery_id, error, now)
    return error is None


def retry_after(attempts: int) -> timedelta:
    """How long to wait after so many failures in a row: longer and longer, to a limit."""
    return min(_doubled(FIRST_RETRY, attempts), LONGEST_RETRY)


def remind_after(deliveries: int, wait: timedelta) -> timedelta:
    """How long after so many deliveries it is sent again, while nobody acknowledges: longer and longer, to a limit."""
    return max(wait, min(_doubled(wait, deliveries), LONGEST_REMINDER))


def _doubled(first: timedelta, times: int) -> timedelta:
    longer = 1 << min(times - 1, 16)  # more would not change what comes out, and overflow
    return first * longer


def _claim(database: Database, now: datetime) -> Optional[int]:
    """Take the next delivery, first tries first; None if nothing is due or others took it all."""
    wanted = (
        select(AlertDelivery.id, AlertDelivery.next_try_at)
        .join(Alert, Alert.id == AlertDelivery.alert_id)
        .where(Alert.acknowledged_at.is_(None), AlertDelivery.next_try_at <= now)
        .order_by(AlertDelivery.attempts, AlertDelivery.next_try_at, AlertDelivery.id)
        .limit(AT_ONCE)
    )
    with database.transaction(ALERTS) as session:
        due = session.execute(wanted).all()
        return next((int(row.id) for row in due if _take(session, row, now)), None)


def _take(session: Session, row: Any, now: datetime) -> bool:
    """Move its next try on, unless another process did so since we looked."""
    unchanged = (AlertDelivery.id == row.id, AlertDelivery.next_try_at == row.next_try_at)
    taken = session.execute(update(AlertDelivery.__table__).where(*unchanged).values(next_try_at=now + CLAIM))
    return bool(taken.rowcount)


def _try(post: Post, delivery_id: int) -> Optional[str]:
    """Write the notice and hand it over; the kind of what failed, or None."""
    try:
        with post.database.transaction(ALERTS) as session:
            channel, notice = _notice(session, post, delivery_id)
        post.notifiers[channel].send(notice)
    except Exception as error:  # noqa: BLE001 - whatever failed, it is tried again and the next one has its turn
        return type(error).__name__[:40]
    return None


def _notice(session: Session, post: Post, delivery_id: int) -> tuple[str, Notice]:
    delivery = session.get(AlertDelivery, delivery_id)
    alert = session.get(Alert, delivery.alert_id)
    person = session.get(YoungPerson, alert.young_person_id)
    address = address_of(session, delivery.recipient, delivery.recipient_id, person.council, post.rules)
    if not address:
        raise NoAddressError
    about = About(
        alert.id,
        person.reference,
        person.council,
        alert.raised_at,
        alert.is_about_other,
        alert.with_consent,
        Recipient(delivery.recipient),
        delivery.deliveries,
    )
    return delivery.channel, Notice(address, subject(about), text(about, post.address, post.rules.minutes))


def _settle(session: Session, rules: Rules, delivery_id: int, error: Optional[str], now: datetime) -> None:
    """Keep what came of it; nothing if the person was erased meanwhile."""
    delivery = session.get(AlertDelivery, delivery_id)
    if delivery is None:
        return
    delivery.tried_at, delivery.last_error = now, error
    if error:
        _failed(delivery, error, now)
    else:
        _delivered(session, delivery, rules, now)


def _failed(delivery: Any, error: str, now: datetime) -> None:
    delivery.attempts += 1
    delivery.next_try_at = now + retry_after(delivery.attempts)
    logger.warning(
        "An alert could not be sent: alert=%s recipient=%s error=%s",
        delivery.alert_id,
        delivery.recipient,
        error,
    )


def _delivered(session: Session, delivery: Any, rules: Rules, now: datetime) -> None:
    delivery.attempts, delivery.delivered_at, delivery.deliveries = 0, now, delivery.deliveries + 1
    delivery.next_try_at = now + remind_after(delivery.deliveries, rules.wait)
    told = (
        delivery.recipient
        if delivery.recipient_id is None
        else f"{delivery.recipient}:{delivery.recipient_id}"
    )
    caller = Caller(ASSISTANT.role, f"{delivery.channel} to {told}")
    person = int(session.get(Alert, delivery.alert_id).young_person_id)
    demand(session, caller, Action.ALERT_DELIVER, person, now)
    note(session, caller, Action.ALERT_DELIVER, [person], now)
