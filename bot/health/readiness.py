"""Whether this process should be sent requests: what it needs is there, and it is not about to stop."""

from __future__ import annotations

from typing import AbstractSet, Mapping

from bot.health.states import FULL, LOCKED, OK, READ_ONLY
from bot.health.words_in_time import Probe, WordsInTime

DEADLINE = 0.8  # seconds: whoever asks often waits for one second alone
STOPPING = "stopping"
SERVER = "server"
# A database that can be asked is reached: another process would find it no better.
REACHED = frozenset({OK, LOCKED, FULL, READ_ONLY})


class Readiness:
    """Looks at the parts without which nobody is served well. Danger is answered without any of them."""

    def __init__(self, parts: Mapping[str, Probe]) -> None:
        self.parts = frozenset(parts)
        self._words, self._is_stopping = WordsInTime("ready", parts, DEADLINE), False

    def stop(self) -> None:
        """From now on it is not ready: a load balancer lets go first, and then the process stops."""
        self._is_stopping = True

    async def missing(self, parts: AbstractSet[str] = frozenset()) -> Mapping[str, str]:
        """What is not ready, each with its word, within a second; of these parts alone, if any are named."""
        if self._is_stopping:
            return {SERVER: STOPPING}
        words = await self._words.look()
        wanted = parts or self.parts
        return {part: word for part, word in words.items() if part in wanted and word not in REACHED}
