"""Who looks on while messages are answered, and counts. It hears what came of a turn, and changes nothing."""

from __future__ import annotations

from typing import Protocol

from bot.delivery.one_message import Incoming, Reply


class Watch(Protocol):
    """Something that counts."""

    def turn(self, incoming: Incoming, reply: Reply, seconds: float) -> None:
        """A message was answered, after so many seconds."""


class NobodyWatches:
    """Counts nothing."""

    def turn(self, incoming: Incoming, reply: Reply, seconds: float) -> None:
        """Nothing."""
