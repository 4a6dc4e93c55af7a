"""The rows of the outbox that show an alert in Teams, beside its emails: one for each account that is to hear of it.

They change nothing of the emails: what fails in Teams is no failure of those, and what is not stored here is told by email all the same.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.tables import PersonalAdviser, YoungPerson
from bot.delivery.alerts.alert_tables import AlertDelivery, Recipient
from bot.delivery.sending.outbox import put, withdraw
from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.delivery.staffing.linked_staff import linked_staff, of_adviser, of_managers

logger = logging.getLogger(__name__)

KIND = "staff_alert"
GIVE_UP = timedelta(days=1)  # of one card: while the alert is open the next one comes long before
_TIME = re.compile(r" time (\d+)")


@dataclass(frozen=True)
class Hearing:
    """Who hears of an alert in which step, and how long a step waits for somebody to take it on."""

    steps: Sequence[Sequence[Recipient]]
    wait: timedelta


def put_cards(session: Session, alert: Any, hearing: Hearing, now: datetime) -> int:
    """Put the first card of an alert for everybody who is to hear of it and has none; how many accounts that are.

    What goes wrong is logged by kind and leaves the transaction as it was.
    """
    try:
        with session.begin_nested():
            cards = list(_first_cards(session, alert, hearing, now))
            for card in cards:
                put(session, card, now)
            return len(cards)
    except Exception as error:  # noqa: BLE001 - the emails of the alert are in this transaction, and must not go with it
        logger.error("An alert could not be put for Teams: error=%s", type(error).__name__)
        return 0


def put_next(session: Session, row: Any, wait: timedelta, now: datetime) -> None:
    """The card that follows one that has left, while nobody takes the alert on."""
    key = _TIME.sub(f" time {times_of(row.key) + 1}", row.key)
    put(session, _card(row.about, row.young_person_id, key, row.person, now + wait), now)


def times_of(key: str) -> int:
    """Which card of an account a row is, from 1."""
    found = _TIME.search(key)
    return int(found[1]) if found else 1


def is_first(key: str) -> bool:
    """Whether a row is the first card of an account."""
    return times_of(key) == 1


def is_for(key: str, alert_id: int, account: int) -> bool:
    """Whether a row shows this alert to this account."""
    return key.startswith(f"alert {alert_id} to staff {account} time ")


def withdraw_cards(session: Session, alert_id: int, now: datetime) -> None:
    """Show nothing more of an alert."""
    withdraw(session, KIND, [alert_id], now)


def _first_cards(session: Session, alert: Any, hearing: Hearing, now: datetime) -> Iterator[Outgoing]:
    person = alert.young_person_id
    wanted = select(YoungPerson.personal_adviser_id, PersonalAdviser.team_id).join(
        PersonalAdviser, PersonalAdviser.id == YoungPerson.personal_adviser_id
    )
    whose = session.execute(wanted.where(YoungPerson.id == person)).one_or_none()
    if whose is None:
        return
    accounts = {
        Recipient.PERSONAL_ADVISER: of_adviser(whose.personal_adviser_id),
        Recipient.TEAM_MANAGER: of_managers(whose.team_id),
    }
    for number, step in enumerate(hearing.steps):
        for recipient in step:
            due = _due(session, alert, recipient, alert.raised_at + number * hearing.wait)
            for one in linked_staff(session, now, accounts[recipient]) if recipient in accounts else ():
                key = f"alert {alert.id} to staff {one.account} time 1"
                yield _card(alert.id, person, key, one.person, due)


def _due(session: Session, alert: Any, recipient: Recipient, planned: datetime) -> datetime:
    """As their email is: that may be sooner, where nobody of the step before has an address, or somebody passed the alert on."""
    theirs = (AlertDelivery.alert_id == alert.id, AlertDelivery.recipient == recipient.value)
    wanted = select(AlertDelivery.next_try_at, AlertDelivery.deliveries).where(*theirs)
    email = session.execute(wanted.where(AlertDelivery.channel == Channel.EMAIL.value)).one_or_none()
    if email is None:
        return planned
    soonest: datetime = alert.raised_at if email.deliveries else email.next_try_at
    return min(planned, soonest)


def _card(alert_id: int, person: int, key: str, whom: str, due: datetime) -> Outgoing:
    return Outgoing(
        kind=KIND,
        channel=Channel.TEAMS,
        key=key,
        person=whom,
        about=alert_id,
        young_person=person,
        is_urgent=True,
        is_fleeting=True,
        not_before=due,
        give_up_at=due + GIVE_UP,
    )
