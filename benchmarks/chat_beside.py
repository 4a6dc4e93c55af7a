"""A chat that goes on while something else works on the same database: how long its writes wait."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Iterator

MOST_WAIT = 4.0  # seconds; after five, SQLite gives up and a chat breaks
_PAUSE = 0.02  # seconds between two writes of the chat


@dataclass
class Chat:
    """Keeps a web session as a chat does at every message, again and again until told to stop."""

    database: Any
    waits: list[float] = field(default_factory=list)
    failed: int = 0
    said: str = ""

    def write_until(self, over: threading.Event) -> None:
        """Write, and keep how long each write took; a write that SQLite gave up is counted."""
        while not over.is_set():
            started = time.perf_counter()
            try:
                self._visit()
            except Exception as error:  # noqa: BLE001 - whatever it is, the chat would have broken
                self.failed, self.said = self.failed + 1, type(error).__name__
            self.waits.append(time.perf_counter() - started)
            over.wait(_PAUSE)

    def _visit(self) -> None:
        from bot.identity.sign_in.sign_in_tables import WebSession
        from bot.records.reach import browser

        with self.database.transaction(browser("benchmark")) as session:
            now = datetime.now(timezone.utc).replace(tzinfo=None)
            session.merge(WebSession(token_hash="benchmark", conversation="web-benchmark", last_seen_at=now))  # noqa: S106 - no secret

    def report(self) -> str:
        """The longest wait, and how many writes were given up."""
        return f"a chat's write waited at most {max(self.waits):.2f} s (limit {MOST_WAIT}), {self.failed} of {len(self.waits)} given up {self.said}"

    def is_well(self) -> bool:
        """Whether nobody in a chat would have noticed."""
        return not self.failed and max(self.waits) < MOST_WAIT


@contextmanager
def chatting(database: Any) -> Iterator[Chat]:
    """A chat as long as the block lasts."""
    chat, over = Chat(database), threading.Event()
    talking = threading.Thread(target=chat.write_until, args=(over,))
    talking.start()
    try:
        yield chat
    finally:
        over.set()
        talking.join()
