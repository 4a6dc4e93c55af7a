"""What a post says: its fields, read in bounded time, or the bytes themselves where there are none to read."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from enum import Enum
from http import HTTPStatus
from typing import Mapping
from urllib.parse import unquote_plus

from sanic.exceptions import SanicException
from sanic.request import Request

from bot.safeguarding import byte_look

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 32
LONGEST_NAME = 100  # bytes
# Of a body that nobody has read yet: so much is looked at, and so much is taken in that a browser stays to read the reply.
MOST_LOOKED_AT, MOST_READ, SECONDS = 1024 * 1024, 16 * 1024 * 1024, 2.0

Form = Mapping[str, str]


class Unreadable(Enum):
    """Why a body is no form of ours."""

    NO_FORM = "no_form"
    NOT_OUR_FORM = "not_our_form"
    LETTERS = "letters"
    FIELDS = "fields"


class UnreadableError(SanicException):
    """A body that is no form of ours. `why` says what is wrong with it."""

    def __init__(self, why: Unreadable) -> None:
        is_kind = why is Unreadable.NO_FORM
        super().__init__(why.value, HTTPStatus.UNSUPPORTED_MEDIA_TYPE if is_kind else HTTPStatus.BAD_REQUEST)
        self.why = why


def read_form(request: Request) -> Form:
    """The fields of a form, each with its first value; empty ones are left out. Raises UnreadableError.

    What is longer than a message may be comes as its beginning, middle and end, and is still longer than a message may be.
    """
    body = request.body
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


class KeepingRequest(Request):
    """Keeps what came of a body also where it turns out to be too large."""

    body: bytes

    async def receive_body(self) -> None:
        """Read the body. Raises PayloadTooLarge."""
        if not self.body:
            self.ctx.parts = []
            async for part in self.stream:
                self.ctx.parts.append(part)
            self.body = b"".join(self.ctx.parts)


async def sent(request: Request) -> bytes:
    """The bytes of a request, whether somebody has read them or not: the first megabyte, or what came in two seconds."""
    if request.body or request.stream is None or not request.stream.request_body:
        return bytes(request.body)
    parts: list[bytes] = getattr(request.ctx, "parts", [])
    with suppress(asyncio.TimeoutError, SanicException):
        await asyncio.wait_for(_receive(request, parts), SECONDS)
    return b"".join(parts)


async def _receive(request: Request, parts: list[bytes]) -> None:
    stream, size = request.stream, 0
    stream.request_max_size = float(
        "inf"
    )  # Sanic reads nothing of a body that is too large; after the reply it hangs up
    async for part in stream:
        if size < MOST_LOOKED_AT:
            parts.append(part)
        size += len(part)
        if size >= MOST_READ:
            return


def _content_type(request: Request) -> str:
    return str(request.headers.get("content-type", "")).partition(";")[0].strip().lower()


def _is_utf8(body: bytes) -> bool:
    with suppress(UnicodeDecodeError):
        return b"\0" not in body and bool(body.decode("utf-8"))
    return False


def _read(fields: list[bytes]) -> Form:
    form: dict[str, str] = {}
    for field in fields:
        name, _, value = field.partition(b"=")
        if value and len(name) <= LONGEST_NAME:
            form.setdefault(_text(name), _text(value))
    return form


def _text(raw: bytes) -> str:
    return " ".join(
        unquote_plus(run.decode("utf-8", "replace"), errors="replace") for run in byte_look.runs(raw)
    )
