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
# Somebody looks at their chat and waits: so often does one thread look there; the others join in when there is much.
LOOK_EVERY_ON = {Channel.TEAMS: 0.1}
LONGEST_END = 12.0  # seconds that the end waits for what is being sent
AT_A_TIME = {Channel.SMS: 4, Channel.TEAMS: 4}  # messages that are sent at once; one on any other channel

Work = tuple[str, Callable[[], None]]  # what a thread is called, and what it does


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
        work: list[Work] = [("chores", self._do_chores)]
        if self._carrier is not None:
            for channel in Channel:
                work += self._senders(self._carrier, channel)
        self._threads = [threading.Thread(target=each, name=name, daemon=True) for name, each in work]
        for thread in self._threads:
            thread.start()

    def _senders(self, carrier: Carrier, channel: Channel) -> list[Work]:
        """One for what is urgent, and those for all; where nobody carries the channel, one that waits for that is enough."""
        is_carried = any(name.split(":")[0] == channel.value for name in carrier.providers)
        first = LOOK_EVERY_ON.get(channel, LOOK_EVERY) if is_carried else LOOK_EVERY
        urgent = partial(self._send_once, carrier, channel, is_urgent=True)
        others = partial(self._send_once, carrier, channel)
        found: list[Work] = [(f"urgent-{channel.value}", partial(self._for_ever, urgent, first))]
        for number in range(AT_A_TIME.get(channel, 1) if is_carried else 1):
            every = LOOK_EVERY if number else first
            found.append((f"send-{channel.value}-{number}", partial(self._for_ever, others, every)))
        return found

    def stop(self) -> None:
        """End."""
        self._over.set()
        until = time.monotonic() + LONGEST_END
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _for_ever(self, send: Callable[[], None], every: float) -> None:
        while not self._over.wait(every):
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
