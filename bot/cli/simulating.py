"""What `localoffer sms simulate` does: a phone whose texts go the real way, through inbox, front door and outbox, to this terminal.

It has records of its own, which are gone at its end: no text leaves, and nothing of the installation is changed.
"""

from __future__ import annotations

import itertools
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, AsyncIterator, Iterator, List, Mapping, Optional

from sqlalchemy import select

from bot.assistant import Assistant
from bot.channels.sms.arrived_texts import Arrived, ArrivedTexts
from bot.channels.sms.line_settings import CONSOLE, NOTIFY
from bot.channels.sms.text_lines import make_prices
from bot.cli.apart import Shown, assistant_apart, carrying
from bot.cli.phone_typing import piped, typed
from bot.cli.terminal_talk import known_council
from bot.delivery.conversation.inbox_store import InboxStore
from bot.delivery.conversation.receiving import TOGETHER, Receiving
from bot.delivery.sending.carrying import Carrier, send_due
from bot.delivery.sending.outgoing import Channel
from bot.delivery.texting.fragments import CountFragments, notify_fragments
from bot.delivery.texting.text_talks import CHANNEL
from bot.delivery.texting.text_words import stands_alone
from bot.identity.by_phone.texter_tables import TextConsent
from bot.identity.by_phone.texters import Texters
from bot.records.keyed import Keyed, normal_mobile
from bot.records.reach import OPERATOR
from bot.settings import Settings

OURS = "+447700900111"  # the number that is texted; kept for drama, so nobody can own it


@dataclass
class ShownTexts(Shown):
    """A `Provider` that keeps what it is given, counting as GOV.UK Notify does."""

    name: str = NOTIFY
    fragments: CountFragments = notify_fragments


@dataclass
class Phone:
    """A phone and the assistant that it texts. Its clock runs ahead, so that nobody waits two seconds for every answer."""

    assistant: Assistant
    number: str
    arrived: ArrivedTexts
    receiving: Receiving
    carrier: Carrier
    shown: ShownTexts
    ahead: List[float]
    ids: Iterator[int] = field(default_factory=itertools.count)
    consents: int = 0

    async def text(self, words: str, *, is_answered: bool = True, has_picture: bool = False) -> None:
        """Send a text. Without an answer yet, others may join it."""
        message_id = f"phone {next(self.ids)}"
        await self.arrived.take(Arrived(NOTIFY, message_id, self.number, OURS, words, has_picture))
        if is_answered:
            await self.answered()

    async def answered(self) -> None:
        """Until everything is answered and has left."""
        self.ahead[0] += TOGETHER
        await self.receiving.work_once()
        await self.receiving.settle()
        send_due(self.carrier, self.assistant.services.clock.now, Channel.SMS.value)

    def take(self) -> Iterator[Mapping[str, Any]]:
        """What happened since: what was said about consent, and each text that left."""
        yield from self._consents()
        pence = make_prices(self.assistant.settings).pence.get(self.shown.name)
        for outgoing in self.shown.sent:
            fragments = self.shown.fragments(outgoing.text or "")
            cost = None if pence is None else f"{pence * fragments}p"
            yield {
                "to": outgoing.recipient,
                "text": outgoing.text,
                "fragments": fragments,
                "provider_cost": cost,
            }
        self.shown.sent.clear()

    def _consents(self) -> Iterator[Mapping[str, Any]]:
        with self.assistant.services.database.transaction(OPERATOR) as session:
            wanted = select(TextConsent).where(TextConsent.id > self.consents).order_by(TextConsent.id)
            rows = list(session.execute(wanted).scalars())
        for row in rows:
            self.consents = row.id
            yield {"consent": row.word, "from": self.number, "at": f"{row.happened_at.isoformat()}Z"}


async def simulate(settings: Settings, number: str, council: Optional[str]) -> None:
    """Texts in, texts out, until there are no more. Raises ValueError for a number that is none, RuntimeError for an unknown council."""
    normal = normal_mobile(number)
    if normal is None:
        raise ValueError(f"--number: {number!r} is no UK mobile number; it begins with 07 and has 11 digits")
    async with _phone(settings, normal, council) as phone:
        if sys.stdin.isatty():
            await typed(phone)
        else:
            await piped(phone)


@asynccontextmanager
async def _phone(settings: Settings, number: str, council: Optional[str]) -> AsyncIterator[Phone]:
    async with assistant_apart(settings, texts=CONSOLE, texts_of="") as assistant:
        yield _texting(assistant, number, known_council(assistant, council))


def _texting(assistant: Assistant, number: str, council: Optional[str]) -> Phone:
    services, door, shown, ahead = assistant.services, assistant.front_door, ShownTexts(), [0.0]
    store = InboxStore(services.database, services.clock, lambda: time.time() + ahead[0])
    receiving = Receiving(store, door.lanes, door.held, door.look, door.handle, [CHANNEL], stands_alone)
    carrier = carrying(assistant, {Channel.SMS.value: shown, f"sms:{NOTIFY}": shown})
    numbers = {OURS: council} if council else {}
    texters = Texters(Keyed(assistant.settings.secret()))
    arrived = ArrivedTexts(
        door, receiving, services.database, texters, services.clock, {NOTIFY: shown}, numbers
    )
    return Phone(assistant, number, arrived, receiving, carrier, shown, ahead)
