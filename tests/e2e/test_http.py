"""What is no HTTP, or is made to tie the server up: refused with people to turn to, in time, and nobody else waits."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import httpx
import pytest
from answers import connected, one_answer, to_the_end
from browser import as_text
from running import Server, running

from bot.serving.connections import MOST_CONNECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.model, pytest.mark.server]

HELP = "In danger? Ring 999. Need to talk? Ring Samaritans on 116 123."
GLAD = "really glad you told me"
FORM = "Content-Type: application/x-www-form-urlencoded"
DANGER = "text=i+want+to+kill+myself"
GET = "GET /sign-in HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own: others must not feel what is done to it."""
    with running({"LOCALOFFER_STATE": str(tmp_path_factory.mktemp("state"))}) as server:
        yield server


def said_to(server: Server, request: str) -> str:
    """What comes back for these very letters, until the server closes."""
    with connected(server) as connection:
        connection.sendall(request.encode("latin-1"))
        return to_the_end(connection)


def post(*headers: str, body: str = "text=hello") -> str:
    """A post with these headers."""
    return "\r\n".join(["POST /message HTTP/1.1", "Host: x", FORM, *headers, "", body])


NO_HTTP = {
    "two lengths": post("Content-Length: 10", "Content-Length: 5"),
    "the same length twice": post("Content-Length: 10", "Content-Length: 10"),
    "a list of lengths": post("Content-Length: 10, 10"),
    "a length with a sign": post("Content-Length: +10"),
    "a length in other digits": post("Content-Length: 1_0"),
    "a length and chunks": post("Content-Length: 10", "Transfer-Encoding: chunked", body="0\r\n\r\n"),
    "chunks and a length": post("Transfer-Encoding: chunked", "Content-Length: 10", body="0\r\n\r\n"),
    "chunks in HTTP/1.0": post("Transfer-Encoding: chunked", body="0\r\n\r\n").replace("/1.1", "/1.0"),
    "another encoding": post("Transfer-Encoding: gzip, chunked", body="0\r\n\r\n"),
    "two encodings": post("Transfer-Encoding: chunked", "Transfer-Encoding: identity", body="0\r\n\r\n"),
    "a chunk without a size": post("Transfer-Encoding: chunked", body="hello\r\n0\r\n\r\n"),
    "a chunk of a negative size": post("Transfer-Encoding: chunked", body="-5\r\nhello\r\n0\r\n\r\n"),
    "a chunk of an immense size": post("Transfer-Encoding: chunked", body="f" * 40 + "\r\nhello\r\n"),
    "a chunk that is longer than it says": post("Transfer-Encoding: chunked", body="2\r\nhello\r\n0\r\n\r\n"),
    "a folded line": GET + "X: a\r\n b\r\n\r\n",
    "a header without colon": GET + "nonsense\r\n\r\n",
    "a space before the colon": GET + "X : a\r\n\r\n",
    "a nul": GET + "X: a\0b\r\n\r\n",
    "a bare carriage return": GET + "X: a\rb\r\n\r\n",
    "a line feed alone": GET + "X: a\nY: b\r\n\r\n",
    "line feeds alone": GET.replace("\r\n", "\n") + "\n",
    "an escape": GET + "X: \x1b[2J\r\n\r\n",
    "too many headers": GET + "X: a\r\n" * 101 + "\r\n",
    "too large a header": GET + f"X: {'a' * 17_000}\r\n\r\n",
    "too large a header that never ends": GET + "X: " + "a" * 70_000,
    "too long an address": f"GET /{'a' * 17_000} HTTP/1.1\r\nHost: x\r\n\r\n",
    "no host": "GET /sign-in HTTP/1.1\r\n\r\n",
    "two hosts": GET + "Host: y\r\n\r\n",
    "the address of a proxy": "GET http://x/sign-in HTTP/1.1\r\nHost: x\r\n\r\n",
    "an address that is a star": "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "a tunnel": "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    "an address with a space": "GET /sign in HTTP/1.1\r\nHost: x\r\n\r\n",
    "an address that is not ASCII": "GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    "HTTP/0.9": "GET /sign-in\r\n\r\n",
    "HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/3.1": GET.replace("1.1", "3.1") + "\r\n",
    "TLS": "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n",
    "an empty line first": "\r\n" + GET + "\r\n",
}


@pytest.mark.parametrize("kind", NO_HTTP)
def test_what_is_no_http_is_refused_with_people_to_turn_to(alone: Server, kind: str) -> None:
    """With urgent help, and the connection is closed: nothing behind it is taken for a request."""
    said = said_to(alone, NO_HTTP[kind] + GET + "\r\n")
    assert re.match(r"HTTP/1\.1 (400|431|501) ", said)
    assert HELP in as_text(said)
    assert "connection: close" in said.lower()
    assert (said.count("HTTP/1.1 "), "cache-control: no-store" in said.lower()) == (1, True)


@pytest.mark.parametrize(
    "request_",
    [
        post("Content-Length: 26", "Content-Length: 26", body=DANGER),
        post("Content-Length: 26", "nonsense", body=DANGER),
        post("Transfer-Encoding: chunked", body=f"1a\r\n{DANGER}\r\nnonsense\r\n"),
        post("Transfer-Encoding: chunked", body=f"nonsense\r\n{DANGER}\r\n0\r\n\r\n"),
        GET + f"X: {DANGER}\n\r\n\r\n",
    ],
    ids=["two lengths", "no header", "no chunk", "behind no chunk", "in a header"],
)
def test_danger_in_what_is_no_http_gets_the_urgent_reply(alone: Server, request_: str) -> None:
    """Whatever a broken browser or proxy made of it."""
    assert GLAD in said_to(alone, request_)


