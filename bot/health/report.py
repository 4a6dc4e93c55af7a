"""How all parts are, and saying on the log what is not well."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Callable, Mapping, Optional, Sequence, Union

from bot.health.states import WELL
from bot.health.words_in_time import Probe, WordsInTime

logger = logging.getLogger(__name__)

DEADLINE = 1.5  # seconds
REPEAT = 600.0  # seconds after which the log is told again of what is still not well


@dataclass(frozen=True)
class Report:
    """A word for each part, what is wrong with the content, and what somebody has switched off."""

    words: Mapping[str, str]
    content_problems: Sequence[str] = ()
    switched_off: Sequence[str] = ()

    @property
    def unwell(self) -> Mapping[str, str]:
        """The parts that are not well, each with its word."""
        content = {"content_problems": str(len(self.content_problems))} if self.content_problems else {}
        return {part: word for part, word in self.words.items() if word not in WELL} | content

    def json(self) -> dict[str, Union[str, list[str]]]:
        """As the route tells it."""
        return {
            **self.words,
            "content_problems": list(self.content_problems),
            "off": list(self.switched_off),
        }


class Health:
    """Asks the parts, and remembers the newest report as `last`."""

    def __init__(
        self,
        parts: Mapping[str, Probe],
        content_problems: Callable[[], Sequence[str]],
        seconds: Callable[[], float],
        switched_off: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._words, self._problems, self._log = (
            WordsInTime("health", parts, DEADLINE),
            content_problems,
            _Log(seconds),
        )
        self._switched_off = switched_off
        self.last: Optional[Report] = None

    async def look(self) -> Report:
        """How everything is, within two seconds. Who asks while somebody else does gets the same words."""
        report = Report(await self._words.look(), self._problems(), self._switched_off())
        self._log.tell(report)
        self.last = report
        return report


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
