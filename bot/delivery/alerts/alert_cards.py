"""Alerts as cards in Teams: shown at once, at night too, and again until somebody takes the alert on in any channel.

Who sees one is who may acknowledge it on the staff page at that moment. Emails neither wait for a card nor are saved by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.tables import YoungPerson
from bot.delivery.alerts.alert_card_rows import Hearing, is_for, put_cards, put_next, times_of
from bot.delivery.alerts.alert_card_words import alert_answer
from bot.delivery.alerts.alert_tables import Alert, Unasked
from bot.delivery.alerts.notices import remind_after
from bot.delivery.alerts.one_alert import known
from bot.delivery.alerts.stored_alerts import ASSISTANT, Rules, steps_for
from bot.delivery.staffing.late_notices import Letter
from bot.delivery.staffing.linked_staff import Addressee, addressee_of
from bot.identity.access.decisions import Action, Caller, demand, may, note
from bot.records.database import Database
from bot.records.reach import SENDING

QUEUE_EVERY = 1  # minutes


def queue_cards(database: Database, rules: Rules, now: datetime) -> int:
    """Put cards of open alerts for who has none: who was linked since, or whose case it has become; how many accounts hear of one."""
    with database.transaction(SENDING) as session:
        wanted = select(Alert, YoungPerson.council).join(YoungPerson, YoungPerson.id == Alert.young_person_id)
        found = session.execute(wanted.where(Alert.acknowledged_at.is_(None))).all()
        return sum(
            put_cards(session, alert, hearing_of(alert, council, rules), now) for alert, council in found
        )


def hearing_of(alert: Any, council: str, rules: Rules) -> Hearing:
    """Who is to hear of an alert, and when."""
    is_told = alert.unasked == Unasked.ADVISER.value
    return Hearing(
        steps_for(council, rules, is_claim=alert.texted_from is not None, is_told=is_told), rules.wait
    )


def write_card(session: Session, row: Any, addressee: Addressee, now: datetime) -> Optional[Letter]:
    """See `late_notices.Write`: None once somebody has taken it on, or for whom it is not theirs any more."""
    alert = session.get(Alert, row.about, populate_existing=True)
    if alert is None or alert.acknowledged_at is not None:
        return None
    if not is_for(row.key, int(alert.id), addressee.account):
        return None
    person = int(alert.young_person_id)
    if not may(session, addressee.caller, Action.ALERT_ACKNOWLEDGE, person):
        return None
    answer = alert_answer(known(session, alert), is_again=times_of(row.key) > 1)
    return Letter((answer,), frozenset({person}))


@dataclass(frozen=True)
class ShownAgain:
    """Told that a card has left: keeps who got it, and puts the next one. `wait` is how long an alert waits for an answer."""

    wait: timedelta

    def __call__(self, session: Session, row: Any, now: datetime) -> None:
        """See `late_notices.After`."""
        alert = session.get(Alert, row.about)
        if alert is None:
            return
        _keep_who_got_it(session, row, int(alert.young_person_id), now)
        if alert.acknowledged_at is None:
            put_next(session, row, remind_after(times_of(row.key), self.wait), now)


def _keep_who_got_it(session: Session, row: Any, person: int, now: datetime) -> None:
    addressee = addressee_of(session, row.person, now)
    actor = addressee.caller.actor if addressee else "nobody"
    caller = Caller(ASSISTANT.role, f"teams to {actor}")
    demand(session, caller, Action.ALERT_DELIVER, person, now)
    note(session, caller, Action.ALERT_DELIVER, [person], now)
