"""What a post says, read in bounded time; what can't be read says why."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from urllib.parse import urlencode

import pytest
from asking import asked, posted
from starlette.exceptions import HTTPException

from bot.channels.web import web_body
from bot.channels.web.web_body import FORM, MOST_FIELDS, UnreadableError, read_form, sent_by
from bot.serving.strict_http import REFUSED

HUGE = 256 * 1024


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
    assert read_form(posted(urlencode(form).encode(), FORM)) == form
    assert read_form(posted(urlencode(form).encode(), f"{FORM}; charset=UTF-8")) == form


def test_empty_values_and_what_is_said_twice_alike_do_not_count() -> None:
    """As browsers and forms mean it."""
    assert read_form(posted(b"text=&text=a&text=a&option=&x", FORM)) == {"text": "a"}
    assert read_form(posted(b"", FORM)) == {}


@pytest.mark.parametrize("body", [b"text=hello&text=other", b"option=1.0&option=1.1", b"te%78t=a&text=b"])
def test_a_field_with_two_values_is_refused(body: bytes) -> None:
    """Nobody can tell which was meant, and the one that is left out may be a call for help."""
    with pytest.raises(UnreadableError) as refused:
        read_form(posted(body, FORM))
    assert (refused.value.status_code, refused.value.why) == (400, web_body.Unreadable.TWICE)


def test_letters_of_another_encoding_in_a_form_are_not_lost() -> None:
    """The words around them stay readable."""
    assert read_form(posted(b"text=caf%E9+tax", FORM)) == {"text": "caf\ufffd tax"}


@pytest.mark.parametrize(
    "text",
    ["x" * 1_001, "x" * HUGE, "\U0001f622" * 1_001, "\U0001f622" * 20_000],
    ids=["long", "huge", "long emoji", "huge emoji"],
)
def test_what_is_too_long_stays_too_long(text: str) -> None:
    """It comes in short, and is still refused as too long: its beginning and its end are there."""
    read = read_form(posted(urlencode({"text": f"begin {text} end"}).encode(), FORM))["text"]
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
    request = posted(body, content_type)
    with pytest.raises(UnreadableError) as refused:
        read_form(request)
    assert refused.value.status_code == status
    assert refused.value.detail


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
        request = posted(body, FORM)
        started = time.perf_counter()
        with suppress(UnreadableError):
            read_form(request)
        tries.append(time.perf_counter() - started)
    assert min(tries) < 0.05


async def test_a_body_is_taken_in_once_however_many_ask() -> None:
    """In its parts as they come."""
    request = asked(parts=[b"text=", b"hello", b""], headers={"content-type": FORM}, method="POST")
    for _ in range(2):
        await sent_by(request).whole()
    assert read_form(request) == {"text": "hello"}


async def refusal(
    parts: list[bytes], headers: dict[str, str] | None = None, **more: object
) -> tuple[int, bytes]:
    """The status that a body is refused with, and what is looked at of it."""
    request = asked(parts=parts, headers=headers, method="POST", **more)
    with pytest.raises(HTTPException) as refused:
        await sent_by(request).whole()
    return refused.value.status_code, await sent_by(request).to_look_at()


async def test_a_body_over_the_limit_is_refused_and_still_looked_at() -> None:
    """Its end too: that is where the cry for help may stand."""
    status, looked_at = await refusal([b"x" * 200_000, b"x" * 200_000, b"the end", b""])
    assert (status, looked_at[-7:]) == (413, b"the end")


async def test_of_an_endless_body_a_megabyte_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no more than the limit is taken in at all."""
    monkeypatch.setattr(web_body, "MOST_READ", 3_000_000)
    status, looked_at = await refusal([b"x" * 100_000] * 100)
    assert (status, 1_000_000 < len(looked_at) < 1_200_000) == (413, True)


async def test_a_body_that_breaks_off_is_refused_and_still_looked_at() -> None:
    """Where the browser is gone, and where what it sends is no HTTP any more."""
    assert await refusal([b"half"]) == (400, b"half")
    assert await refusal([b"half", b""], **{REFUSED: 400}) == (400, b"half")


async def test_a_body_that_dribbles_is_refused_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is for the whole body, not for each piece of it."""
    monkeypatch.setattr(web_body, "SECONDS_TO_SEND", 0.2)
    monkeypatch.setattr(web_body, "SECONDS", 0.1)
    request = asked(headers={"content-length": "1000"}, method="POST")

    async def slowly() -> dict[str, object]:
        """A letter at a time."""
        await asyncio.sleep(0.03)
        return {"type": "http.request", "body": b"x", "more_body": True}

    request._receive = slowly
    started = time.monotonic()
    with pytest.raises(HTTPException) as refused:
        await sent_by(request).whole()
    assert refused.value.status_code == 408
    assert 3 <= len(await sent_by(request).to_look_at()) <= 12
    assert time.monotonic() - started < 2


async def test_an_expectation_that_we_do_not_know_is_refused() -> None:
    """The one that everybody knows is met by the server itself."""
    assert (await refusal([b"x", b""], {"expect": "gifts"}))[0] == 417
    await sent_by(asked(parts=[b"x", b""], headers={"expect": "100-Continue"}, method="POST")).whole()
