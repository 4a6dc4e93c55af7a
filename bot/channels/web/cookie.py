"""The browser's cookies: a random token that we signed, and words that only we can read."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime, timedelta, timezone
from typing import Optional

from cryptography.fernet import Fernet, InvalidToken
from itsdangerous import BadSignature, Signer
from starlette.requests import Request
from starlette.responses import Response

from bot.identity.sign_in.sessions import new_token

LEFT = "localoffer-left"
KNOWN = "known"  # the purpose of the cookie in `known_browsers`
_COOKIES = "localoffer.cookies"  # in the scope of a request, which is read several times on its way


def cookies_of(request: Request) -> dict[str, str]:
    """The cookies that a browser sends, as they stand.

    Starlette also takes the quoting off their values, which takes Python 3.10 most of a second for a long one of backslashes.
    """
    known: Optional[dict[str, str]] = request.scope.get(_COOKIES)
    if known is None:
        pairs = (
            pair.partition("=") for line in request.headers.getlist("cookie") for pair in line.split(";")
        )
        known = request.scope[_COOKIES] = {name.strip(): value.strip() for name, _, value in pairs}
    return known


class SessionCookie:
    """Reads and writes the cookie. A token without our signature is as good as none.

    Another `purpose` gives another cookie, and a token of one is worth nothing in the other.
    """

    def __init__(self, secret: bytes, is_secure: bool, purpose: str = "session") -> None:
        self._signer = Signer(secret, salt=f"localoffer.{purpose}")
        self._is_secure = is_secure
        self.name = _name("localoffer" if purpose == "session" else f"localoffer-{purpose}", is_secure)

    def read(self, request: Request) -> Optional[str]:
        """The token of this browser, or None."""
        known = f"{_COOKIES}.{self.name}"
        if known not in request.scope:
            request.scope[known] = self._token(cookies_of(request).get(self.name, ""))
        token: Optional[str] = request.scope[known]
        return token

    def _token(self, signed: str) -> Optional[str]:
        try:
            return self._signer.unsign(signed).decode()
        except BadSignature:
            return None

    def read_or_new(self, request: Request) -> str:
        """The token of this browser, or a new one."""
        return self.read(request) or new_token()

    def write(self, response: Response, token: str) -> Response:
        """Put the token on a response."""
        _set(response, self.name, self._signer.sign(token).decode(), self._is_secure)
        return response

    def give(self, request: Request, response: Response, token: str) -> Response:
        """Put the token on a response, unless the browser sent it: a late reply must not undo what was changed meanwhile."""
        return response if self.read(request) == token else self.write(response, token)

    def drop(self, response: Response) -> Response:
        """Take the cookie out of the browser."""
        _set(response, self.name, "", self._is_secure, max_age=0)
        return response

    def is_in(self, response: Response) -> bool:
        """Whether a response gives or takes this cookie."""
        return any(self._is_ours(header) for header in response.raw_headers)

    def leave_out(self, response: Response) -> None:
        """Let a response neither give nor take this cookie."""
        response.raw_headers[:] = [header for header in response.raw_headers if not self._is_ours(header)]

    def _is_ours(self, header: tuple[bytes, bytes]) -> bool:
        return header[0] == b"set-cookie" and header[1].startswith(f"{self.name}=".encode())


class ChatCookie(SessionCookie):
    """The young person's. It is worth nothing from the moment the page is left in a hurry, whether we heard of it or not.

    The script of "Leave this page fast" can't reach our cookie, so it sets one beside it, `LEFT`.
    """

    def read(self, request: Request) -> Optional[str]:
        """The token of this browser, or None; None too if the page was left."""
        return None if self.has_left(request) else super().read(request)

    def left_behind(self, request: Request) -> Optional[str]:
        """The token of a browser that left in a hurry, or None."""
        return super().read(request) if self.has_left(request) else None

    def has_left(self, request: Request) -> bool:
        """Whether the page was left in a hurry since this browser was last answered."""
        return LEFT in cookies_of(request)

    def drop(self, response: Response) -> Response:
        """Take the cookie out of the browser, and with it the one that knows who signed in here."""
        _set(response, _name(f"localoffer-{KNOWN}", self._is_secure), "", self._is_secure, max_age=0)
        return super().drop(response)

    def mark(self, response: Response) -> Response:
        """Change a cookie that says nothing."""
        _set(response, f"{self.name}-page", secrets.token_urlsafe(8), self._is_secure, max_age=60)
        return response

    def settle(self, request: Request, response: Response) -> None:
        """What was left is seen to: the browser gets rid of both cookies, unless it was just given a new one of ours."""
        if not self.has_left(request):
            return
        if not self.is_in(response):
            self.drop(response)
        _set(response, LEFT, "", self._is_secure, max_age=0)


class SealedCookie:
    """Words that the browser keeps for a while and can't read."""

    def __init__(self, secret: bytes, is_secure: bool, purpose: str, life: timedelta) -> None:
        key = hashlib.sha256(b"localoffer." + purpose.encode() + b"\0" + secret).digest()
        self._fernet, self._life = Fernet(base64.urlsafe_b64encode(key)), life
        self._is_secure = is_secure
        self.name = _name(f"localoffer-{purpose}", is_secure)

    def read(self, request: Request, now: datetime) -> Optional[str]:
        """The words, or None if there are none, they are not ours or too old. `now` is naive UTC."""
        sealed = cookies_of(request).get(self.name, "").encode()
        try:
            return self._fernet.decrypt_at_time(
                sealed, int(self._life.total_seconds()), _seconds(now)
            ).decode()
        except InvalidToken:
            return None

    def write(self, response: Response, words: str, now: datetime) -> Response:
        """Give the words to the browser."""
        sealed = self._fernet.encrypt_at_time(words.encode(), _seconds(now)).decode()
        _set(response, self.name, sealed, self._is_secure, max_age=int(self._life.total_seconds()))
        return response

    def drop(self, response: Response) -> Response:
        """Take the words back."""
        _set(response, self.name, "", self._is_secure, max_age=0)
        return response


def _name(name: str, is_secure: bool) -> str:
    return f"__Host-{name}" if is_secure else name


def _seconds(now: datetime) -> int:
    return int(now.replace(tzinfo=timezone.utc).timestamp())


def _set(response: Response, name: str, value: str, is_secure: bool, max_age: Optional[int] = None) -> None:
    response.set_cookie(
        name, value, max_age=max_age, path="/", secure=is_secure, httponly=True, samesite="lax"
    )
