"""Notices of alerts as messages of the outbox: written right before they leave, and sent again until somebody acknowledges.

So an address that was changed meanwhile is the new one, and neither addresses nor words are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Callable, Optional

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bot.casework.tables import YoungPerson
from bot.delivery.alerts.alert_tables import Alert, AlertDelivery, Recipient, Unasked
from bot.delivery.alerts.alert_words import About, short, subject, text
from bot.delivery.alerts.notice_rows import put_notice
from bot.delivery.alerts.stored_alerts import ASSISTANT, Rules, address_of
from bot.delivery.sending.outbox import outgoing_of
from bot.delivery.sending.outbox_tables import State
from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.delivery.sending.waits import doubled
from bot.identity.access.decisions import Action, Caller, demand, note
from bot.records.database import Database
from bot.records.reach import SENDING

LONGEST_REMINDER = timedelta(hours=4)
OVERDUE = timedelta(minutes=5)  # somebody looks every few seconds


class NoAddressError(LookupError):
    """Nobody has an address on record there any more."""


@dataclass(frozen=True)
class AlertNotices:
    """The kind `alert` of the outbox. `address` is where the assistant's pages are, `line_of` which line carries a council's texts."""

    rules: Rules
    address: str
    line_of: Callable[[str], str] = lambda _council: ""
    insists: bool = True
    is_waited_for: bool = True

    def write(self, session: Session, row: Any, now: datetime) -> Optional[Outgoing]:
        """The notice for whoever has the place now; None once the alert is acknowledged. Raises NoAddressError."""
        delivery = session.get(AlertDelivery, row.about)
        alert = None if delivery is None else session.get(Alert, delivery.alert_id)
        if alert is None or alert.acknowledged_at is not None:
            return None
        person = session.get(YoungPerson, alert.young_person_id)
        whom = (delivery.recipient, delivery.recipient_id, person.council)
        to = address_of(session, *whom, self.rules, delivery.channel)
        if not to:
            raise NoAddressError
        about = _about(alert, delivery, person)
        if delivery.channel == Channel.SMS.value:
            line = self.line_of(person.council)
            return replace(outgoing_of(row), recipient=to, text=short(about, self.address), route=line)
        words = text(about, self.address, self.rules.minutes)
        return replace(outgoing_of(row), recipient=to, subject=subject(about), text=words)

    def settled(self, session: Session, row: Any, now: datetime) -> None:
        """Keep how far the delivery got; once it has gone out, with who got it, and the next one."""
        delivery = session.get(AlertDelivery, row.about)
        if delivery is None:
            return
        delivery.tried_at, delivery.last_error = now, row.last_error
        if row.state == State.SENT.value:
            self._delivered(session, delivery, now)
        else:
            delivery.attempts, delivery.next_try_at = delivery.attempts + 1, row.next_try_at

    def _delivered(self, session: Session, delivery: Any, now: datetime) -> None:
        delivery.attempts, delivery.delivered_at, delivery.deliveries = 0, now, delivery.deliveries + 1
        delivery.next_try_at = now + remind_after(delivery.deliveries, self.rules.wait)
        alert = session.get(Alert, delivery.alert_id)
        _keep_who_got_it(session, delivery, int(alert.young_person_id), now)
        if alert.acknowledged_at is None:
            put_notice(session, delivery, alert.young_person_id, now)


def remind_after(deliveries: int, wait: timedelta) -> timedelta:
    """How long after so many deliveries it is sent again, while nobody acknowledges: longer and longer, to a limit."""
    return max(wait, min(doubled(wait, deliveries), LONGEST_REMINDER))


def are_failing(database: Database, now: datetime) -> bool:
    """Whether an alert that nobody has acknowledged could not be sent when it was last tried, or was not tried in time."""
    is_stuck = or_(AlertDelivery.attempts > 0, AlertDelivery.next_try_at < now - OVERDUE)
    wanted = (
        select(func.count())
        .select_from(AlertDelivery)
        .join(Alert, Alert.id == AlertDelivery.alert_id)
        .where(Alert.acknowledged_at.is_(None), is_stuck)
    )
    with database.transaction(SENDING) as session:
        return bool(session.execute(wanted).scalar_one())


def _about(alert: Any, delivery: Any, person: Any) -> About:
    return About(
        alert.id,
        person.reference,
        person.council,
        alert.raised_at,
        alert.is_about_other,
        alert.with_consent,
        Recipient(delivery.recipient),
        delivery.deliveries,
        alert.texted_from is not None,
        Unasked(alert.unasked) if alert.unasked else None,
    )


def _keep_who_got_it(session: Session, delivery: Any, person: int, now: datetime) -> None:
    number = delivery.recipient_id
    told = delivery.recipient if number is None else f"{delivery.recipient}:{number}"
    caller = Caller(ASSISTANT.role, f"{delivery.channel} to {told}")
    demand(session, caller, Action.ALERT_DELIVER, person, now)
    note(session, caller, Action.ALERT_DELIVER, [person], now)
