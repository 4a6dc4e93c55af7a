"""What a request says: its fields, read in bounded time, or the bytes themselves where there are none to read."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from enum import Enum
from http import HTTPStatus
from typing import Mapping
from urllib.parse import unquote_plus

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from bot.safeguarding import byte_look
from bot.serving.strict_http import REFUSED

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 32
LONGEST_NAME = 100  # bytes
MOST_BYTES, SECONDS_TO_SEND = 256 * 1024, 30.0  # of a body
# Of a body that is refused: so much is looked at, and so much is taken in that a browser stays to read the reply.
MOST_LOOKED_AT, MOST_READ, SECONDS = 1024 * 1024, 16 * 1024 * 1024, 2.0
_SENT = "localoffer.sent"  # in the scope
_HAS_BODY = (b"content-length", b"transfer-encoding")

Form = Mapping[str, str]


class Unreadable(Enum):
    """Why a body is no form of ours."""

    NO_FORM = "no_form"
    NOT_OUR_FORM = "not_our_form"
    LETTERS = "letters"
    FIELDS = "fields"
    TWICE = "twice"


class UnreadableError(HTTPException):
    """A body that is no form of ours. `why` says what is wrong with it."""

    def __init__(self, why: Unreadable) -> None:
        is_kind = why is Unreadable.NO_FORM
        super().__init__(HTTPStatus.UNSUPPORTED_MEDIA_TYPE if is_kind else HTTPStatus.BAD_REQUEST, why.value)
        self.why = why


class Sent:
    """The body of a request, as far as it came."""

    def __init__(self, request: Request) -> None:
        self._request, self._parts, self._size = request, list[bytes](), 0
        self.is_whole = not any(name in _HAS_BODY for name, _ in request.scope["headers"])

    @property
    def body(self) -> bytes:
        """What came so far, or the first megabyte of it."""
        return b"".join(self._parts)

    async def whole(self) -> None:
        """Take in all of it. Raises HTTPException if it is too large, malformed, broken off or takes too long."""
        if not self.is_whole:
            await self._take_whole()
        if self._request.scope.get(REFUSED):
            raise HTTPException(self._request.scope[REFUSED])
        if self._size > MOST_BYTES:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    async def to_look_at(self) -> bytes:
        """The first megabyte, or what comes in two seconds, whether somebody has read it or not."""
        if not self.is_whole:
            with suppress(asyncio.TimeoutError, ClientDisconnect):
                await asyncio.wait_for(self._take(MOST_READ), SECONDS)
        return self.body

    async def _take_whole(self) -> None:
        if self._request.headers.get("expect", "100-continue").lower() != "100-continue":
            raise HTTPException(HTTPStatus.EXPECTATION_FAILED)
        try:
            await asyncio.wait_for(self._take(MOST_BYTES), SECONDS_TO_SEND)
        except asyncio.TimeoutError:
            raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from None
        except ClientDisconnect:
            raise HTTPException(HTTPStatus.BAD_REQUEST) from None

    async def _take(self, most: int) -> None:
        while not self.is_whole and self._size <= most:
            message = await self._request.receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            part = message.get("body", b"")
            if self._size < MOST_LOOKED_AT:
                self._parts.append(part)
            self._size += len(part)
            self.is_whole = not message.get("more_body", False)


def sent_by(request: Request) -> Sent:
    """What a request sends; the same for everybody who asks."""
    if _SENT not in request.scope:
        request.scope[_SENT] = Sent(request)
    sent: Sent = request.scope[_SENT]
    return sent


def read_form(request: Request) -> Form:
    """The fields of a form; empty ones are left out. Raises UnreadableError.

    One with two values is refused: whichever was taken, the other one would not be looked at for danger.

    What is longer than a message may be comes as its beginning, middle and end, and is still longer than a message may be.
    """
    body = sent_by(request).body
    if not body:
        return {}
    if _content_type(request) != FORM:
        raise UnreadableError(Unreadable.NO_FORM)
    if not _is_utf8(body):
        raise UnreadableError(Unreadable.LETTERS)
    fields = body.split(b"&", MOST_FIELDS)
    if len(fields) > MOST_FIELDS:
        raise UnreadableError(Unreadable.FIELDS)
    return _read(fields)


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _is_utf8(body: bytes) -> bool:
    with suppress(UnicodeDecodeError):
        return b"\0" not in body and bool(body.decode("utf-8"))
    return False


def _read(fields: list[bytes]) -> Form:
    form: dict[str, str] = {}
    for field in fields:
        name, _, value = field.partition(b"=")
        if value and len(name) <= LONGEST_NAME:
            _put(form, _text(name), _text(value))
    return form


def _put(form: dict[str, str], name: str, value: str) -> None:
    if form.setdefault(name, value) != value:
        raise UnreadableError(Unreadable.TWICE)


def _text(raw: bytes) -> str:
    return " ".join(
        unquote_plus(run.decode("utf-8", "replace"), errors="replace") for run in byte_look.runs(raw)
    )