@pytest.mark.parametrize(
    "request_",
    [
        post("Content-Length: 26", body=DANGER),
        post("Content-Length: 99", body=DANGER),
        post("Transfer-Encoding: chunked", body=f"1a\r\n{DANGER}\r\n"),
        GET + f"X: {DANGER}\r\n",
        GET + "\r\n" + post("Content-Length: 26", body=DANGER),
    ],
    ids=["whole", "half a body", "half the chunks", "half a head", "behind another"],
)
def test_who_can_send_no_more_is_answered(alone: Server, request_: str) -> None:
    """Whole or broken off, and then the connection ends: that somebody has nothing more to send does not mean that they don't listen."""
    with connected(alone) as connection:
        connection.sendall(request_.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        assert GLAD in to_the_end(connection)


def test_who_sends_nothing_and_goes_is_let_go(alone: Server) -> None:
    """Nobody is there to be told, before a request and after one."""
    for sent in ("", GET + "\r\n"):
        with connected(alone, seconds=5) as connection:
            connection.sendall(sent.encode())
            if sent:
                one_answer(connection)
            connection.shutdown(socket.SHUT_WR)
            assert to_the_end(connection) == ""


@pytest.mark.parametrize(
    "path",
    ["/%", "/%zz", "/%ff", "/sign%2din", "/%2e%2e/sign-in", "/static/%2e%2e/%2e%2e/server.py", "/?%ff=%"],
)
def test_an_odd_address_is_a_page_that_is_not_there(alone: Server, path: str) -> None:
    """Or the page itself, where only what follows the question mark is odd."""
    said = said_to(alone, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert said.startswith("HTTP/1.1 200" if "?" in path else "HTTP/1.1 404")


@pytest.mark.parametrize(
    "cookie", ["localoffer=\xff\xfe", ";;;=;", "localoffer", '"' + "\\" * 15_000 + '"', "=a; a=b" * 900]
)
def test_an_odd_cookie_is_none(alone: Server, cookie: str) -> None:
    """The page shows, and soon."""
    started = time.monotonic()
    said = said_to(alone, f"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: {cookie}\r\n\r\n")
    assert (said.startswith("HTTP/1.1 200"), time.monotonic() - started < 2) == (True, True)


def test_requests_sent_in_one_go_are_answered_in_order(alone: Server) -> None:
    """One after the other, each whole."""
    said = said_to(
        alone,
        GET
        + "\r\n"
        + GET.replace("GET", "HEAD")
        + "\r\n"
        + post("Connection: close", "Content-Length: 7", body="other=1"),
    )
    assert re.findall(r"HTTP/1\.1 (\d+)", said) == ["200", "200", "400"]
    assert said.count("<title>") == 2


def test_who_asks_first_whether_to_go_on_is_told_to(alone: Server) -> None:
    """And then answered."""
    with connected(alone) as connection:
        connection.sendall(
            post("Content-Length: 26", "Expect: 100-continue", "Connection: close", body="").encode()
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 100 Continue\r\n")
        connection.sendall(DANGER.encode())
        assert GLAD in to_the_end(connection)


def test_whoever_holds_every_connection_keeps_nobody_from_help(alone: Server) -> None:
    """More connections than we keep, each with a request that is never finished: somebody in danger is answered, and soon."""
    with ExitStack() as held:
        for number in range(MOST_CONNECTIONS + 60):
            connection = held.enter_context(connected(alone))
            half = post("Content-Length: 1000", body="text=") if number % 2 else GET
            connection.sendall(half.encode())
        started = time.monotonic()
        form = {"text": "i want to kill myself"}
        said = httpx.post(
            f"{alone.url}/message", data=form, headers={"accept": "application/json"}, timeout=30
        )
        assert (said.status_code, said.json()["answers"][0]["urgency"]) == (200, "urgent")
        assert time.monotonic() - started < 5


def test_no_log_line_says_what_was_asked_for(alone: Server) -> None:
    """Neither address nor header nor body, of a page or of what is no HTTP."""
    for request in (
        "GET /okapi-marker?okapi-marker HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: okapi-marker\r\n\r\n",
        GET + "okapi-marker\r\n\r\n",
        post("Transfer-Encoding: chunked", body="okapi-marker\r\n"),
        GET + "Connection: upgrade, close\r\nUpgrade: okapi-marker\r\n\r\n",
    ):
        assert said_to(alone, request).startswith("HTTP/1.1 ")
    assert "okapi-marker" not in alone.log.read_text()


@pytest.mark.parametrize("number", ["SIGTERM", "SIGINT"])
def test_told_to_stop_it_ends_what_it_has_begun(tmp_path: Path, number: str) -> None:
    """A turn that runs is answered, nobody new is let in, and the process ends as one that did what it was told."""
    with running({"LOCALOFFER_STATE": str(tmp_path)}) as server, connected(server) as idle:
        idle.sendall(f"{GET}\r\n".encode())
        assert one_answer(idle)[0] == 200
        with connected(server) as connection:
            words = "text=do+i+pay+council+tax"
            connection.sendall(
                post("Accept: application/json", f"Content-Length: {len(words)}", body=words).encode()
            )
            time.sleep(0.02)
            os.kill(server.process, getattr(signal, number))
            assert "council tax" in to_the_end(connection)
        assert "HTTP/1.1" not in to_the_end(idle)
        with pytest.raises(httpx.TransportError):
            httpx.get(server.url)
        assert "error=" not in server.log.read_text()
        assert "Traceback" not in server.log.read_text()
