"""Invented people with plans and phones, the chore that queues texts to them, and a phone that can ask for what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from text_world import KEYED, LINE, NUMBER, Phone

from bot.caseload.text_settings import REMINDERS
from bot.casework.tables import Consent, PathwayPlan, PersonalAdviser, Team, YoungPerson
from bot.delivery.reminding.reminder_notices import ReminderNotices
from bot.delivery.reminding.reminder_queue import KIND, queue_due
from bot.delivery.reminding.reminder_rules import Rules
from bot.delivery.reminding.reminder_tables import Reminder
from bot.delivery.reminding.waiting_messages import KeptWaitingMessages
from bot.delivery.texting.text_costs import Prices
from bot.identity.by_phone.text_pins import Pins, proved_person
from bot.phrases import phrase
from bot.records.reach import OPERATOR, own
from bot.settings import Clock

if TYPE_CHECKING:
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

START = datetime(2026, 11, 22, 12)  # a Sunday
DUE = date(2026, 12, 6)  # fourteen days later: six months after the plan was signed
SIGNED = date(2026, 6, 6)
ADDRESS = "https://offer.example"
PIN = "8264"
NOTICE = "You have a message from your adviser's team. Reply 1 to read it. Reply STOP for no more texts."


@dataclass
class OfPhone(Clock):
    """The time of a phone that is not made yet."""

    phone: Phone | None = None

    def now(self) -> datetime:
        """Naive UTC."""
        assert self.phone is not None
        return self.phone.clock.now()


class Reminded(Phone):
    """A phone, and the hourly chore that texts first."""

    def __init__(self, database: Database, parameters: Parameters) -> None:
        """Put everything together; `caps` and `lines` may be changed later."""
        clock = OfPhone()
        self.lines: dict[str | None, str] = {}
        self.pounds: dict[str, Decimal] = {}
        self.is_off = False
        self.rules = Rules(
            lambda: parameters,
            Prices({LINE: Decimal(4)}, self.pounds),
            lambda council: self.lines.get(council, LINE),
            lambda: self.is_off,
        )
        waiting = KeptWaitingMessages(database, clock, self.rules, proved_person, ADDRESS)
        super().__init__(database, reminders=waiting, address=ADDRESS)
        clock.phone = self
        self.carrier = self.other(kinds={**self.carrier.kinds, KIND: ReminderNotices(self.rules)})

    def queue(self) -> int:
        """What the chore queues now."""
        return queue_due(self.database, self.rules, self.clock.now())

    def remind(self) -> list[str]:
        """What leaves when the chore was done."""
        self.queue()
        return self.leave()

    def at(self, day: date, hour: int = 12) -> None:
        """Go to a day and an hour, in UTC."""
        self.clock.moment = datetime(day.year, day.month, day.day, hour)

    def reminders(self) -> list[Reminder]:
        """Every row, oldest first."""
        with self.database.transaction() as session:
            return list(session.execute(select(Reminder).order_by(Reminder.id)).scalars())


def add(database: Database, number: int = 1, phone: str | None = NUMBER, **more: Any) -> None:
    """An invented young person of Rutland with an adviser, a signed plan and a PIN, who agreed to be reminded."""
    plan = {"authorised_on": SIGNED, "state": "authorised", **more.pop("plan", {})}
    has_adviser, consent = more.pop("has_adviser", True), more.pop("consent", True)
    with database.transaction(OPERATOR) as session:
        if session.get(PersonalAdviser, 1) is None:
            session.add(PersonalAdviser(id=1, name="Ada (invented)", team=Team(council="rutland", name="A")))
            session.flush()
        person = YoungPerson(
            id=number,
            reference=f"YP-{number}",
            preferred_name="Zebedee (invented)",
            phone=phone,
            phone_lookup=KEYED.phone(phone) if phone else None,
            personal_adviser_id=1 if has_adviser else None,
            plans=[PathwayPlan(state_since=SIGNED, **plan)],
            **{"council": "rutland", "birth_date": date(2006, 5, 4), "was_detained_at_16": False, **more},
        )
        session.add(person)
        session.flush()
        if consent:
            session.add(Consent(young_person_id=number, kind=REMINDERS, given_on=SIGNED))
    with database.transaction(own(number)) as session:
        Pins(KEYED).put(session, number, PIN, START)


def change(database: Database, number: int = 1, **values: Any) -> None:
    """Change somebody's record."""
    with database.transaction(OPERATOR) as session:
        person = session.get(YoungPerson, number)
        for name, value in values.items():
            setattr(person, name, value)


def change_plan(database: Database, number: int = 1, **values: Any) -> None:
    """Change somebody's newest plan."""
    with database.transaction(OPERATOR) as session:
        plan = session.get(YoungPerson, number).plans[-1]
        for name, value in values.items():
            setattr(plan, name, value)


def withdraw_consent(database: Database, number: int = 1, on: date = SIGNED) -> None:
    """They don't want to be reminded any more."""
    with database.transaction(OPERATOR) as session:
        theirs = (Consent.young_person_id == number, Consent.withdrawn_on.is_(None))
        for consent in session.execute(select(Consent).where(*theirs)).scalars():
            consent.withdrawn_on = max(on, consent.given_on)


def put_in(database: Database, *rows: Any) -> None:
    """Add rows to the records."""
    with database.transaction(OPERATOR) as session:
        session.add_all(rows)


def weeks(count: float) -> timedelta:
    """So many weeks."""
    return timedelta(weeks=count)


assert phrase("reminders.notice") == NOTICE
