"""Lines that the journal could not take in time: they are written later, so that none is missing when the page is loaded again."""

from __future__ import annotations

import asyncio
import logging
from typing import Awaitable, Callable, Dict, Sequence

from sqlalchemy.exc import IntegrityError

from bot.delivery.conversation.held_messages import HeldMessages
from bot.delivery.conversation.journal import AnsweredAlreadyError, Answering, Journal, Line
from bot.delivery.in_time import PATIENCE, Lane

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

logger = logging.getLogger(__name__)


class LateLines:
    """Writes them behind the reply. `afterwards` follows with the conversation, which may have ended meanwhile."""

    def __init__(
        self, journal: Journal, lane: Lane, held: HeldMessages, afterwards: Callable[[str], Awaitable[None]]
    ) -> None:
        self._journal, self._lane, self._held, self._afterwards = journal, lane, held, afterwards
        self._running: Dict[asyncio.Task[None], str] = {}

    def owe(self, conversation: str, lines: Sequence[Line], answering: Answering) -> None:
        """Write these lines as soon as that can be. The try before may still come to its end: a line has its id once."""
        task = asyncio.ensure_future(self._write(conversation, lines, answering))
        self._running[task] = conversation
        task.add_done_callback(self._running.pop)

    async def settle(self) -> None:
        """Until nothing is owed."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def came(self, conversation: str, seconds: float) -> bool:
        """Whether lines of a conversation were owed; waits for them so long. Where nothing is owed it does not wait."""
        owed = {task for task, other in self._running.items() if other == conversation}
        if owed:
            await asyncio.wait(owed, timeout=seconds)
        return bool(owed)

    async def _write(self, conversation: str, lines: Sequence[Line], answering: Answering) -> None:
        for pause in PAUSES:
            await asyncio.sleep(pause)
            if await self._is_written(conversation, lines, answering):
                await self._afterwards(conversation)
                break
        else:
            logger.error("The lines of a turn could not be kept")
        self._held.done(answering.rows)

    async def _is_written(self, conversation: str, lines: Sequence[Line], answering: Answering) -> bool:
        try:
            await self._lane.run(PATIENCE, self._journal.write, conversation, lines, answering)
        except (AnsweredAlreadyError, IntegrityError):
            return True  # somebody was first, perhaps the try before
        except Exception:  # noqa: BLE001 - it is tried again
            return False
        return True
