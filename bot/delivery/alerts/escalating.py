"""Passing an alert on: the next steps of its escalation are taken now, not when their time comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.casework.codes import Role
from bot.delivery.alerts import alert_card_rows
from bot.delivery.alerts.alert_tables import Alert, AlertDelivery, Recipient
from bot.delivery.alerts.notice_rows import KIND
from bot.delivery.sending.outbox import retry
from bot.delivery.sending.outbox_tables import OutgoingMessage, State
from bot.identity.access.decisions import Action, Caller, demand, note
from bot.records.reach import SENDING, meanwhile

JUST_TOLD = timedelta(minutes=5)  # whoever was written to since is not written to again by a press
_NOBODY = -1  # no record has it: an alert that is not there is denied as somebody else's
_WAITS = OutgoingMessage.state == State.WAITING.value


@dataclass(frozen=True)
class PassedOn:
    """Who is told now; `is_taken` says that somebody had taken it on, so that nobody is."""

    told: frozenset[Recipient] = frozenset()
    is_taken: bool = False


def escalate(session: Session, caller: Caller, alert_id: int, now: datetime) -> PassedOn:
    """Tell the duty team and the team manager now, by email and in Teams; a manager who passes on tells the duty team.

    It stays open, and whoever heard of it before goes on hearing of it. Raises AccessDenied as `stored_alerts.acknowledge` does.
    """
    alert = session.get(Alert, alert_id, populate_existing=True)
    person = _NOBODY if alert is None else int(alert.young_person_id)
    demand(session, caller, Action.ALERT_ESCALATE, person, now)
    note(session, caller, Action.ALERT_ESCALATE, [person], now)
    if alert is None or alert.acknowledged_at is not None:
        return PassedOn(is_taken=True)
    with meanwhile(session, SENDING):
        return PassedOn(_emailed(session, alert_id, _others(caller), now) | _shown(session, alert_id, now))


def _others(caller: Caller) -> list[Recipient]:
    is_manager = caller.role is Role.TEAM_MANAGER
    return [Recipient.DUTY_TEAM] if is_manager else [Recipient.DUTY_TEAM, Recipient.TEAM_MANAGER]


def _emailed(session: Session, alert_id: int, others: list[Recipient], now: datetime) -> frozenset[Recipient]:
    told_before = or_(AlertDelivery.delivered_at.is_(None), AlertDelivery.delivered_at <= now - JUST_TOLD)
    theirs = (AlertDelivery.alert_id == alert_id, AlertDelivery.recipient.in_([one.value for one in others]))
    wanted = (
        select(AlertDelivery, OutgoingMessage)
        .join(OutgoingMessage, OutgoingMessage.about == AlertDelivery.id)
        .where(*theirs, told_before, OutgoingMessage.kind == KIND, _WAITS, OutgoingMessage.next_try_at > now)
    )
    found = session.execute(wanted).all()
    for delivery, row in found:
        delivery.next_try_at = now
        retry(session, row, now)
    return frozenset(Recipient(delivery.recipient) for delivery, _ in found)


def _shown(session: Session, alert_id: int, now: datetime) -> frozenset[Recipient]:
    """First cards that wait for their time are those of the manager."""
    theirs = (OutgoingMessage.kind == alert_card_rows.KIND, OutgoingMessage.about == alert_id)
    found: list[Any] = (
        session.execute(select(OutgoingMessage).where(*theirs, _WAITS, OutgoingMessage.next_try_at > now))
        .scalars()
        .all()
    )
    first = [row for row in found if alert_card_rows.is_first(row.key) and row.attempts == 0]
    for row in first:
        retry(session, row, now)
    return frozenset({Recipient.TEAM_MANAGER} if first else ())
