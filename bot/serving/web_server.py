"""uvicorn with our connections: it listens, and it stops without breaking off what it has begun."""

from __future__ import annotations

import asyncio
import signal
import socket
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import Callable, Iterator, Optional

from starlette.types import ASGIApp
from uvicorn import Config, Server

from bot.serving.connections import SECONDS_KEPT, Connection, watch

SECONDS_TO_STOP = 30  # for turns that run
WAITING = 2048  # connections that the system keeps for us until we take them
AT_ONCE = (
    1  # that a worker takes before it does anything else: what comes at the same moment is for the others too
)
_STOPS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True)
class Draining:
    """What is done when SIGTERM asks to stop: `begin`, and then for `seconds` requests are still taken."""

    seconds: float = 0.0
    begin: Callable[[], None] = lambda: None


class WebServer(Server):
    """Serves an application until it is told to stop, and then ends as a program that did what it was told."""

    def __init__(
        self,
        app: ASGIApp,
        on_ready: Callable[[], None],
        draining: Optional[Draining] = None,
        parent: Optional[int] = None,
    ) -> None:
        """`parent` is a file that ends with the parent process of several workers, if this is one of them."""
        super().__init__(_config(app, backlog=WAITING if parent is None else AT_ONCE))
        self._on_ready, self._draining, self._is_asked = on_ready, draining or Draining(), False
        self._parent = parent

    def handle_exit(self, sig: int, frame: Optional[FrameType]) -> None:
        """Stop; on the first SIGTERM only after a while, so that whoever sends requests here can let go first."""
        is_first, self._is_asked = not self._is_asked, True
        if is_first:
            self._draining.begin()
        if is_first and sig == signal.SIGTERM and self._draining.seconds > 0:
            asyncio.get_running_loop().call_later(self._draining.seconds, super().handle_exit, sig, frame)
        else:
            super().handle_exit(sig, frame)

    async def startup(self, sockets: Optional[list[socket.socket]] = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        if self._parent is not None:
            asyncio.get_running_loop().add_reader(self._parent, self._parent_is_gone)
        for sock in sockets or ():
            sock.listen(WAITING)
        if self.started:
            self._on_ready()

    def _parent_is_gone(self) -> None:
        """Without a parent nobody would start or stop us: finish what has begun, and end."""
        if self._parent is not None:
            asyncio.get_running_loop().remove_reader(self._parent)
            self._parent, self.should_exit = None, True

    async def main_loop(self) -> None:
        """Serve, and see to it that no connection is kept for nothing."""
        watching = asyncio.ensure_future(watch(self.server_state.connections))
        try:
            await super().main_loop()
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop when asked to. uvicorn would afterwards let the same signal kill the process."""
        loop = asyncio.get_running_loop()
        for number in _STOPS:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in _STOPS:
                loop.remove_signal_handler(number)


def serve(
    app: ASGIApp, host: str, port: int, on_ready: Callable[[], None], draining: Optional[Draining] = None
) -> None:
    """Serve until stopped. Raises OSError if nobody can listen there."""
    with listening(host, port) as sock:
        WebServer(app, on_ready, draining).run([sock])


def serve_together(
    app: ASGIApp,
    listening_file: int,
    parent: int,
    on_ready: Callable[[], None],
    draining: Optional[Draining] = None,
) -> None:
    """Serve, as one of several workers, at a socket that all share, until stopped or without a parent."""
    with socket.socket(fileno=listening_file) as sock:
        WebServer(app, on_ready, draining, parent).run([sock])


def bound(host: str, port: int) -> socket.socket:
    """A socket at which nobody listens yet: workers do so when they are ready. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
    except BaseException:
        sock.close()
        raise
    return sock


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=WAITING)


def _config(app: ASGIApp, backlog: int) -> Config:
    return Config(
        app,
        http=Connection,
        ws="none",
        lifespan="on",
        log_config=None,  # ours is set up already
        access_log=False,
        server_header=False,
        proxy_headers=False,  # it takes the first address that anybody wrote; we count from the right
        backlog=backlog,
        timeout_keep_alive=SECONDS_KEPT,
        timeout_graceful_shutdown=SECONDS_TO_STOP,
    )
