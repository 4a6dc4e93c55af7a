"""A text that came in, whichever line it came by: taken in at once, so that it may be acknowledged, and answered afterwards.

Where the records don't answer, danger is answered all the same: by the provider itself, past the outbox.
"""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from functools import partial
from typing import Mapping, Optional, Set

from sqlalchemy.exc import IntegrityError

from bot.channels.sms.sms_render import pieces
from bot.channels.sms.text_delivery import GIVE_UP_URGENT
from bot.delivery.conversation.receiving import Receiving
from bot.delivery.in_time import Lanes
from bot.delivery.one_message import Incoming, Look
from bot.delivery.sending.outbox import Outcome, receipt
from bot.delivery.sending.outgoing import Channel, Outgoing, Provider
from bot.delivery.texting.danger_texts import keep_danger
from bot.delivery.texting.hanging_danger import UNTOLD, HangingDanger
from bot.delivery.texting.network_limits import unvaried, was_sent
from bot.delivery.texting.text_kinds import ANSWER, network_stopped
from bot.delivery.texting.text_talks import CHANNEL
from bot.front_door import FrontDoor
from bot.identity.access.decisions import audited
from bot.identity.by_phone.texters import SMS, Heard, Texters, is_stopped
from bot.records.database import Database
from bot.records.reach import SENDING, texting
from bot.safeguarding.finding import Danger
from bot.safeguarding.replies import something_went_wrong
from bot.settings import Clock

logger = logging.getLogger(__name__)

PATIENCE = 3.0  # seconds to take one in: GOV.UK Notify waits five for its acknowledgement
# Seconds between looks for a text whose receipt is here before the provider's own answer was kept.
EARLY = (0.1, 0.2, 0.4, 0.8)
_LONG = 60  # letters: below, people may well say what we said
_NUMBER = re.compile(
    r"\+[1-9]\d{9,14}", re.ASCII
)  # E.164 of somebody who can be answered: no short code, no name


@dataclass(frozen=True)
class Arrived:
    """One text. `line` is the provider's name, `sender` and `to` are numbers as the network writes them.

    `is_answered_inline`: what is said in the acknowledgement itself is sent on, so that it needs no records and no outbox.
    """

    line: str
    message_id: str
    sender: str
    to: str
    text: str
    has_picture: bool = False
    is_answered_inline: bool = False


class NotStoredError(RuntimeError):
    """A text could not be stored, and must come again."""


