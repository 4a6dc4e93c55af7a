"""On SQLite: threads for each channel that look for what is due, so that a slow one holds no other up, and one for the chores.

One more of each channel sends what is urgent alone: an ordinary message that hangs at its provider must not keep it waiting. Texts have
several: a provider takes a tenth of a second for each, and in a busy minute hundreds are due. Who takes a message holds it, so none is
sent twice, and each person's leave in order: see `holding`.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime
from functools import partial
from typing import Callable, Optional, Sequence

from bot.delivery.sending.carrying import Carrier, send_due
from bot.delivery.sending.chores import Chore, do
from bot.delivery.sending.outgoing import Channel

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds
LONGEST_END = 12.0  # seconds that the end waits for what is being sent
AT_A_TIME = {Channel.SMS: 4}  # messages that are sent at once; one on any other channel


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
            for channel in Channel:
                urgent = partial(self._send_once, self._carrier, channel, is_urgent=True)
                others = partial(self._send_once, self._carrier, channel)
                work.append((f"urgent-{channel.value}", partial(self._for_ever, urgent)))
                work += [
                    (f"send-{channel.value}-{number}", partial(self._for_ever, others))
                    for number in range(AT_A_TIME.get(channel, 1))
                ]
        self._threads = [threading.Thread(target=each, name=name, daemon=True) for name, each in work]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End."""
        self._over.set()
        until = time.monotonic() + LONGEST_END
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _for_ever(self, send: Callable[[], None]) -> None:
        while not self._over.wait(LOOK_EVERY):
            send()

    def _send_once(self, carrier: Carrier, channel: Channel, *, is_urgent: bool = False) -> None:
        try:
            send_due(carrier, self._now, channel.value, is_urgent=is_urgent)
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
