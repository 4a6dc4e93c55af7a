"""A real mail server on this machine that can be told to fail: to refuse for now, to break off, or to say nothing."""

from __future__ import annotations

import asyncio
import email
import threading
from contextlib import contextmanager
from typing import Any, Iterator, List

from aiosmtpd.controller import Controller

TAKES, REFUSES, BREAKS_OFF, SAYS_NOTHING = "takes", "refuses", "breaks off", "says nothing"
SILENT_FOR = 15.0  # seconds: longer than we wait for a mail server


class Mood:
    """What it does with mail, and the Message-IDs of what it took."""

    def __init__(self) -> None:
        self.now, self.taken = TAKES, list[str]()
        self._lock = threading.Lock()

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Take a message, or fail as it is told to."""
        if self.now == REFUSES:
            return "451 try again later"
        if self.now == BREAKS_OFF:
            server.transport.close()
            return "421 closing"
        if self.now == SAYS_NOTHING:
            await asyncio.sleep(SILENT_FOR)
            return "451 too late"
        with self._lock:
            self.taken.append(str(email.message_from_bytes(envelope.content)["Message-ID"]))
        return "250 OK"

    def ids(self) -> List[str]:
        """What was taken so far, in order."""
        with self._lock:
            return list(self.taken)


@contextmanager
def failing_mail_server(mood: Mood, port: int) -> Iterator[None]:
    """It listens while this lasts."""
    controller = Controller(mood, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()
