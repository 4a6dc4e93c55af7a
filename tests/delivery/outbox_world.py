"""Messages to invented people, and a provider that does as it is told."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.delivery.sending.carrying import Carrier, Sent, send_due
from bot.delivery.sending.outbox import put
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.sending.outgoing import Channel, Outgoing

if TYPE_CHECKING:
    from alert_world import HandClock

    from bot.records.database import Database

NUMBER, WORDS = "+447700900123", "Marked words for Zebedee"


@dataclass
class Teller:
    """A provider that keeps what it was given, in order; what it was told of a key, it raises first, once each."""

    faults: dict[str, list[Exception]] = field(default_factory=dict)
    sent: list[Outgoing] = field(default_factory=list)
    name: str = "teller"

    def send(self, outgoing: Outgoing) -> str:
        """Keep it; its reference is made of its key."""
        if waiting := self.faults.get(outgoing.key):
            raise waiting.pop(0)
        self.sent.append(outgoing)
        return f"ref {outgoing.key}"

    def of(self, person: str) -> list[str]:
        """What was sent whose key begins with somebody."""
        return [one.key for one in self.sent if one.key.startswith(person)]

    def keys(self) -> list[str]:
        """What was sent, in order."""
        return [one.key for one in self.sent]


def a_text(key: str, person: str = "anna", **changed: Any) -> Outgoing:
    """A text that can wait."""
    return replace(Outgoing("reminder", Channel.SMS, key, person, NUMBER, WORDS), **changed)


def put_all(database: Database, now: datetime, *messages: Outgoing) -> list[int]:
    """Store them in one transaction."""
    with database.transaction() as session:
        return [put(session, message, now) for message in messages]


def a_carrier(database: Database, teller: Any, **changed: Any) -> Carrier:
    """What a round needs."""
    return Carrier(database, {Channel.SMS.value: teller, Channel.EMAIL.value: teller}, **changed)


def a_round(carrier: Carrier, clock: HandClock) -> Sent:
    """One round of everything."""
    return send_due(carrier, clock.now)


def states(database: Database) -> dict[str, str]:
    """The state of each message by its key."""
    with database.transaction() as session:
        rows = session.execute(select(OutgoingMessage.key, OutgoingMessage.state))
        return {key: str(state) for key, state in rows}


def row(database: Database, key: str) -> Any:
    """A message's row."""
    with database.transaction() as session:
        return session.execute(select(OutgoingMessage).where(OutgoingMessage.key == key)).scalar_one()
