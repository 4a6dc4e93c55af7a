"""An invented adviser in Teams, the service that carries what they write, and everything between it and a dialogue that says what it heard."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
from sqlalchemy import select
from stand_ins.token_issuer import APP_ID, APP_SECRET, TENANT, TokenIssuer
from starlette.applications import Starlette

from bot.answer import Answer, Choice
from bot.channels.teams.arrived_activities import ArrivedActivities
from bot.channels.teams.issuer_keys import IssuerKeys, fetch_keys
from bot.channels.teams.past_the_outbox import PastTheOutbox
from bot.channels.teams.service_hosts import ServiceHosts
from bot.channels.teams.teams_hooks import MESSAGES, TeamsHooks
from bot.channels.teams.teams_proof import TeamsProof
from bot.channels.teams.teams_settings import TeamsSetup
from bot.delivery.conversation.conversation_tables import SeenMessage
from bot.delivery.conversation.inbox_store import InboxStore
from bot.delivery.conversation.journal import DatabaseJournal
from bot.delivery.conversation.receiving import Receiving
from bot.front_door import FrontDoor
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.identity.by_teams.teams_users import TeamsUsers
from bot.records.keyed import Keyed
from bot.settings import Clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from bot.delivery.conversation.journal import Line
    from bot.delivery.sending.outgoing import Outgoing
    from bot.delivery.staffing.staff_step import StaffMessage
    from bot.records.database import Database

KEYED = Keyed(b"invented")
SERVICE = "https://smba.trafficmanager.net/uk/"
OBJECT_ID = "11111111-aaaa-4bbb-8ccc-invented0001"
BOT, USER = f"28:{APP_ID}", "29:invented-user"
STATUS = Choice(label="Status", kind="staff", value="status/17")
DANGER = "I want to kill myself"


def setup_of(issuer: TokenIssuer, *hosts: str, tenants: Mapping[str, str | None] | None = None) -> TeamsSetup:
    """Our bot, which believes this issuer; no host of this machine is allowed, unless it is named."""
    return TeamsSetup(
        APP_ID,
        APP_SECRET,
        TENANT,
        tenants or {TENANT: "rutland"},
        ServiceHosts(hosts),
        issuer.metadata,
        issuer.token_url,
    )


def activity(**changed: Any) -> dict[str, Any]:
    """What Teams' service sends of a message in a private chat (MicrosoftDocs/msteams-docs, conversation-messages.md), with changes."""
    return {
        "type": "message",
        "id": "1732900000001",
        "timestamp": "2026-11-29T12:00:00.000Z",
        "localTimestamp": "2026-11-29T12:00:00.000+00:00",
        "localTimezone": "Europe/London",
        "serviceUrl": SERVICE,
        "channelId": "msteams",
        "from": {"id": USER, "name": "Ann Adviser (invented)", "aadObjectId": OBJECT_ID},
        "conversation": {"id": "a:invented-chat", "conversationType": "personal", "tenantId": TENANT},
        "recipient": {"id": BOT, "name": "Local offer"},
        "textFormat": "plain",
        "text": "hello",
        "locale": "en-GB",
        "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Windows"}],
        "channelData": {"tenant": {"id": TENANT}},
        **changed,
    }


def in_group(**changed: Any) -> dict[str, Any]:
    """The same in a group chat."""
    chat = {
        "id": "19:invented@thread.v2",
        "conversationType": "groupChat",
        "tenantId": TENANT,
        "isGroup": True,
    }
    return activity(conversation=chat, **changed)


@dataclass
class Echo:
    """A dialogue that says again what it heard."""

    heard: list[tuple[str, Choice | None]] = field(default_factory=list)

    async def respond(
        self,
        conversation: str,
        text: str,
        choice: Choice | None = None,
        council: str | None = None,
        message_id: str = "",
    ) -> list[Answer]:
        """The text."""
        self.heard.append((text, choice))
        return [Answer(lead=f"You said: {text}", place=council or "")]

    async def take_back(self, conversation: str, message_id: str) -> None:
        """Nothing is kept."""

    def about(self, text: str) -> Awaitable[None]:
        """Nobody knows."""
        raise LookupError

    def forget(self, conversation: str) -> None:
        """Nothing is kept."""


@dataclass
class Desk:
    """A desk that keeps what it was asked, and leaves words to the dialogue."""

    asked: list[StaffMessage] = field(default_factory=list)

    def answer(self, message: StaffMessage) -> list[Answer] | None:
        """Greets, and answers buttons."""
        self.asked.append(message)
        if message.choice is None:
            return None
        return [Answer(lead=f"The desk: {message.choice.value}", choices=(STATUS,))]


