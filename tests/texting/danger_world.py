"""A phone whose number is on the record of an invented person, with an adviser and a duty team that can be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from text_world import KEYED, LINE, NUMBER, Phone

from bot.casework.tables import AuditEvent, PersonalAdviser, Team, YoungPerson
from bot.delivery.alerts.alert_tables import Alert, AlertDelivery
from bot.delivery.alerts.notice_rows import KIND
from bot.delivery.alerts.notices import AlertNotices
from bot.delivery.alerts.stored_alerts import Rules
from bot.delivery.sending.carrying import Carrier, send_due
from bot.delivery.sending.outbox import put
from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.delivery.texting.danger_texts import DangerText
from bot.delivery.texting.text_kinds import ANSWER
from bot.identity.by_phone.text_pins import Pins
from bot.identity.by_phone.texters import Texters
from bot.records.reach import OPERATOR, own

if TYPE_CHECKING:
    from bot.records.database import Database

DANGER = "I want to kill myself"
NAME, ADVISER, TEAM = "Zebedee Markerson (invented)", "Sam Okafor (invented)", "Leaving care north"
REFERENCE, PIN = "YP-MARKER-1042", "8264"
PA_PHONE, DUTY_PHONE = "01632 960101", "01632 960198"
PA, DUTY, MANAGER = "pa@example.org", "duty@example.org", "manager@example.org"
RULES = Rules({"rutland": DUTY}.get)
NOBODY_ON_DUTY = Rules(lambda _council: None)
PERSON = 1


@dataclass
class Mailbox:
    """A provider of email that keeps what it was given."""

    sent: list[Outgoing]
    name: str = "mail"

    def send(self, notice: Outgoing) -> None:
        """Keep it."""
        self.sent.append(notice)


def add_person(database: Database, number: str = NUMBER) -> None:
    """The invented person, with a PIN."""
    with database.transaction(OPERATOR) as session:
        team = Team(council="rutland", name=TEAM, manager_email=MANAGER, duty_phone=DUTY_PHONE)
        adviser = PersonalAdviser(name=ADVISER, email=PA, phone=PA_PHONE, team=team)
        session.add(
            YoungPerson(
                id=PERSON,
                reference=REFERENCE,
                council="rutland",
                preferred_name=NAME,
                birth_date=date(2006, 5, 4),
                phone=number,
                phone_lookup=KEYED.phone(number),
                personal_adviser=adviser,
                was_detained_at_16=False,
            )
        )
    with database.transaction(own(PERSON)) as session:
        Pins(KEYED).put(session, PERSON, PIN, datetime(2026, 11, 22, 12))


def prove(phone: Phone, number: str = NUMBER) -> None:
    """Whoever texts has proved with their PIN who they are."""
    with phone.database.transaction(OPERATOR) as session:
        row = phone.who(number)
        session.merge(row).young_person_id = PERSON


def put_ordinary(phone: Phone, count: int, number: str = NUMBER) -> None:
    """So many ordinary texts that wait to leave."""
    with phone.database.transaction(OPERATOR) as session:
        for place in range(count):
            key = f"ordinary {number} {phone.clock.now()} {place}"
            lookup = Texters(KEYED).lookup(number)
            text = Outgoing(ANSWER, Channel.SMS, key, lookup, number, f"Ordinary {place}", route=LINE)
            put(session, text, phone.clock.now())


def alerts(phone: Phone) -> list[Any]:
    """Every alert, oldest first."""
    with phone.database.transaction(OPERATOR) as session:
        return list(session.execute(select(Alert).order_by(Alert.id)).scalars())


def told_at_once(phone: Phone) -> set[str]:
    """Who hears of the newest alert at once."""
    with phone.database.transaction(OPERATOR) as session:
        newest = select(AlertDelivery).where(AlertDelivery.next_try_at <= phone.clock.now())
        return {str(row.recipient) for row in session.execute(newest).scalars()}


def outcomes(phone: Phone) -> list[str | None]:
    """What became of each danger that was texted."""
    with phone.database.transaction(OPERATOR) as session:
        return list(session.execute(select(DangerText.outcome).order_by(DangerText.id)).scalars())


def raisers(phone: Phone) -> list[str]:
    """Who raised alerts, as the audit has it."""
    wanted = select(AuditEvent.role).where(AuditEvent.action == "alert_raise").order_by(AuditEvent.id)
    with phone.database.transaction(OPERATOR) as session:
        return list(session.execute(wanted).scalars())


def mails(phone: Phone, rules: Rules = RULES) -> list[Outgoing]:
    """What is emailed now."""
    box = Mailbox([])
    kinds = {KIND: AlertNotices(rules, "https://offer.example.org")}
    send_due(Carrier(phone.database, {Channel.EMAIL.value: box}, kinds), phone.clock.now, kind=KIND)
    return box.sent
