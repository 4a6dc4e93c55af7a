"""What was said in a talk in another process, or before this one started: read from the journal, so that danger in two messages is seen."""

from __future__ import annotations

import logging
from typing import Awaitable, Callable, List, Optional, Sequence

from bot.delivery.conversation.journal import Line
from bot.delivery.conversation.lately import Lately
from bot.delivery.in_time import Lane
from bot.safeguarding.finding import Danger

logger = logging.getLogger(__name__)

SECONDS = 2.0  # that a message waits for it; then it is read with what is in memory here
_ASIDE = "\0"  # ends the key of a memory that is being made


class CatchingUp:
    """Brings the memory of this process up to what the journal has. `said_lately` gives the newest lines of a conversation; it may raise."""

    def __init__(
        self,
        lately: Lately,
        look: Callable[[str, str], Awaitable[Optional[Danger]]],
        said_lately: Callable[[str], List[Line]],
        lane: Lane,
    ) -> None:
        self._lately, self._look, self._said_lately, self._lane = lately, look, said_lately, lane

    async def catch_up(self, conversation: str) -> bool:
        """Whether something was said that this process did not know. Never raises."""
        if not self._lately.is_behind(conversation):
            return False
        try:
            lines = await self._lane.run(SECONDS, self._said_lately, conversation)
        except Exception as error:  # noqa: BLE001 - what is in memory here counts all the same
            logger.error("What was said elsewhere could not be read: error=%s", type(error).__name__)
            return False
        return bool(lines) and await self._take(conversation, lines)

    async def _take(self, conversation: str, lines: Sequence[Line]) -> bool:
        """Hear it all again, aside, for other messages of this talk may come meanwhile."""
        aside = f"{conversation}{_ASIDE}"
        self._lately.forget(aside)
        for line in lines:
            if line.answer:
                self._lately.answered(aside, [line.answer])
            else:
                self._lately.said(aside, line.text, await self._look(line.text, aside))
        is_news = self._lately.is_behind(conversation)
        if is_news:
            self._lately.go_on(aside, conversation)
        self._lately.forget(aside)
        return is_news