@dataclass
class Connector:
    """A provider that keeps what it was given; what it was told, it raises first."""

    faults: list[Exception] = field(default_factory=list)
    sent: list[Outgoing] = field(default_factory=list)
    name: str = "teams"

    def send(self, outgoing: Outgoing) -> str:
        """Keep it."""
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append(outgoing)
        return "ref"

    def texts(self) -> list[str]:
        """The words of all of it."""
        return [json.loads(str(one.text))["text"] for one in self.sent]


@dataclass
class Moved(Clock):
    """Time that stands still until it is moved."""

    moment: datetime = datetime(2026, 11, 29, 12)

    def now(self) -> datetime:
        """Naive UTC."""
        return self.moment

    def today(self) -> date:
        """The day."""
        return self.moment.date()


class Chat:
    """Teams' service on one side and the assistant on the other; what comes back is kept in `said`."""

    def __init__(self, database: Database, issuer: TokenIssuer, *hosts: str) -> None:
        """Put everything together."""
        self.database, self.issuer, self.clock = database, issuer, Moved()
        self.echo, self.desk, self.connector, self.said = Echo(), Desk(), Connector(), list[Answer]()
        self.setup, self.seconds = setup_of(issuer, *hosts), [1000.0]
        self.keys = IssuerKeys(lambda: fetch_keys(self.setup.openid), lambda: self.seconds[0])
        self.journal = DatabaseJournal(database, self.clock)
        self.door = FrontDoor(self.echo, self.journal, 1000, desk=self.desk, deliver={"teams": self._deliver})
        store = InboxStore(database, self.clock)
        self.receiving = Receiving(
            store, self.door.lanes, self.door.held, self.door.look, self.door.handle, ["sms"]
        )
        self.users = TeamsUsers(KEYED)
        self.arrived = ArrivedActivities(
            self.door,
            self.receiving,
            database,
            self.users,
            self.clock,
            PastTheOutbox(self.door, self.connector, self.setup.hosts),
            self.setup.council_of,
        )

    async def send(self, given: Any, token: str | None = None, **how: Any) -> int:
        """A call of Teams' service, with a good token for its address, unless another is to be shown; the status."""
        service = given.get("serviceUrl", "") if isinstance(given, dict) else SERVICE
        shown = self.issuer.token(str(service)) if token is None else token
        return (await self.call(given, f"Bearer {shown}", **how)).status_code

    async def call(self, given: Any, authorization: str, method: str = "POST") -> httpx.Response:
        """A call, whatever it shows; bytes are sent as they are."""
        body = given if isinstance(given, bytes) else json.dumps(given).encode()
        headers = {"authorization": authorization, "content-type": "application/json"}
        routes = TeamsHooks(TeamsProof(self.setup, self.keys), self.arrived).routes()
        transport = httpx.ASGITransport(Starlette(routes=routes))
        async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
            return await client.request(method, MESSAGES, content=body, headers=headers)

    async def settle(self) -> list[str]:
        """Until everything that waits is answered; all that was answered so far."""
        await self.receiving.work_once()
        await self.receiving.settle()
        await self.door.late.settle()
        return self.leads()

    def leads(self) -> list[str]:
        """What was answered so far."""
        return [answer.lead for answer in self.said]

    def who(self, object_id: str = OBJECT_ID, tenant: str = TENANT) -> TeamsUser | None:
        """What is kept of an account."""
        with self.database.transaction() as session:
            return session.get(TeamsUser, self.users.lookup(tenant, object_id))

    def stored(self) -> int:
        """How much there is of anybody in Teams: accounts, and messages that came in."""
        with self.database.transaction() as session:
            return sum(
                len(session.execute(select(what)).all()) for what in (TeamsUser.lookup, SeenMessage.id)
            )

    def change(self, **columns: Any) -> None:
        """Change what is kept of the adviser's account."""
        with self.database.transaction() as session:
            row = session.get(TeamsUser, self.users.lookup(TENANT, OBJECT_ID))
            for name, value in columns.items():
                setattr(row, name, value)

    def pass_time(self, **time: float) -> None:
        """Let time pass."""
        self.clock.moment += timedelta(**time)

    def _deliver(self, _session: Any, _conversation: str, lines: list[Line]) -> None:
        self.said += [line.answer for line in lines if line.answer]
