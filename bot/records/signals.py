"""Short signals between processes: that something became true of an opaque key. They go out when the transaction of their cause commits.

On PostgreSQL they go by NOTIFY to every process that listens, this one among them. With SQLite there is one process, and
they stay in it. A signal may be missed while a listener has no connection: it speeds things up, and nothing must hang on it.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Tuple, Union
from weakref import WeakKeyDictionary

import psycopg
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from bot.records.server_urls import connect, is_postgresql

logger = logging.getLogger(__name__)

ENDED = "ended"  # a conversation, by its key: what is remembered of it goes
LEFT = "left"  # a browser, by the keyed hash of its token: what still comes with it was sent before
ANSWERED = "answered"  # a conversation has new lines

CHANNEL = "localoffer"
_NOTIFY = text("SELECT pg_notify(:channel, :payload)")
_LOOK_UP = 1.0  # seconds until a listener sees that it is to stop
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 10.0  # seconds between two tries to connect

Cause = Union[Connection, Session]
Heard = Callable[[str], None]


@dataclass(frozen=True)
class _Subscriber:
    heard: Heard
    missed: Optional[Callable[[], None]]
    of_others: bool


class Signals:
    """Those of one database. Safe to use from several threads."""

    def __init__(self, url: str) -> None:
        self._url, self._is_shared = url, is_postgresql(url)
        self._name = secrets.token_hex(8)  # of this process
        self._changing = threading.Lock()
        self._subscribers: Dict[str, List[_Subscriber]] = defaultdict(list)
        self._said: WeakKeyDictionary[Cause, List[Tuple[str, str]]] = WeakKeyDictionary()
        self._stopping = threading.Event()
        self._thread: Optional[threading.Thread] = None
        self.is_listening = threading.Event()

    def publish(self, cause: Cause, kind: str, key: str) -> None:
        """Say it when this transaction commits. `key` must tell nothing to whoever reads it. Raises what the database raises."""
        if self._is_shared:
            cause.execute(_NOTIFY, {"channel": CHANNEL, "payload": f"{self._name} {kind} {key}"})
        else:
            with self._changing:
                self._said.setdefault(cause, []).append((kind, key))

    def subscribe(
        self,
        kind: str,
        heard: Heard,
        missed: Optional[Callable[[], None]] = None,
        *,
        of_others: bool = False,
    ) -> Callable[[], None]:
        """From now on `heard` gets the key of each signal of a kind, in a thread of ours: it must be quick. Gives what ends that.

        `missed` is called when signals may have been missed. With `of_others` those of this process are left out.
        """
        subscriber = _Subscriber(heard, missed, of_others)
        with self._changing:
            self._subscribers[kind].append(subscriber)
        return lambda: self._leave(kind, subscriber)

    def _leave(self, kind: str, subscriber: _Subscriber) -> None:
        with self._changing:
            self._subscribers[kind].remove(subscriber)

    def start(self) -> None:
        """Listen from now on, in a thread. Where there is nobody else to hear, nothing is done."""
        if self._is_shared and self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._listen_for_ever, name="signals", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Listen no longer. Waits for the thread."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def tell(self, cause: Cause) -> None:
        """Hand on what was said in a transaction that has committed, where the database does not do it."""
        if not self._is_shared:
            with self._changing:
                said = self._said.pop(cause, [])
            for kind, key in said:
                self._hand_on(kind, key, is_ours=True)

    def _hand_on(self, kind: str, key: str, *, is_ours: bool) -> None:
        for subscriber in self._of(kind):
            if not (is_ours and subscriber.of_others):
                _call(subscriber.heard, key)

    def _of(self, kind: str) -> List[_Subscriber]:
        with self._changing:
            return list(self._subscribers.get(kind, ()))

    def _listen_for_ever(self) -> None:
        pause, tries = _FIRST_PAUSE, 0
        while not self._stopping.is_set():
            began = self._listened(is_again=tries > 0)
            tries, pause = tries + 1, _FIRST_PAUSE if began else min(2 * pause, _LONGEST_PAUSE)
            self._stopping.wait(pause)

    def _listened(self, *, is_again: bool) -> bool:
        """Listen until that breaks or we are to stop. Whether it began."""
        began = False
        try:
            with connect(self._url, "localoffer signals") as connection:
                connection.execute(f"LISTEN {CHANNEL}")
                began = True
                if is_again:
                    self._say_missed()
                self._listen(connection)
        except Exception as error:  # noqa: BLE001 - whatever broke, the next try may do
            logger.warning("Signals of other processes can't be heard: error=%s", type(error).__name__)
        finally:
            self.is_listening.clear()
        return began

    def _listen(self, connection: psycopg.Connection[Any]) -> None:
        self.is_listening.set()
        while not self._stopping.is_set():
            for notice in connection.notifies(timeout=_LOOK_UP, stop_after=1):
                name, kind, key = notice.payload.split(" ", 2)
                self._hand_on(kind, key, is_ours=name == self._name)

    def _say_missed(self) -> None:
        with self._changing:
            everyone = [one for those in self._subscribers.values() for one in those]
        for subscriber in everyone:
            if subscriber.missed:
                _call(subscriber.missed)


def _call(heard: Callable[..., None], *given: str) -> None:
    """One that fails must not keep the next from hearing."""
    try:
        heard(*given)
    except Exception as error:  # noqa: BLE001 - as above
        logger.error("A signal was not taken: error=%s", type(error).__name__)
