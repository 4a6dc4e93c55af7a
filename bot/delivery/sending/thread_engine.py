"""On SQLite: a thread for each channel that looks for what is due, so that a slow one holds no other up, and one for the chores."""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime
from typing import Callable, Optional, Sequence

from bot.delivery.sending.carrying import Carrier, send_due
from bot.delivery.sending.chores import Chore, do
from bot.delivery.sending.outgoing import Channel

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds
LONGEST_END = 12.0  # seconds that the end waits for what is being sent


class ThreadEngine:
    """See `engine.Engine`."""

    def __init__(
        self, now: Callable[[], datetime], carrier: Optional[Carrier], chores: Sequence[Chore]
    ) -> None:
        self._now, self._carrier, self._chores = now, carrier, chores
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin."""
        work: list[tuple[str, Callable[[], None]]] = [("chores", self._do_chores)]
        if self._carrier is not None:
            work += [(f"send-{channel.value}", self._sender(self._carrier, channel)) for channel in Channel]
        self._threads = [threading.Thread(target=each, name=name, daemon=True) for name, each in work]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End."""
        self._over.set()
        until = time.monotonic() + LONGEST_END
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _sender(self, carrier: Carrier, channel: Channel) -> Callable[[], None]:
        def send() -> None:
            while not self._over.wait(LOOK_EVERY):
                self._send_once(carrier, channel)

        return send

    def _send_once(self, carrier: Carrier, channel: Channel) -> None:
        try:
            send_due(carrier, self._now, channel.value)
        except Exception as error:  # noqa: BLE001 - the next look tries again
            logger.error(
                "Messages could not be sent: channel=%s error=%s", channel.value, type(error).__name__
            )

    def _do_chores(self) -> None:
        due = {chore.name: time.monotonic() for chore in self._chores}
        while True:
            for chore in self._chores:
                if due[chore.name] <= time.monotonic() and not self._over.is_set():
                    do(chore)
                    due[chore.name] = time.monotonic() + chore.minutes * 60
            if self._over.wait(LOOK_EVERY):
                return
