"""Our token for Teams' service: client credentials of one tenant, fetched anew before the old one ends.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication, step 1.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Callable, Optional

from bot.delivery.sending.outgoing import TryAgainError

logger = logging.getLogger(__name__)

SCOPE = "https://api.botframework.com/.default"
AHEAD = 300.0  # seconds before its end in which a token is not used any more
PAUSE = 5.0  # seconds in which nobody asks again after a refusal
_SHORTEST = 30.0  # seconds that a token is used, however short its life is said to be

Post = Callable[..., Any]  # as `requests.Session.post`


@dataclass(frozen=True)
class TeamsApp:
    """An app registration in one tenant, and where its tokens come from."""

    app_id: str
    tenant: str
    token_url: str
    secret: str = field(repr=False)


class OutboundToken:
    """The token of one app in one tenant. Only one thread asks for it at a time; the others wait and take what it got."""

    def __init__(self, app: TeamsApp, seconds: Callable[[], float] = time.monotonic) -> None:
        self._app, self._seconds, self._lock = app, seconds, threading.Lock()
        self._token: Optional[str] = None
        self._until = self._paused_until = float("-inf")

    def get(self, post: Post, patience: float) -> str:
        """A token that is good for a while. Raises TryAgainError where there is none, or what `post` raises."""
        with self._lock:
            if self._token is None or self._seconds() >= self._until:
                self._fetch(post, patience)
            return str(self._token)

    def refused(self, token: str) -> None:
        """Teams' service did not take it: the next one is a new one, unless somebody has it already."""
        with self._lock:
            if self._token == token:
                self._token = None

    def _fetch(self, post: Post, patience: float) -> None:
        self._token = None
        now = self._seconds()
        if now < self._paused_until:
            raise TryAgainError(self._paused_until - now)
        self._paused_until = now + PAUSE
        found = _read(post(self._app.token_url, data=self._form(), timeout=patience, allow_redirects=False))
        if found is None:
            raise TryAgainError
        token, life = found
        self._token, self._until = token, now + max(life - AHEAD, min(life, _SHORTEST))
        self._paused_until = float("-inf")

    def _form(self) -> dict[str, str]:
        return {
            "grant_type": "client_credentials",
            "client_id": self._app.app_id,
            "client_secret": self._app.secret,
            "scope": SCOPE,
        }


def _read(response: Any) -> Optional[tuple[str, float]]:
    """The token and how many seconds it lives; None if there is none. What is answered is not logged: it may quote the secret."""
    if response.status_code != HTTPStatus.OK:
        if response.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            logger.error("Microsoft Entra refuses our app's id or secret (docs/teams.md)")
        return None
    try:
        given = response.json()
        token, life = given["access_token"], float(given["expires_in"])
    except (ValueError, KeyError, TypeError):
        logger.error("What Microsoft Entra gave is no token")
        return None
    return (token, life) if isinstance(token, str) and token else None
