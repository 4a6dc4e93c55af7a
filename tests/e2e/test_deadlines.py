"""No connection is kept for nothing: how long a browser may take to ask, to go on, and to read."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx
import pytest
from answers import connected, one_answer, to_the_end
from running import Server, running

from bot.serving.connections import SECONDS_FOR_HEAD, SECONDS_KEPT, SECONDS_TO_TAKE

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.beside, pytest.mark.long]

GLAD = "really glad you told me"
DANGER = "text=i+want+to+kill+myself"
GET = "GET /sign-in HTTP/1.1\r\nHost: x\r\n"
HALF = (
    "POST /message HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    f"Content-Length: 2600\r\n\r\n{DANGER}"
)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: others must not feel what is done to it."""
    with running({"LOCALOFFER_STATE": str(tmp_path_factory.mktemp("state"))}) as server:
        yield server


def test_danger_whose_end_never_comes_gets_the_urgent_reply(own: Server) -> None:
    """A body that is shorter than it says: the browser is told all the same."""
    with connected(own, 60) as connection:
        connection.sendall(HALF.encode())
        assert GLAD in to_the_end(connection)


def test_a_head_that_never_ends_is_refused_in_time(own: Server) -> None:
    """However it dribbles: the time is for the whole of it. A connection that sends nothing is closed without a word."""
    started = time.monotonic()
    with connected(own) as silent, connected(own) as dribbling:
        dribbling.sendall(f"GET /?{DANGER} HTTP/1.1\r\n".encode())
        while time.monotonic() - started < SECONDS_FOR_HEAD - 1:
            dribbling.sendall(b"X: a\r\n")
            time.sleep(0.5)
        assert GLAD in to_the_end(dribbling)
        assert to_the_end(silent) == ""
    assert SECONDS_FOR_HEAD - 1 < time.monotonic() - started < SECONDS_FOR_HEAD + 10


def test_a_connection_is_kept_between_requests_but_not_for_ever(own: Server) -> None:
    """Used again it is the same one; unused it is closed after some seconds."""
    with connected(own) as connection:
        for _ in range(2):
            connection.sendall(f"{GET}\r\n".encode())
            assert one_answer(connection)[0] == 200
            time.sleep(0.5)
        started = time.monotonic()
        to_the_end(connection)
    assert SECONDS_KEPT / 2 < time.monotonic() - started < SECONDS_KEPT + 10


def ask_until_nothing_is_taken(connection: socket.socket) -> None:
    """Ask for files, until not one byte more is taken for three seconds: the server has stopped reading."""
    asked = b"GET /static/style.css HTTP/1.1\r\nHost: x\r\n\r\n" * 100
    with suppress(TimeoutError):
        while True:
            connection.send(asked)


def read_for(connection: socket.socket, seconds: float) -> None:
    """Take what is there. Raises ConnectionError if the server has let go; one that had not would send for long."""
    connection.settimeout(20)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not connection.recv(65_536):
            raise ConnectionError


def test_a_browser_that_never_reads_keeps_no_one_waiting(own: Server) -> None:
    """Hundreds of files asked for and none taken: others get their page, and after half a minute the connection is gone.

    It is read at the end, as a kernel whose buffers are full may not notice before that the other side has gone.
    """
    with connected(own, 3, most_unread=4096) as connection:
        ask_until_nothing_is_taken(connection)
        assert httpx.get(f"{own.url}/sign-in", timeout=10).status_code == 200
        time.sleep(SECONDS_TO_TAKE / 2)
        assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0
        time.sleep(SECONDS_TO_TAKE / 2 + 4)
        with pytest.raises(ConnectionError):
            read_for(connection, 5)


def test_a_browser_that_reads_late_is_not_let_go(own: Server) -> None:
    """One that was deaf for a while, and then takes what it asked for, gets it."""
    with connected(own, 3, most_unread=4096) as connection:
        ask_until_nothing_is_taken(connection)
        time.sleep(SECONDS_TO_TAKE / 6)
        read_for(connection, 2)
