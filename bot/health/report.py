"""Looking at all parts at once, in threads, and saying on the log what is not well."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Callable, Mapping, Optional, Sequence, Union

from bot.delivery.in_time import Lane, TooLateError
from bot.health.states import FAILING, NO_ANSWER, WELL

logger = logging.getLogger(__name__)

Probe = Callable[[], str]  # how a part is, in a word; may wait

DEADLINE = 1.5  # seconds
REPEAT = 600.0  # seconds after which the log is told again of what is still not well


@dataclass(frozen=True)
class Report:
    """A word for each part, and what is wrong with the content."""

    words: Mapping[str, str]
    content_problems: Sequence[str] = ()

    @property
    def unwell(self) -> Mapping[str, str]:
        """The parts that are not well, each with its word."""
        content = {"content_problems": str(len(self.content_problems))} if self.content_problems else {}
        return {part: word for part, word in self.words.items() if word not in WELL} | content

    def json(self) -> dict[str, Union[str, list[str]]]:
        """As the route tells it."""
        return {**self.words, "content_problems": list(self.content_problems)}


class Health:
    """Asks the parts. Each has a thread of its own, so one that hangs neither delays the others nor piles up."""

    def __init__(
        self,
        parts: Mapping[str, Probe],
        content_problems: Callable[[], Sequence[str]],
        seconds: Callable[[], float],
    ) -> None:
        self._parts, self._problems, self._log = parts, content_problems, _Log(seconds)
        self._lanes = {part: Lane(f"health-{part}", 1, 0) for part in parts}
        self._looking: Optional[asyncio.Task[Report]] = None

    async def look(self) -> Report:
        """How everything is, within two seconds. Who asks while somebody else does gets the same report."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._look())
        return await asyncio.shield(self._looking)

    async def _look(self) -> Report:
        words = await asyncio.gather(*(self._word(part) for part in self._parts))
        report = Report(dict(zip(self._parts, words, strict=True)), self._problems())
        self._log.tell(report)
        return report

    async def _word(self, part: str) -> str:
        try:
            return await self._lanes[part].run(DEADLINE, self._parts[part])
        except TooLateError:
            return NO_ANSWER
        except Exception as error:  # noqa: BLE001 - this is what the route is there to tell
            logger.error("A part could not be looked at: part=%s error=%s", part, type(error).__name__)
            return FAILING


class _Log:
    """Says what is not well when that changes, and again while it lasts."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds, self._said, self._at = seconds, "", 0.0

    def tell(self, report: Report) -> None:
        """One line, by part and word, if it is news or was last said long ago."""
        line = " ".join(f"{part}={word}" for part, word in report.unwell.items())
        if line == self._said and (not line or self._seconds() - self._at < REPEAT):
            return
        self._said, self._at = line, self._seconds()
        if line:
            logger.error("Not well: %s", line)
        else:
            logger.warning("All is well again")
