"""A bare connection, and what comes back on it."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from http.client import HTTPResponse
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from running import Server


def one_answer(connection: socket.socket) -> tuple[int, bytes]:
    """The status and body of the next whole answer: it may come in several pieces, and the connection stays open."""
    answer = HTTPResponse(connection)
    answer.begin()
    return answer.status, answer.read()


@contextmanager
def connected(server: Server, seconds: float = 30, most_unread: int | None = None) -> Iterator[socket.socket]:
    """A connection, which keeps about `most_unread` bytes of what it was sent and has not read."""
    where = urlsplit(server.url)
    with socket.socket() as connection:
        if most_unread:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, most_unread)
        connection.settimeout(seconds)
        connection.connect((str(where.hostname), int(where.port or 80)))
        yield connection


def to_the_end(connection: socket.socket) -> str:
    """Everything that comes until the server closes."""
    return b"".join(iter(lambda: connection.recv(65_536), b"")).decode()
