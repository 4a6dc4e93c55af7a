"""One sign-in of staff on its way to the issuer and back: sealed in a cookie, used once, off the server's own thread."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Optional
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.chat_page import see_other
from bot.channels.web.cookie import SealedCookie
from bot.identity.sign_in.oidc_start import OidcError, Proved, Start

if TYPE_CHECKING:
    from bot.identity.sign_in.oidc import Oidc

LIFE = timedelta(minutes=10)


class IssuerDownError(RuntimeError):
    """The issuer can't be reached, or not as it should be. `kind` says what failed and names nobody."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class RefusedError(RuntimeError):
    """The answer that came back is worth nothing here. `kind` as above."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class RoundTrip:
    """To the issuer and back."""

    def __init__(self, oidc: Oidc, issuer: str, cookie: SealedCookie) -> None:
        self._oidc, self._cookie = oidc, cookie
        self._used: dict[str, datetime] = {}
        parts = urlsplit(issuer)
        self.origin = f"{parts.scheme}://{parts.netloc}"

    async def begin(self, now: datetime) -> Response:
        """The way to the issuer. Raises IssuerDownError."""
        try:
            start = await asyncio.get_running_loop().run_in_executor(None, self._oidc.start)
        except OidcError as error:
            raise IssuerDownError(_kind(error)) from None
        # The address is not needed again, and would say the state twice.
        words = json.dumps(asdict(replace(start, url="")))
        return self._cookie.write(see_other(start.url), words, now)

    async def finish(self, request: Request, now: datetime) -> Proved:
        """Who comes back from the issuer. Raises RefusedError or IssuerDownError."""
        start = self._take(request, now)
        returned = _first_of_each(request)
        try:
            return await asyncio.get_running_loop().run_in_executor(
                None, self._oidc.finish, start, returned, now
            )
        except OidcError as error:
            kind = _kind(error)
            raise (IssuerDownError if _is_theirs(kind) else RefusedError)(kind) from None

    def forget(self, response: Response) -> Response:
        """Take the cookie back, whatever came of the sign-in."""
        return self._cookie.drop(response)

    def _take(self, request: Request, now: datetime) -> Start:
        """The sign-in that this browser began. A second time it is refused, even with the cookie put back."""
        words = self._cookie.read(request, now)
        start = _start_in(words) if words else None
        self._used = {state: until for state, until in self._used.items() if until >= now}
        if start is None or start.state in self._used:
            raise RefusedError("start")
        self._used[start.state] = now + LIFE
        return start


def _first_of_each(request: Request) -> dict[str, str]:
    """The parameters of the address, each with its first value; empty ones are left out."""
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if value:
            given.setdefault(name, value)
    return given


def _start_in(words: str) -> Optional[Start]:
    try:
        return Start(**json.loads(words))
    except (TypeError, ValueError):  # written by another version
        return None


def _kind(error: OidcError) -> str:
    """What failed: the word before the colon. The rest may hold an address."""
    return str(error).split(":", 1)[0]


def _is_theirs(kind: str) -> bool:
    return kind in ("issuer", "jwks_uri") or kind.endswith("_endpoint")
