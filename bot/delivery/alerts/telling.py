"""What the steps of a message ask of alerts, and that they are never waited for without an end."""

from __future__ import annotations

import logging
from typing import Callable, Optional, Protocol

from bot.delivery.in_time import Wait
from bot.safeguarding.finding import Danger
from bot.safeguarding.passing_on import Passed, Standing

logger = logging.getLogger(__name__)


class Alerts(Protocol):
    """Passing a danger on to a person. Who that is about comes from the session. May be slow, and may fail."""

    @property
    def at_once(self) -> bool:
        """Whether it is passed on without asking, as the council decided."""

    def noticed(self, conversation: str, danger: Danger) -> Passed:
        """How a danger that was just noticed can be passed on, and the person's own people."""

    def tell(self, conversation: str, danger: Danger) -> Passed:
        """Pass it on, after a yes."""

    def knows(self, conversation: str) -> bool:
        """Whether somebody is signed in there."""

    def news(self, conversation: str) -> Optional[Passed]:
        """What became of the person's alert that is open or recent; None if there is none."""


NOT_TOLD = Passed(Standing.NOT_TOLD)


async def passed_in_time(
    wait: Wait, ask: Callable[[str, Danger], Passed], conversation: str, danger: Danger
) -> Passed:
    """What alerts say, if they say it in time; otherwise that nobody was told."""
    try:
        return await wait.run(ask, conversation, danger)
    except Exception as error:  # noqa: BLE001 - the reply must go out
        logger.error("A danger could not be passed on: error=%s", type(error).__name__)
        return NOT_TOLD
