"""Lines that the journal could not take in time: they are written later, so that none is missing when the page is loaded again."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Awaitable, Callable, Collection, Iterator, List, Optional, Sequence

from sqlalchemy.exc import IntegrityError

from bot.delivery.conversation.held_messages import HeldMessages
from bot.delivery.conversation.journal import AnsweredAlreadyError, Answering, Journal, Line
from bot.delivery.conversation.kept_message import message_of
from bot.delivery.in_time import PATIENCE, Lane
from bot.delivery.one_message import Incoming

PAUSES = (
    0.2,
    0.5,
    1.0,
    2.0,
    5.0,
    10.0,
    30.0,
    *(60.0,) * 10,
)  # seconds between tries; after them the inbox still has the message

Later = Callable[[], Optional[Incoming]]

logger = logging.getLogger(__name__)


@dataclass
class _Owed:
    """Lines that are to be written, the pauses that are left, and the try that runs now."""

    conversation: str
    lines: Sequence[Line]
    answering: Answering
    found: Optional[Later] = None
    pauses: Iterator[float] = field(default_factory=lambda: iter(PAUSES))
    is_over: asyncio.Event = field(default_factory=asyncio.Event)
    trying: Optional[asyncio.Task[None]] = None


class LateLines:
    """Writes them behind the reply. `afterwards` follows with the conversation, which may have ended meanwhile."""

    def __init__(
        self, journal: Journal, lane: Lane, held: HeldMessages, afterwards: Callable[[str], Awaitable[None]]
    ) -> None:
        self._journal, self._lane, self._held, self._afterwards = journal, lane, held, afterwards
        self._owed: List[_Owed] = []

    def owe(
        self,
        conversation: str,
        lines: Sequence[Line],
        answering: Answering,
        found: Optional[Later] = None,
    ) -> None:
        """Write these lines as soon as that can be. The try before may still come to its end: a line has its id once.

        Where the conversation only stood in, `found` gives the message as it is to be kept, or None if that is to be nowhere.
        """
        owed = _Owed(conversation, lines, answering, found)
        self._owed.append(owed)
        self._later(owed)

    async def settle(self) -> None:
        """Until nothing is owed."""
        for owed in list(self._owed):
            await owed.is_over.wait()

    async def came(self, conversations: Collection[str], seconds: float) -> bool:
        """Whether lines of these conversations were owed; waits for them so long. Where nothing is owed it does not wait."""
        owed = [each for each in self._owed if each.conversation in conversations]
        with suppress(asyncio.TimeoutError):
            for each in owed:
                await asyncio.wait_for(each.is_over.wait(), seconds)
        return bool(owed)

    def _later(self, owed: _Owed) -> None:
        pause = next(owed.pauses, None)
        if pause is None:
            logger.error("The lines of a turn could not be kept")
            self._over(owed)
        else:
            asyncio.get_running_loop().call_later(pause, self._try, owed)

    def _try(self, owed: _Owed) -> None:
        owed.trying = asyncio.ensure_future(self._write(owed))

    async def _write(self, owed: _Owed) -> None:
        if not await self._is_written(owed):
            self._later(owed)
            return
        await self._afterwards(owed.conversation)
        self._over(owed)

    def _over(self, owed: _Owed) -> None:
        self._owed.remove(owed)
        self._held.done(owed.answering.rows)
        owed.is_over.set()

    async def _is_written(self, owed: _Owed) -> bool:
        try:
            await self._lane.run(PATIENCE, self._keep, owed)
        except (AnsweredAlreadyError, IntegrityError):
            return True  # somebody was first, perhaps the try before
        except Exception:  # noqa: BLE001 - it is tried again
            return False
        return True

    def _keep(self, owed: _Owed) -> None:
        if owed.found is None:
            self._journal.write(owed.conversation, owed.lines, owed.answering)
            return
        message = owed.found()
        if message:
            owed.conversation = message.conversation
            self._journal.write(owed.conversation, owed.lines, Answering((), message_of(message)))
