"""Kinds of messages: what is asked of their cause right before a message leaves, and told to it afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Optional, Protocol

from sqlalchemy.orm import Session

from bot.delivery.sending.outbox import outgoing_of
from bot.delivery.sending.outgoing import Outgoing


class Kind(Protocol):
    """What belongs to one kind of message. Both run in transactions of `access.audited`."""

    @property
    def insists(self) -> bool:
        """Whether it never becomes a dead letter: also what can never be taken is tried again."""

    @property
    def is_waited_for(self) -> bool:
        """Whether somebody waits for it, so that it leaves at night too."""

    def write(self, session: Session, row: Any, now: datetime) -> Optional[Outgoing]:
        """The message as it leaves now; None if it is not wanted any more. What it raises counts as a failed try."""

    def settled(self, session: Session, row: Any, now: datetime) -> None:
        """Keep what came of a try, in the transaction that keeps it in the row."""


class AsPut:
    """A message that leaves as it was put."""

    insists = is_waited_for = False

    def write(self, session: Session, row: Any, now: datetime) -> Optional[Outgoing]:
        """The row."""
        return outgoing_of(row)

    def settled(self, session: Session, row: Any, now: datetime) -> None:
        """Nobody else keeps it."""
