"""One invented team with an adviser, two young people, a clock that is moved by hand and somebody who carries notices."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.casework.codes import Role
from bot.casework.tables import AuditEvent, PersonalAdviser, Team, YoungPerson
from bot.delivery.alerts.alert_desk import AlertDesk
from bot.delivery.alerts.alert_tables import AlertDelivery
from bot.delivery.alerts.notice_rows import KIND
from bot.delivery.alerts.notices import AlertNotices
from bot.delivery.alerts.stored_alerts import Rules, raise_alert
from bot.delivery.sending.carrying import Carrier, send_due
from bot.delivery.sending.outgoing import Channel
from bot.identity.access.decisions import Caller, audited
from bot.identity.sign_in.sessions import Sessions, new_token
from bot.records.keyed import Keyed
from bot.safeguarding.finding import Danger

if TYPE_CHECKING:
    from bot.delivery.sending.outgoing import Outgoing
    from bot.records.database import Database

NOW = datetime(2026, 11, 22, 12)
PA_PHONE, DUTY_PHONE = "01632 960101", "01632 960198"
PA, DUTY, MANAGER = "pa@example.org", "duty@example.org", "manager@example.org"
NAME, REFERENCE = "Zebedee Markerson (invented)", "YP-MARKER-1042"
DANGER = Danger("crisis_self_harm")
RULES = Rules({"rutland": DUTY}.get)
NOBODY_ON_DUTY = Rules(lambda _council: None)
ADDRESS = "https://offer.example.org"


@dataclass
class HandClock:
    """Time that stands still until it is moved."""

    moment: datetime = NOW

    def now(self) -> datetime:
        """Naive UTC."""
        return self.moment

    def today(self) -> date:
        """The day."""
        return self.moment.date()

    def pass_minutes(self, minutes: float) -> None:
        """Let time pass."""
        self.moment += timedelta(minutes=minutes)


@dataclass
class Outbox:
    """A provider that keeps what it was given, or fails as told."""

    fails_with: Exception | None = None
    sent: list[Outgoing] = field(default_factory=list)
    name: str = "test"

    def send(self, notice: Outgoing) -> None:
        """Keep it."""
        if self.fails_with:
            raise self.fails_with
        self.sent.append(notice)

    def to(self) -> list[str | None]:
        """Who was written to, in order."""
        return [notice.recipient for notice in self.sent]


@dataclass(frozen=True)
class World:
    """Ids of the one whom it is about, of somebody else's young person, and of those who work with them."""

    person: int
    other: int
    adviser: int
    other_adviser: int
    team: int


def make_world(
    database: Database,
    adviser_email: str | None = PA,
    manager_email: str | None = MANAGER,
    council: str = "rutland",
    phones: tuple[str | None, str | None] = (PA_PHONE, DUTY_PHONE),
) -> World:
    """Make it; `phones` are the adviser's and the team's duty number."""
    team = Team(council=council, name="Leaving care", manager_email=manager_email, duty_phone=phones[1])
    adviser = PersonalAdviser(name="Sam Okafor (invented)", email=adviser_email, phone=phones[0], team=team)
    elsewhere = PersonalAdviser(
        name="Jo Lindqvist (invented)",
        email="elsewhere@example.org",
        team=Team(council="rotherham", name="Other"),
    )
    person = YoungPerson(
        reference=REFERENCE,
        preferred_name=NAME,
        birth_date=date(2008, 2, 29),
        council=council,
        personal_adviser=adviser,
    )
    other = YoungPerson(
        reference="YP-OTHER",
        preferred_name="Robin (invented)",
        birth_date=date(2008, 2, 29),
        council="rotherham",
        personal_adviser=elsewhere,
    )
    with database.transaction() as session:
        session.add_all([person, other])
        session.flush()
        return World(int(person.id), int(other.id), int(adviser.id), int(elsewhere.id), int(team.id))


def an_alert(
    database: Database, person: int, danger: Danger = DANGER, rules: Rules = RULES, now: datetime = NOW
) -> int:
    """Raise one with the young person's yes."""
    with audited(database) as session:
        return raise_alert(session, person, danger, rules, now, with_consent=True)


def a_post(database: Database, provider: Any, rules: Rules = RULES) -> Carrier:
    """What a round needs."""
    return Carrier(database, {Channel.EMAIL.value: provider}, {KIND: AlertNotices(rules, ADDRESS)})


def a_round(post: Carrier, clock: HandClock) -> tuple[int, int]:
    """One round: how many were taken, how many not."""
    sent = send_due(post, clock.now)
    return sent.delivered, sent.failed


def signed_in(
    database: Database, keyed: Keyed, person: int | None, clock: HandClock
) -> tuple[AlertDesk, str]:
    """A desk, and a conversation in which this person, or nobody, is signed in."""
    return a_desk(database, keyed, clock), a_conversation(database, keyed, person, clock)


def a_desk(database: Database, keyed: Keyed, clock: HandClock, rules: Rules = RULES) -> AlertDesk:
    """The desk that the front door asks."""
    return AlertDesk(database, Sessions(keyed), clock, rules)  # type: ignore[arg-type]


def a_conversation(database: Database, keyed: Keyed, person: int | None, clock: HandClock) -> str:
    """The key of a conversation that just began."""
    sessions, token = Sessions(keyed), new_token()
    with database.transaction() as session:
        conversation = sessions.visit(session, token, clock.now()).conversation
        if person is not None:
            sessions.sign_in(session, token, new_token(), person)
    return conversation


def adviser_of(adviser_id: int) -> Caller:
    """An adviser who is signed in."""
    return Caller(Role.PERSONAL_ADVISER, "staff:1", personal_adviser_id=adviser_id)


def events(database: Database) -> list[tuple[str, str, str, int | None, str]]:
    """The audit: role, actor, action, person, outcome."""
    columns = (AuditEvent.role, AuditEvent.actor, AuditEvent.action, AuditEvent.person, AuditEvent.outcome)
    with database.transaction() as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(AuditEvent.id))]


def deliveries(database: Database) -> dict[str, Any]:
    """Every delivery by its recipient."""
    with database.transaction() as session:
        return {
            row.recipient: row
            for row in session.execute(select(AlertDelivery).order_by(AlertDelivery.id)).scalars()
        }
