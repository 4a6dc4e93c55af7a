"""A browser that signed in with a number before is known again: strangers can't use up its codes."""

from __future__ import annotations

from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web.cookie import KNOWN, SealedCookie

LIFE = timedelta(days=180)
MOST_NUMBERS = 3  # sisters and brothers share a phone


class KnownBrowsers:
    """The sealed cookie with the look-up hashes of the numbers that signed in here, the last first.

    It signs nobody in and shows nothing. "Leave this page fast" takes it back; signing out does not, for then it would never help.
    """

    def __init__(self, secret: bytes, is_secure: bool) -> None:
        self._cookie = SealedCookie(secret, is_secure, KNOWN, LIFE)

    def knows(self, request: Request, lookup: str, now: datetime) -> bool:
        """Whether this browser has signed in with this number. `now` is naive UTC."""
        return lookup in self._numbers(request, now)

    def remember(self, request: Request, response: Response, lookup: str, now: datetime) -> None:
        """It has now."""
        others = [number for number in self._numbers(request, now) if number != lookup]
        self._cookie.write(response, " ".join([lookup, *others][:MOST_NUMBERS]), now)

    def _numbers(self, request: Request, now: datetime) -> list[str]:
        return (self._cookie.read(request, now) or "").split()
