"""What is taken for a request: h11 decides, and what it would let through is refused before."""

from __future__ import annotations

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.serving.strict_http import MOST_HEAD, MOST_HEADERS, StrictConnection, fault_of

PLAIN = b"GET /?a=%20 HTTP/1.1\r\nHost: x\r\nCookie: a=b; c=\xe9\r\nX:\r\n\r\n"


def events(*parts: bytes) -> list[type]:
    """The kinds of events that come of these bytes."""
    connection, found = StrictConnection(h11.SERVER), []
    for part in parts:
        connection.receive_data(part)
        while (event := connection.next_event()) not in (h11.NEED_DATA, h11.PAUSED):
            found.append(type(event))
    return found


def test_a_plain_request_is_taken() -> None:
    """Whole, and in any two parts."""
    for cut in range(1, len(PLAIN)):
        assert events(PLAIN[:cut], PLAIN[cut:]) == [h11.Request, h11.EndOfMessage]


def test_nothing_is_wrong_with_a_beginning() -> None:
    """As long as it may become a request."""
    assert [fault_of(PLAIN[:cut]) for cut in range(len(PLAIN) + 1)] == [None] * (len(PLAIN) + 1)


def test_a_body_is_no_head() -> None:
    """What stands in it is not looked at here."""
    body = b"\0\n\r\x1b"
    post = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n" + body
    assert events(post) == [h11.Request, h11.Data, h11.EndOfMessage]


@pytest.mark.parametrize(
    ("received", "status"),
    [
        (b"GET / HTTP/1.1\r\nX: " + b"a" * MOST_HEAD, 431),
        (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * (MOST_HEADERS + 1), 431),
        (b"GET / HTTP/1.1\r\nX: a\n", 400),
        (b"GET / HTTP/1.1\r\nX: a\r\n b", 400),
        (b"GET / HTTP/1.1\r\nX: a\x7f", 400),
    ],
    ids=["too large", "too many", "line feed", "folded", "delete"],
)
def test_a_fault_is_seen_before_the_head_is_whole(received: bytes, status: int) -> None:
    """Nobody waits for the rest of it."""
    assert fault_of(received) == status
    connection = StrictConnection(h11.SERVER)
    connection.receive_data(received)
    with pytest.raises(h11.RemoteProtocolError):
        connection.next_event()
    assert (connection.status, connection.head) == (status, received)


@given(
    st.binary(max_size=300)
    | st.lists(st.sampled_from([*PLAIN.split(b" "), b"\r\n", b"\n", b"\0", b":"])).map(b"".join)
)
def test_whatever_comes_is_a_request_or_refused(received: bytes) -> None:
    """No other error, and a status for what is refused."""
    connection = StrictConnection(h11.SERVER)
    connection.receive_data(received)
    try:
        connection.next_event()
    except h11.RemoteProtocolError:
        assert connection.status in (400, 431, 501)
