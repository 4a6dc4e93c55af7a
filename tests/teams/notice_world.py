"""Invented advisers and managers with Teams, their young people, and a provider of Teams that keeps what it is given."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.answer import Answer
from bot.answer_data import as_data, from_data
from bot.casework.tables import (
    AuditEvent,
    CallBackRequest,
    ContactRecord,
    PathwayPlan,
    PersonalAdviser,
    StaffAccount,
    Team,
    YoungPerson,
)
from bot.delivery.sending.carrying import Carrier, send_due
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.sending.outgoing import Channel
from bot.delivery.sending.waits import night_of
from bot.delivery.staffing import digests
from bot.delivery.staffing.digests import Digests, queue_digests
from bot.delivery.staffing.late_notices import LateNotices
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.records.reach import OPERATOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.delivery.conversation.journal import Line
    from bot.delivery.sending.kinds import Kind
    from bot.delivery.sending.outgoing import Outgoing
    from bot.entitlements.parameters import Parameters
    from bot.records.database import Database

MONDAY = datetime(2026, 11, 30, 8)  # eight in London too
NIGHT = night_of("21:00-08:00")
COUNCIL = "rutland"


@dataclass
class HandClock:
    """Time that stands still until it is moved."""

    moment: datetime = MONDAY

    def now(self) -> datetime:
        """Naive UTC."""
        return self.moment


@dataclass
class Teams:
    """A provider that keeps what it was given; with `faults` of a chat it raises those first, once each."""

    faults: dict[str, list[Exception]] = field(default_factory=dict)
    sent: list[Outgoing] = field(default_factory=list)
    name: str = "teams"

    def send(self, outgoing: Outgoing) -> str:
        """Keep it."""
        if waiting := self.faults.get(str(outgoing.recipient)):
            raise waiting.pop(0)
        self.sent.append(outgoing)
        return f"activity {len(self.sent)}"


def render(line: Line) -> list[str]:
    """A stand-in for the channel's renderer: what a locked phone shows, then the whole answer with its card."""
    assert line.answer is not None
    text = {"kind": "text", "text": f"{line.answer.title}. {line.answer.lead}"}
    card = {"kind": "card", "line": line.id, "answer": as_data(line.answer)}
    return [json.dumps(text), json.dumps(card)]


@dataclass(frozen=True)
class Told:
    """One card that arrived: in which chat, whose line it is, and what it says."""

    chat: str
    line: str
    answer: Answer

    @property
    def names(self) -> list[str]:
        """The names on it, as they stand there."""
        assert self.answer.card is not None
        card = self.answer.card
        return [*(row.title for row in card.rows), *(moment.who for moment in card.moments)]


class Post:
    """A database, the time, Teams, and what is done to tell staff."""

    def __init__(self, database: Database, parameters: Parameters, **kinds: Kind) -> None:
        """Put it together; `kinds` are more than digests."""
        self.database, self.clock, self.teams, self.night = database, HandClock(), Teams(), NIGHT
        written: dict[str, Kind] = {digests.KIND: LateNotices(Digests(lambda: parameters), render), **kinds}
        self.carrier = Carrier(database, {Channel.TEAMS.value: self.teams}, written)

    def queue(self) -> int:
        """What the hourly chore puts."""
        return queue_digests(self.database, self.night, self.clock.now())

    def leave(self) -> list[Told]:
        """Everything that is due, until nothing leaves; the cards that arrived."""
        before = len(self.teams.sent)
        self.send()
        return [card for one in self.teams.sent[before:] if (card := told(one))]

    def send(self) -> None:
        """Everything that is due, until nothing leaves."""
        while send_due(self.carrier, self.clock.now).delivered:
            pass

    def digest(self) -> list[Told]:
        """Queue and send."""
        self.queue()
        return self.leave()

    def at(self, moment: datetime) -> None:
        """Go to a moment, in UTC."""
        self.clock.moment = moment

    def rows(self) -> list[Any]:
        """The outbox."""
        with self.database.transaction() as session:
            return list(session.execute(select(OutgoingMessage).order_by(OutgoingMessage.id)).scalars())


def told(sent: Outgoing) -> Told | None:
    """The card of an activity, if it is one."""
    found = json.loads(str(sent.text))
    if found["kind"] != "card":
        return None
    return Told(str(sent.recipient), found["line"], from_data(found["answer"]))


def shown_on_a_locked_phone(post: Post) -> list[str]:
    """The text activities."""
    found = [json.loads(str(one.text)) for one in post.teams.sent]
    return [one["text"] for one in found if one["kind"] == "text"]


def add_team(database: Database, number: int = 1, council: str = COUNCIL) -> None:
    """A team without people."""
    put_in(database, Team(id=number, council=council, name=f"Team {number}"))


def add_adviser(database: Database, number: int, team: int = 1, **user: Any) -> None:
    """An adviser whose account, of the same number, is linked to Teams."""
    adviser = PersonalAdviser(id=number, team_id=team, name=f"Adviser {number} (invented)")
    put_in(database, adviser)
    add_account(database, number, role="personal_adviser", personal_adviser_id=number, **user)


def add_account(
    database: Database, number: int, user: Mapping[str, Any] | None = None, **account: Any
) -> None:
    """An account of staff; `user` changes who it is in Teams."""
    put_in(database, StaffAccount(id=number, subject_lookup=f"{number:064}", **account))
    columns = {
        "lookup": f"user-{number}",
        "conversation": f"teams-{number}",
        "reference": f"chat-{number}",
        "last_heard_at": MONDAY - timedelta(days=9),
        "staff_account_id": number,
        "is_installed": True,
    }
    put_in(database, TeamsUser(**{**columns, **(user or {})}))


def add_person(
    database: Database,
    number: int,
    adviser: int | None = 1,
    signed: date = date(2026, 8, 1),
    contact: date | None = date(2026, 11, 20),
    **more: Any,
) -> None:
    """A young person with a plan that was signed on a day, and a last visit on another. Nothing of them is due around `MONDAY`."""
    plan = PathwayPlan(state="authorised", state_since=signed, authorised_on=signed)
    columns = {
        "reference": f"YP-{number}",
        "preferred_name": f"Kit-{number} (invented)",
        "birth_date": date(2007, 3, 4),
        "council": COUNCIL,
        "personal_adviser_id": adviser,
        "was_detained_at_16": False,
    }
    put_in(database, YoungPerson(id=number, plans=[plan], **{**columns, **more}))
    if contact is not None:
        put_in(
            database,
            ContactRecord(young_person_id=number, kind="visit", is_meaningful=True, happened_on=contact),
        )


def ask_call(database: Database, person: int, asked_at: datetime, **more: Any) -> int:
    """Somebody asks to be called; the number of the request."""
    request = CallBackRequest(young_person_id=person, asked_at=asked_at, **more)
    put_in(database, request)
    return int(request.id)


def put_in(database: Database, *rows: Any) -> None:
    """Add rows to the records."""
    with database.transaction(OPERATOR) as session:
        session.add_all(rows)


def change(database: Database, table: Any, key: Any, **values: Any) -> None:
    """Change a row of the records."""
    with database.transaction(OPERATOR) as session:
        row = session.get(table, key)
        for name, value in values.items():
            setattr(row, name, value)


def looks(database: Database) -> list[tuple[str, str, int | None]]:
    """The audit: who, what, whom, in a settled order."""
    columns = (AuditEvent.actor, AuditEvent.action, AuditEvent.person)
    with database.transaction(OPERATOR) as session:
        return sorted(tuple(row) for row in session.execute(select(*columns)))
