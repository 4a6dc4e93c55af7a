"""One connection of a browser: read strictly, answered with a page whatever comes, and never kept open for nothing."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.serving.strict_http import REFUSED, StrictConnection

logger = logging.getLogger(__name__)

SECONDS_FOR_HEAD = 10.0  # from the first byte of a request, or from connecting, to the end of its head
SECONDS_KEPT = 20  # between two requests
SECONDS_TO_TAKE = 30.0  # until a browser has taken what we sent
MOST_CONNECTIONS = 512  # a process may usually open 1,024 files


class Connection(H11Protocol):
    """uvicorn's connection, with what it leaves open: deadlines, room for newcomers, and a page for what is no HTTP."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.conn: h11.Connection = StrictConnection(h11.SERVER)
        self._since = self._last_taken = self.loop.time()
        self._is_refused = self._is_at_end = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Where there are too many connections, the one that we wait for the longest makes room: never one whose request is whole.

        uvicorn's own limit would answer 503 to whoever comes next, and that may be somebody in danger.
        """
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            waiting = [other for other in self.connections if other is not self and _is_waiting(other)]
            if waiting:
                min(waiting, key=_waiting_since).transport.abort()

    def data_received(self, data: bytes) -> None:
        """Read on."""
        if self._is_refused:
            return
        if not self.is_answering and not self.conn.trailing_data[0]:
            self._since = self.loop.time()
        super().data_received(data)

    def eof_received(self) -> bool:  # type: ignore[override]
        """The browser sends no more, but may still read: what it began is answered first. Whether the connection stays open for that.

        Without a look at what was broken off, danger in it would go unanswered.
        """
        self._is_at_end = True
        begun, _ = self.conn.trailing_data
        if not self.is_answering and begun:
            self._refuse(begun, HTTPStatus.BAD_REQUEST)
        elif self.is_answering and self.cycle.more_body:
            self._break_off(HTTPStatus.BAD_REQUEST)
        return self.is_answering

    def on_response_complete(self) -> None:
        """From now on we wait for the next request, if there can be one."""
        self._since = self.loop.time()
        super().on_response_complete()
        if self._is_at_end and not self.is_answering:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Let the application answer what is no HTTP: with the urgent reply if it shows danger, otherwise with people to turn to."""
        strict: StrictConnection = self.conn  # type: ignore[assignment]
        if self.is_answering:
            self._break_off(strict.status)
        else:
            self._refuse(strict.head, strict.status)

    @property
    def is_answering(self) -> bool:
        """Whether a request has begun and its answer is not complete."""
        return bool(self.cycle) and not self.cycle.response_complete

    @property
    def is_waiting(self) -> bool:
        """Whether it is the browser's turn to send."""
        return not self.is_answering or self.cycle.more_body

    def see_to_deadlines(self, now: float) -> None:
        """Close what waits for a browser that does not go on. `now` is of the event loop's clock."""
        if not self.transport.get_write_buffer_size():
            self._last_taken = now
        elif now - self._last_taken > SECONDS_TO_TAKE:
            self.transport.abort()
        if not self.is_answering and now - self._since > SECONDS_FOR_HEAD:
            self._give_up_waiting()

    def _give_up_waiting(self) -> None:
        """A request that was begun is told; where nothing was sent there is nobody to tell."""
        begun, _ = self.conn.trailing_data
        if begun:
            self._refuse(begun, 408)
        elif not self.cycle:  # what is kept after an answer is uvicorn's to close
            self.transport.close()

    def _break_off(self, status: int) -> None:
        """The rest of this body can't be read. The application looks at what came, the rest included: danger may stand in it."""
        self._is_refused = True
        self.scope[REFUSED] = int(status)  # type: ignore[literal-required]
        self.cycle.body += self.conn.trailing_data[0]
        self.cycle.keep_alive = self.cycle.more_body = False
        self.cycle.message_event.set()

    def _refuse(self, received: bytes, status: int) -> None:
        """Hand what was received to the application, as the body of a request that says what is wrong with it."""
        if self.transport.is_closing():
            return
        self.conn = h11.Connection(h11.SERVER)
        length = str(len(received)).encode()
        head = b"POST / HTTP/1.1\r\nHost: -\r\nConnection: close\r\nContent-Length: " + length + b"\r\n\r\n"
        super().data_received(head + received)
        self._is_refused = True
        self.scope[REFUSED] = int(status)  # type: ignore[literal-required]


def _is_waiting(connection: object) -> bool:
    return isinstance(connection, Connection) and connection.is_waiting


def _waiting_since(connection: object) -> float:
    return connection._since if isinstance(connection, Connection) else 0.0  # noqa: SLF001 - one of its own kind


async def watch(connections: set[Any], every: float = 1.0) -> None:
    """For ever, see to every connection's deadlines."""
    while True:
        await asyncio.sleep(every)
        now = asyncio.get_running_loop().time()
        for connection in list(connections):
            _see_to(connection, now)


def _see_to(connection: Any, now: float) -> None:
    """One that can't be seen to is let go: the deadlines of all others hang on this going on."""
    try:
        connection.see_to_deadlines(now)
    except Exception as error:  # noqa: BLE001 - whatever it is, the watch goes on
        logger.warning("A connection was let go: %s", type(error).__name__)
        connection.transport.abort()
