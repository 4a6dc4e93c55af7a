"""The inbox as those see it who work on what was stored: what is due, and whose it is."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Callable, Collection, Optional, Sequence

from sqlalchemy.exc import IntegrityError

from bot.delivery.conversation import inbox_rows
from bot.delivery.conversation.inbox_rows import LEASE, Message, Row
from bot.records.database import Database
from bot.records.reach import INBOX, taking_in
from bot.settings import Clock

MOST_TALKS = 20  # that are looked at, to find one that nobody else takes


@dataclass(frozen=True)
class Stored:
    """A message that was stored, and all of its conversation that wait with it, oldest first."""

    row: int
    waiting: Sequence[Row]


class InboxStore:
    """Waits for the database: not for the event loop. Each call is one transaction, and raises what the database raises.

    `seconds` are those since 1970, by the machine's own clock.
    """

    def __init__(self, database: Database, clock: Clock, seconds: Callable[[], float] = time.time) -> None:
        self._database, self._clock, self._seconds = database, clock, seconds

    def receive(self, message: Message, together: float, *, is_taken: bool) -> Optional[Stored]:
        """Store a message; None if its id is known. It waits so many seconds for others, unless who stores it works on it at once."""
        due = self._seconds() + (LEASE if is_taken else together)
        try:
            with self._database.connection(taking_in(message.conversation)) as connection:
                row = inbox_rows.add(connection, message, self._clock.now(), due, is_taken=is_taken)
                found = inbox_rows.open_in(connection, message.conversation)
        except IntegrityError:
            return None
        return Stored(row, [each for each in found if each.id == row or not each.is_taken])

    def take_talk(self, but: Collection[int] = ()) -> list[Row]:
        """What waits in one conversation in which something is due, oldest first; it is ours from now on. `but` are rows to leave alone.

        Nothing if nothing is due, or others take it.
        """
        with self._database.connection(INBOX) as connection:
            talks = inbox_rows.due_talks(connection, self._seconds(), MOST_TALKS)
        return next(filter(None, (self._take(talk, but) for talk in talks)), [])

    def take_these(self, rows: Sequence[Row]) -> list[Row]:
        """Those of these messages that nobody works on; they are ours from now on."""
        with self._database.connection(INBOX) as connection:
            ours = inbox_rows.take_these(connection, [row.id for row in rows], self._seconds())
        return [row for row in rows if row.id in ours]

    def oldest_unanswered(self) -> float:
        """For how many seconds the oldest message waits for its answer; 0 if none does."""
        with self._database.connection(INBOX) as connection:
            return inbox_rows.oldest_open(connection, self._clock.now())

    def _take(self, conversation: str, but: Collection[int]) -> list[Row]:
        now = self._seconds()
        with self._database.connection(INBOX) as connection:
            found = inbox_rows.open_in(connection, conversation)
            if any(row.id in but for row in found) or not inbox_rows.take_all(connection, conversation, now):
                return []
            before = {row.id: row for row in found}
            taken = inbox_rows.open_in(connection, conversation)
        return [replace(row, is_taken=row.id in before and before[row.id].is_taken) for row in taken]
