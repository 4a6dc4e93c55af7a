"""What a post says, read in bounded time; what can't be read says why."""

from __future__ import annotations

import time
from contextlib import suppress
from urllib.parse import urlencode

import pytest
from sanic.compat import Header
from sanic.request import Request

from bot.channels.web.web_body import FORM, MOST_FIELDS, UnreadableError, read_form

HUGE = 256 * 1024


def post(body: bytes, content_type: str = FORM) -> Request:
    """A request with this body."""
    made = Request(b"/", Header({"content-type": content_type}), "1.1", "POST", None, None)
    made.body = body
    return made


@pytest.mark.parametrize(
    "form",
    [
        {"text": "do i pay council tax?"},
        {"text": "a+b & c=d % \u00e9 \U0001f622\r\nline"},
        {"option": "12.0", "message_id": "x-1"},
        {"text": "x" * 1_000},
        {"text": "\U0001f622" * 1_000},
    ],
    ids=["plain", "signs", "button", "longest", "longest of emoji"],
)
def test_a_form_is_read_as_it_was_typed(form: dict[str, str]) -> None:
    """Up to the longest message, in every alphabet."""
    assert read_form(post(urlencode(form).encode())) == form
    assert read_form(post(urlencode(form).encode(), f"{FORM}; charset=UTF-8")) == form


def test_the_first_value_counts_and_empty_ones_do_not() -> None:
    """As browsers and forms mean it."""
    assert read_form(post(b"text=a&text=b&option=&x")) == {"text": "a"}
    assert read_form(post(b"")) == {}


def test_letters_of_another_encoding_in_a_form_are_not_lost() -> None:
    """The words around them stay readable."""
    assert read_form(post(b"text=caf%E9+tax")) == {"text": "caf\ufffd tax"}


@pytest.mark.parametrize(
    "text",
    ["x" * 1_001, "x" * HUGE, "\U0001f622" * 1_001, "\U0001f622" * 20_000],
    ids=["long", "huge", "long emoji", "huge emoji"],
)
def test_what_is_too_long_stays_too_long(text: str) -> None:
    """It comes in short, and is still refused as too long: its beginning and its end are there."""
    read = read_form(post(urlencode({"text": f"begin {text} end"}).encode()))["text"]
    assert 1_000 < len(read) < 15_000
    assert (read[:5], read[-3:]) == ("begin", "end")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"text": "hello"}', "application/json", 415),
        (b"text=hello", "text/plain", 415),
        (b"text=hello", "", 415),
        (
            b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nhello\r\n--x--',
            "multipart/form-data; boundary=x",
            415,
        ),
        ("text=caf\u00e9".encode("latin-1"), FORM, 400),
        ("text=hello".encode("utf-16"), FORM, 400),
        ("text=hello".encode("utf-16-le"), FORM, 400),
        (b"text=\xff\xfe", FORM, 400),
        (b"&".join([b"a=1"] * (MOST_FIELDS + 1)), FORM, 400),
    ],
    ids=[
        "json",
        "plain text",
        "no kind",
        "multipart",
        "latin-1",
        "utf-16",
        "utf-16-le",
        "broken utf-8",
        "many fields",
    ],
)
def test_what_is_no_form_says_why(body: bytes, content_type: str, status: int) -> None:
    """The kind, the letters or the number of fields."""
    with pytest.raises(UnreadableError) as refused:
        read_form(post(body, content_type))
    assert refused.value.status_code == status
    assert str(refused.value)


@pytest.mark.alone
@pytest.mark.parametrize(
    "body",
    [
        b"text=" + b"%41" * 87_000,
        b"&" * HUGE,
        b"a=&" * 87_000,
        b"text=" + b"%" * HUGE,
        b"text=" + b"+" * HUGE,
        b"=" * HUGE,
        b"x" * HUGE,
        b"&".join(b"f%d=%%41" % number for number in range(20_000)),
        b"text=" + "\U0001f622".encode() * 65_000,
        b"&".join(b"text=" + b"%F0%9F%98%A2" * 600 for _ in range(MOST_FIELDS)),
    ],
    ids=[
        "percent",
        "ands",
        "empty fields",
        "percent alone",
        "spaces",
        "equals",
        "one name",
        "many fields",
        "emoji",
        "many long fields",
    ],
)
def test_no_form_takes_long_to_read(body: bytes) -> None:
    """Well under the 50 milliseconds that the event loop has for 256 KB."""
    tries = []
    for _ in range(5):
        started = time.perf_counter()
        with suppress(UnreadableError):
            read_form(post(body))
        tries.append(time.perf_counter() - started)
    assert min(tries) < 0.05
