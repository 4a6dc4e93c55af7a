"""The rows of the outbox that carry an alert: one for each recipient, and the next one when it has gone out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.delivery.alerts.alert_card_rows import withdraw_cards
from bot.delivery.alerts.alert_tables import Alert, AlertDelivery
from bot.delivery.sending.outbox import put, withdraw
from bot.delivery.sending.outbox_tables import OutgoingMessage, State
from bot.delivery.sending.outgoing import Channel, Outgoing

KIND = "alert"


def put_notice(session: Session, delivery: Any, young_person: int, now: datetime) -> None:
    """Store the next notice of a delivery, due when the delivery is. Address and words are written when it leaves."""
    notice = Outgoing(
        kind=KIND,
        channel=Channel(delivery.channel),
        key=f"alert delivery {delivery.id} time {delivery.deliveries + 1}",
        person=_whom(delivery),
        about=delivery.id,
        young_person=young_person,
        is_urgent=True,
        not_before=delivery.next_try_at,
    )
    put(session, notice, now)


def withdraw_notices(session: Session, alert_id: int, now: datetime) -> None:
    """Send nothing more of an alert, and show nothing more of it in Teams."""
    wanted = select(AlertDelivery.id).where(AlertDelivery.alert_id == alert_id)
    withdraw(session, KIND, list(session.execute(wanted).scalars()), now)
    withdraw_cards(session, alert_id, now)


def adopt(session: Session, now: datetime) -> int:
    """Put the notices of open alerts that have none waiting, as those of an older version have none; how many."""
    waits = (
        OutgoingMessage.kind == KIND,
        OutgoingMessage.about == AlertDelivery.id,
        OutgoingMessage.state == State.WAITING.value,
    )
    wanted = (
        select(AlertDelivery, Alert.young_person_id)
        .join(Alert, Alert.id == AlertDelivery.alert_id)
        .where(Alert.acknowledged_at.is_(None), ~exists().where(*waits))
    )
    found = session.execute(wanted).all()
    for delivery, young_person in found:
        put_notice(session, delivery, young_person, now)
    return len(found)


def _whom(delivery: Any) -> str:
    """Stands for the recipient: a duty team has no number, and each alert's is its own."""
    number = f"of alert {delivery.alert_id}" if delivery.recipient_id is None else delivery.recipient_id
    return f"{delivery.recipient} {number}"