class ArrivedTexts:
    """Takes texts and receipts in: see `text_hooks.Hooks`. `councils` says which council a number of ours belongs to.

    `danger` tells staff of an urgent text that did not arrive.
    """

    def __init__(
        self,
        front_door: FrontDoor,
        receiving: Receiving,
        database: Database,
        texters: Texters,
        clock: Clock,
        providers: Mapping[str, Provider],
        councils: Mapping[str, str],
        danger: HangingDanger = UNTOLD,
    ) -> None:
        self._front_door, self._receiving, self._database = front_door, receiving, database
        self._texters, self._clock, self._providers, self._councils = texters, clock, providers, councils
        self._danger = danger
        self._ending: Set[asyncio.Future[bool]] = set()

    @property
    def _lanes(self) -> Lanes:
        return self._front_door.lanes

    async def take(self, arrived: Arrived) -> Optional[str]:
        """Store a text. One from whoever can't be answered, a parcel's robot with a name for a number, is let go.

        What it gives is to be said in the acknowledgement. Raises NotStoredError: then it must not be acknowledged.
        """
        if not _NUMBER.fullmatch(arrived.sender):
            logger.info("A text came from no number: line=%s", arrived.line)
            return None
        if arrived.sender == arrived.to or arrived.sender in self._councils:
            logger.warning("A text came from a number of ours: line=%s", arrived.line)
            return None
        try:
            await self._store(arrived)
        except Exception as error:  # noqa: BLE001 - whatever failed, danger is answered
            logger.error("A text could not be stored: line=%s error=%s", arrived.line, type(error).__name__)
            return await self._without_records(arrived)
        return None

    async def receipt(self, line: str, reference: str, outcome: Outcome, *, is_stopped: bool = False) -> bool:
        """Keep what became of a text; False if none has this reference. Raises what the database raises."""
        keep = partial(self._receipted, line, reference, outcome, is_stopped=is_stopped)
        for seconds in EARLY:
            if await self._lanes.ending.run(PATIENCE, keep):
                return True
            await asyncio.sleep(seconds)
        return await self._lanes.ending.run(PATIENCE, keep)

    async def _store(self, arrived: Arrived) -> None:
        if len(arrived.text) >= _LONG and await self._lanes.talk.run(PATIENCE, self._is_echo, arrived):
            logger.warning("A text of ours came back: line=%s", arrived.line)
            return
        heard = await self._lanes.talk.run(PATIENCE, self._heard, arrived)
        if heard.left:
            self._forget(heard.left)
        await self._receiving.receive(_incoming(arrived, heard))

    async def _without_records(self, arrived: Arrived) -> Optional[str]:
        """Danger is answered at once, and kept once the records are back. Whoever can say something inline says sorry for all else."""
        stand_in = f"{SMS}apart-{self._texters.lookup(arrived.sender)}"
        found = await self._front_door.look(arrived.text, stand_in)
        if found is None or not found.is_urgent:
            if arrived.is_answered_inline:
                return pieces([something_went_wrong("records")])[0].text
            raise NotStoredError
        incoming = Incoming(
            CHANNEL,
            stand_in,
            f"{arrived.line}:{arrived.message_id}",
            arrived.text,
            is_kept=False,
            later=partial(self._later, arrived, found),
            looked=Look(found),
        )
        reply = await self._front_door.handle(incoming)
        text = pieces(reply.answers)[0].text
        if arrived.is_answered_inline:
            return text
        await self._send(arrived, text)
        return None

    async def _send(self, arrived: Arrived, text: str) -> None:
        """Past the outbox, which needs the records. What the provider does not take either must come again."""
        provider, now = self._providers[arrived.line], self._clock.now()
        outgoing = Outgoing(
            ANSWER,
            Channel.SMS,
            f"at once {arrived.line} {arrived.message_id}",
            "",
            arrived.sender,
            text,
            is_urgent=True,
            give_up_at=now + GIVE_UP_URGENT,
            route=arrived.line,
        )
        try:
            await asyncio.get_running_loop().run_in_executor(None, provider.send, outgoing)
        except Exception as error:  # noqa: BLE001 - its library may raise anything
            logger.error(
                "An urgent text could not be sent: line=%s error=%s", arrived.line, type(error).__name__
            )
            raise NotStoredError from None

    def _later(self, arrived: Arrived, found: Danger) -> Optional[Incoming]:
        """The message as it is kept once the records are back; staff are told then of whoever can't be asked."""
        heard = self._heard(arrived)
        with self._database.transaction(texting(heard.lookup)) as session:
            if is_stopped(session, heard.lookup):
                key = f"apart {arrived.line} {arrived.message_id}"
                keep_danger(session, key, heard.lookup, found, self._clock.now(), is_stopped=True)
        return _incoming(arrived, heard)

    def _forget(self, conversation: str) -> None:
        """What was said in a talk that is over; nobody waits for it."""
        ending = asyncio.ensure_future(self._front_door.end(conversation))
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)

    def _is_echo(self, arrived: Arrived) -> bool:
        """Whether it is, word by word, what we sent to the number within the hour: else two machines would cry for help without end."""
        lookup, words = self._texters.lookup(arrived.sender), self._texters.words(unvaried(arrived.text))
        with self._database.transaction(SENDING) as session:
            return was_sent(session, lookup, words, self._clock.now())

    def _heard(self, arrived: Arrived) -> Heard:
        try:
            return self._noted(arrived)
        except IntegrityError:  # the same new number wrote two texts at once
            return self._noted(arrived)

    def _noted(self, arrived: Arrived) -> Heard:
        lookup, council = self._texters.lookup(arrived.sender), self._councils.get(arrived.to)
        with self._database.transaction(texting(lookup)) as session:
            return self._texters.heard(session, arrived.sender, arrived.line, council, self._clock.now())

    def _receipted(self, line: str, reference: str, outcome: Outcome, *, is_stopped: bool) -> bool:
        now = self._clock.now()
        with audited(self._database, SENDING) as session:
            if is_stopped:
                network_stopped(session, line, reference, now)
            message = receipt(session, line, reference, outcome, now)
            if message is not None and outcome is Outcome.FAILED:
                self._danger.tell(session, now, message)
        return message is not None


def _incoming(arrived: Arrived, heard: Heard) -> Incoming:
    return Incoming(
        CHANNEL,
        heard.conversation,
        f"{arrived.line}:{arrived.message_id}",
        arrived.text,
        council=heard.council,
        has_picture=arrived.has_picture,
    )
