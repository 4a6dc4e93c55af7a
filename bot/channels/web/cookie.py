"""The browser's cookies: a random token that we signed, and words that only we can read."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime, timedelta, timezone
from typing import Optional

from cryptography.fernet import Fernet, InvalidToken
from itsdangerous import BadSignature, Signer
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from bot.identity.sign_in.sessions import new_token

LEFT = "localoffer-left"


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
        try:
            return self._signer.unsign(request.cookies.get(self.name, "")).decode()
        except BadSignature:
            return None

    def read_or_new(self, request: Request) -> str:
        """The token of this browser, or a new one."""
        return self.read(request) or new_token()

    def write(self, response: BaseHTTPResponse, token: str) -> BaseHTTPResponse:
        """Put the token on a response."""
        _set(response, self.name, self._signer.sign(token).decode(), self._is_secure)
        return response

    def drop(self, response: BaseHTTPResponse) -> BaseHTTPResponse:
        """Take the cookie out of the browser."""
        _set(response, self.name, "", self._is_secure, max_age=0)
        return response


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
        return LEFT in request.cookies

    def mark(self, response: BaseHTTPResponse) -> BaseHTTPResponse:
        """Change a cookie that says nothing."""
        _set(response, f"{self.name}-page", secrets.token_urlsafe(8), self._is_secure, max_age=60)
        return response

    def settle(self, request: Request, response: BaseHTTPResponse) -> None:
        """What was left is seen to: the browser gets rid of both cookies, unless it was just given a new one of ours."""
        if not self.has_left(request):
            return
        if self.name not in response.cookies:
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
        sealed = request.cookies.get(self.name, "").encode()
        try:
            return self._fernet.decrypt_at_time(
                sealed, int(self._life.total_seconds()), _seconds(now)
            ).decode()
        except InvalidToken:
            return None

    def write(self, response: BaseHTTPResponse, words: str, now: datetime) -> BaseHTTPResponse:
        """Give the words to the browser."""
        sealed = self._fernet.encrypt_at_time(words.encode(), _seconds(now)).decode()
        _set(response, self.name, sealed, self._is_secure, max_age=int(self._life.total_seconds()))
        return response

    def drop(self, response: BaseHTTPResponse) -> BaseHTTPResponse:
        """Take the words back."""
        _set(response, self.name, "", self._is_secure, max_age=0)
        return response


def _name(name: str, is_secure: bool) -> str:
    return f"__Host-{name}" if is_secure else name


def _seconds(now: datetime) -> int:
    return int(now.replace(tzinfo=timezone.utc).timestamp())


def _set(
    response: BaseHTTPResponse, name: str, value: str, is_secure: bool, max_age: Optional[int] = None
) -> None:
    response.cookies[name] = value
    cookie = response.cookies[name]
    cookie["path"], cookie["httponly"], cookie["samesite"] = "/", True, "Lax"
    if max_age is not None:
        cookie["max-age"] = max_age
    if is_secure:
        cookie["secure"] = True
