"""A phone of an invented person, and everything between it and a dialogue that says again what it heard."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.answer import Answer, Choice, Paragraph, SourceLine
from bot.channels.sms.arrived_texts import Arrived, ArrivedTexts
from bot.channels.sms.text_delivery import TextDelivery
from bot.delivery.alerts.alert_desk import AlertDesk
from bot.delivery.conversation.inbox_store import InboxStore
from bot.delivery.conversation.journal import DatabaseJournal
from bot.delivery.conversation.receiving import TOGETHER, Receiving
from bot.delivery.sending.carrying import Carrier, send_due
from bot.delivery.texting.fragments import twilio_fragments
from bot.delivery.texting.hanging_danger import HangingDanger
from bot.delivery.texting.network_limits import NetworkLimits
from bot.delivery.texting.text_costs import Prices
from bot.delivery.texting.text_kinds import ABOUT_TEXTING, ANSWER, TextAnswers, TextCosts, may_text
from bot.delivery.texting.text_talks import CHANNEL, KeptTalks
from bot.delivery.texting.text_words import stands_alone
from bot.front_door import FrontDoor
from bot.identity.by_phone import texters
from bot.identity.by_phone.text_pins import Pins
from bot.identity.by_phone.texter_tables import TextConsent, Texter
from bot.identity.by_phone.texters import Texters
from bot.identity.sign_in.sessions import Sessions
from bot.records.keyed import Keyed
from bot.records.reach import talk
from bot.settings import Clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from bot.delivery.alerts.stored_alerts import Rules
    from bot.delivery.sending.outgoing import Outgoing
    from bot.records.database import Database

NUMBER, OTHER_NUMBER, OURS = "+447700900123", "+447700900456", "+447700900111"
KEYED = Keyed(b"invented")
LINE = "console"
SOURCE = SourceLine(title="An invented paper")
BUSES, BIKES = (Choice(label=word, kind="topic", value=word.lower()) for word in ("Buses", "Bikes"))
LONG = " ".join(f"This is sentence {number} of many that are kept whole." for number in range(30))
ANSWERS = {
    "buses": Answer(lead="Buses are free.", topic="buses", sources=(SOURCE,), choices=(BUSES, BIKES)),
    "bikes": Answer(lead="Bikes cost little.", topic="bikes", sources=(SOURCE,), choices=(BUSES,)),
    "long": Answer(lead="It is long.", topic="long", sources=(SOURCE,), paragraphs=(Paragraph(text=LONG),)),
    "rutland": Answer(
        lead="In Rutland it is so.", topic="buses", place="rutland", own_council="rutland", sources=(SOURCE,)
    ),
    "and in rotherham": Answer(lead="In Rotherham it is not.", topic="buses", place="rotherham"),
}


@dataclass
class Dialogue:
    """Knows a few answers; to everything else it says what it heard."""

    heard: list[tuple[str, Choice | None, str | None]] = field(default_factory=list)
    fault: Exception | None = None

    async def respond(
        self,
        conversation: str,
        text: str,
        choice: Choice | None = None,
        council: str | None = None,
        message_id: str = "",
    ) -> list[Answer]:
        """The answer of the choice or the word."""
        self.heard.append((text, choice, council))
        if self.fault:
            raise self.fault
        known = choice.value if choice else text
        return [ANSWERS.get(known, Answer(lead=f"You said: {known}"))]

    async def take_back(self, conversation: str, message_id: str) -> None:
        """Nothing is kept."""

    def about(self, text: str) -> Awaitable[None]:
        """Nobody knows."""
        raise LookupError

    def forget(self, conversation: str) -> None:
        """Nothing is kept."""


@dataclass
class Moved(Clock):
    """Time that stands still until it is moved."""

    moment: datetime = datetime(2026, 11, 22, 12)

    def now(self) -> datetime:
        """Naive UTC."""
        return self.moment

    def today(self) -> date:
        """The day."""
        return self.moment.date()


@dataclass
class Handset:
    """A provider that keeps what it was given; what it was told, it raises first."""

    faults: list[Exception] = field(default_factory=list)
    sent: list[Outgoing] = field(default_factory=list)
    name: str = LINE

    def fragments(self, text: str) -> int:
        """As Twilio counts."""
        return twilio_fragments(text)

    def send(self, outgoing: Outgoing) -> str:
        """Keep it."""
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append(outgoing)
        return f"ref {outgoing.key}"


class Phone:
    """Texts in, texts out; `texts` are those that came, newest last."""

    def __init__(
        self,
        database: Database,
        councils: Mapping[str, str] | None = None,
        rules: Rules | None = None,
        **door: Any,
    ) -> None:
        """Put everything together; with `rules` staff can be told of a danger."""
        self.database, self.clock, self.seconds = database, Moved(), [1000.0]
        self.dialogue, self.provider, self.ids = Dialogue(), Handset(), 0
        self.caps: dict[str, Decimal] = {}
        self.danger = HangingDanger(rules)
        if rules is not None:
            self.desk = door["alerts"] = AlertDesk(database, Sessions(KEYED), self.clock, rules)
        journal = DatabaseJournal(database, self.clock, lambda: self.seconds[0])
        self.door = FrontDoor(
            self.dialogue,
            journal,
            1000,
            deliver={CHANNEL: TextDelivery(self.clock), **door.pop("deliver", {})},
            texts=KeptTalks(database, self.clock, Prices({}, self.caps), Pins(KEYED)),
            menu=lambda: (BUSES, BIKES),
            is_over=self._is_over,
            **door,
        )
        self.journal = journal
        store = InboxStore(database, self.clock, lambda: self.seconds[0])
        self.receiving = Receiving(
            store, self.door.lanes, self.door.held, self.door.look, self.door.handle, [CHANNEL], stands_alone
        )
        self.arrived = ArrivedTexts(
            self.door,
            self.receiving,
            database,
            Texters(KEYED),
            self.clock,
            {LINE: self.provider},
            councils or {},
            self.danger,
        )
        self.carrier = Carrier(
            database,
            {"sms": self.provider},
            {ANSWER: TextAnswers(self.danger), ABOUT_TEXTING: TextAnswers(self.danger)},
            may_text,
            None,
            NetworkLimits(lambda words: KEYED.hash("words", words)).pace,
            TextCosts(),
        )

    async def text(self, words: str, number: str = NUMBER, **more: Any) -> list[str]:
        """Send a text, and what comes back to any phone."""
        await self.send(words, number, **more)
        return await self.answers()

    async def send(self, words: str, number: str = NUMBER, message_id: str = "", **more: Any) -> str | None:
        """Send a text; what is said in the acknowledgement."""
        self.ids += 1
        arrived = Arrived(LINE, message_id or f"m{self.ids}", number, OURS, words, **more)
        return await self.arrived.take(arrived)

    async def answers(self) -> list[str]:
        """Let two seconds pass, and everything leave."""
        await self.receiving.settle()
        self.seconds[0] += TOGETHER
        await self.receiving.work_once()
        await self.receiving.settle()
        await self.door.late.settle()
        await self.door._turns.settle()  # what is forgotten behind a reply
        return self.leave()

    def leave(self) -> list[str]:
        """What leaves now."""
        before = len(self.provider.sent)
        send_due(self.carrier, self.clock.now, CHANNEL)
        return [str(one.text) for one in self.provider.sent[before:]]

    def look_after(self) -> None:
        """What is done each minute: staff are told of urgent texts that hang."""
        self.danger.tell_all(self.database, self.clock.now())

    def pass_time(self, **time: float) -> None:
        """Let time pass."""
        self.clock.moment += timedelta(**time)

    def who(self, number: str = NUMBER) -> Texter:
        """What is kept of a number."""
        with self.database.transaction() as session:
            found = session.get(Texter, Texters(KEYED).lookup(number))
            assert found is not None
            return found

    def consents(self) -> list[str]:
        """What was said about being texted, oldest first."""
        with self.database.transaction() as session:
            wanted = select(TextConsent.word).order_by(TextConsent.id)
            return list(session.execute(wanted).scalars())

    def said(self, number: str = NUMBER) -> list[str]:
        """What the journal shows of what was texted."""
        lines = self.journal.lines(self.who(number).conversation)
        return [line.text for line in lines if line.answer is None]

    def other(self, **changed: Any) -> Carrier:
        """Another carrier of the same outbox."""
        return replace(self.carrier, **changed)

    def _is_over(self, conversation: str) -> bool:
        with self.database.connection(talk(conversation)) as connection:
            return texters.is_over(connection, conversation)
