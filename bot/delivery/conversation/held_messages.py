"""The messages that this process works on: it says so again and again, so that no other takes them over."""

from __future__ import annotations

from threading import Lock
from typing import Sequence, Set, Tuple

from bot.delivery.conversation.journal import Journal


class HeldMessages:
    """Rows of the inbox. Safe to use from several threads."""

    def __init__(self, journal: Journal) -> None:
        self._journal, self._lock = journal, Lock()
        self._new: Set[int] = set()
        self._long: Set[int] = set()

    def add(self, rows: Sequence[int]) -> None:
        """These are worked on from now on."""
        with self._lock:
            self._new.update(rows)

    def done(self, rows: Sequence[int]) -> None:
        """These are answered, or given up."""
        with self._lock:
            self._new.difference_update(rows)
            self._long.difference_update(rows)

    def now(self) -> Tuple[int, ...]:
        """All that are worked on."""
        with self._lock:
            return (*self._new, *self._long)

    def renew(self) -> None:
        """Say it of those that were here the last time too: most are answered long before. Raises what the database raises."""
        with self._lock:
            wanted = tuple(self._long)
            self._long |= self._new
            self._new = set()
        if wanted:
            self._journal.renew(wanted)
