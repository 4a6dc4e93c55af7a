"""The browser's session cookie: a random token that we signed."""

from __future__ import annotations

from typing import Optional

from itsdangerous import BadSignature, Signer
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from bot.identity.sessions import new_token


class SessionCookie:
    """Reads and writes the cookie. A token without our signature is as good as none."""

    def __init__(self, secret: bytes, is_secure: bool) -> None:
        self._signer = Signer(secret, salt="localoffer.session")
        self._is_secure = is_secure
        self.name = "__Host-localoffer" if is_secure else "localoffer"

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
        response.cookies[self.name] = self._signer.sign(token).decode()
        cookie = response.cookies[self.name]
        cookie["path"], cookie["httponly"], cookie["samesite"] = "/", True, "Lax"
        if self._is_secure:
            cookie["secure"] = True
        return response
