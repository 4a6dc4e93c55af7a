"""What a provider of text messages was given and asked.

Like GOV.UK Notify and Twilio it takes the same text twice if it is given it twice, and tells of what it has when it is asked.
"""

from __future__ import annotations

import threading
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Callable, Iterator, List, Optional, Tuple

NOTIFY, TWILIO = "notify", "twilio"
LONGEST_HOLD = 60.0  # seconds

Receipt = Callable[["Sent"], None]


@dataclass(frozen=True)
class Sent:
    """A text that was taken at a moment of `time.monotonic`. `reference` is ours at Notify, and empty at Twilio."""

    id: str
    number: str
    text: str
    reference: str
    at: float
    made: datetime


@dataclass
class Recorder:
    """What was sent and asked. Each answer takes `delay` seconds; `receipt` is told of every text that was taken."""

    delay: float = 0.0
    receipt: Receipt = lambda _sent: None
    sent: List[Sent] = field(default_factory=list)
    looked_for: List[Tuple[float, str]] = field(default_factory=list)
    url: str = ""
    held: Optional[Sent] = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _is_to_hold: bool = False
    _is_held: threading.Event = field(default_factory=threading.Event)
    _released: threading.Event = field(default_factory=threading.Event)

    def all(self) -> List[Sent]:
        """What was taken so far, in order."""
        with self._lock:
            return list(self.sent)

    def was_looked_for(self, sent: Sent, line: str) -> bool:
        """Whether somebody asked for it after it was taken."""
        wanted = sent.reference if line == NOTIFY else sent.number
        with self._lock:
            return any(what == wanted and at > sent.at for at, what in self.looked_for)

    @contextmanager
    def holding(self, seconds: float) -> Iterator[Sent]:
        """The next text is taken, and whoever sent it hears of that only afterwards. Raises TimeoutError if none comes in so many seconds."""
        self._released.clear()
        self._is_held.clear()
        self._is_to_hold = True
        try:
            if not self._is_held.wait(seconds) or self.held is None:
                raise TimeoutError("no text was sent")
            yield self.held
        finally:
            self._is_to_hold = False
            self._released.set()

    def take(self, number: str, text: str, reference: str) -> Sent:
        """Keep a text, and answer when it is time."""
        made = datetime.now(timezone.utc)
        sent = Sent(_new_id(reference), number, text, reference, time.monotonic(), made)
        with self._lock:
            self.sent.append(sent)
            is_held, self._is_to_hold = self._is_to_hold, False
        if is_held:
            self.held = sent
            self._is_held.set()
            self._released.wait(LONGEST_HOLD)
        self.receipt(sent)
        time.sleep(self.delay)
        return sent

    def look(self, what: str) -> List[Sent]:
        """Those with this reference or number, newest first."""
        with self._lock:
            self.looked_for.append((time.monotonic(), what))
            found = [sent for sent in self.sent if what in (sent.reference, sent.number)]
        time.sleep(self.delay)
        return found[::-1]


def _new_id(reference: str) -> str:
    return str(uuid.uuid4()) if reference else f"SM{uuid.uuid4().hex}"
