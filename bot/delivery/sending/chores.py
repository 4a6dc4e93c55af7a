"""Work that is done again and again by itself, once in its time whatever the number of processes, where jobs can be shared."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Callable

logger = logging.getLogger(__name__)

HOUR, DAY = 60, 24  # minutes, hours


@dataclass(frozen=True)
class Chore:
    """`work` is done every so many minutes, in a thread, and when the first process starts. `minutes` is a part of an hour or a day.

    One that `needs_server` works on what only a server has loaded; `localoffer worker` leaves it alone.
    """

    name: str
    minutes: int
    work: Callable[[], None]
    needs_server: bool = False

    @property
    def cron(self) -> str:
        """Its times. Raises ValueError for minutes that are no part of an hour or a day."""
        if self.minutes < HOUR and HOUR % self.minutes == 0:
            return f"*/{self.minutes} * * * *"
        hours, rest = divmod(self.minutes, HOUR)
        if rest or hours == 0 or DAY % hours:
            raise ValueError(f"chore {self.name}: {self.minutes} minutes are no part of an hour or a day")
        return f"0 */{hours} * * *" if hours < DAY else "0 3 * * *"


def do(chore: Chore) -> None:
    """Do it once. What fails is logged by kind, and its next time tries again."""
    try:
        chore.work()
    except Exception as error:  # noqa: BLE001 - the next time tries again
        logger.error("A chore failed: chore=%s error=%s", chore.name, type(error).__name__)
