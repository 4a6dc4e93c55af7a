"""Carries activities to Teams: the Bot Connector's REST interface, and nothing more of it than posting to a chat that has our app.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference. It knows no key of a message: one that
was handed over while its process was killed may be posted twice.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Callable, Mapping, Optional
from urllib.parse import quote

from requests import PreparedRequest, Response, Session
from requests.auth import AuthBase
from requests.exceptions import RequestException

from bot.channels.teams.outbound_token import OutboundToken, TeamsApp
from bot.channels.teams.send_rate import SendRate
from bot.channels.teams.service_hosts import ServiceHosts
from bot.delivery.sending.outgoing import NeverError, Outgoing, StoppedError, TryAgainError
from bot.identity.by_teams.teams_users import Reference

logger = logging.getLogger(__name__)

NAME = "teams"
PATIENCE = 10.0  # seconds for each request
LONGEST_WAIT = 2.0  # seconds that a message waits here for its turn; one that must wait longer is tried later
MOST_REFERENCE = 200  # letters of an id that are kept
_TRIES = 2  # a token that was refused is fetched anew once

# Who blocked the app, or took it away: Teams says so in words that are nested in its answer in more than one way.
_STOPPED = ("MessageWritesBlocked", "BotNotInConversationRoster")
_LATER = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,  # an administrator switched the app off, and may switch it on again
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.CONFLICT,
        HTTPStatus.PRECONDITION_FAILED,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)


class TeamsConnector:
    """A `Provider` of activities. A message's recipient is a `Reference` as JSON, its text an activity as JSON.

    `token` and `rate` may be shared with other connectors of the app; otherwise they are this one's own.
    """

    name = NAME

    def __init__(
        self,
        app: TeamsApp,
        hosts: ServiceHosts,
        patience: float = PATIENCE,
        rate: Optional[SendRate] = None,
        seconds: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        token: Optional[OutboundToken] = None,
    ) -> None:
        logging.getLogger("urllib3").setLevel(logging.ERROR)  # it logs addresses, which name chats
        self._hosts, self._patience, self._sleep = hosts, patience, sleep
        self._token = token or OutboundToken(app, seconds)
        self._rate, self._here = rate or SendRate(seconds), threading.local()

    def send(self, outgoing: Outgoing) -> Optional[str]:
        """See Provider; the reference is the activity's id, where Teams gives one. Raises StoppedError where our app is blocked or gone."""
        reference, activity = _reference(outgoing), _activity(outgoing)
        if not self._hosts.allows(reference.service_url):
            raise NeverError("a host that is not allowed")
        self._wait(reference)
        try:
            return self._posted(_address(reference), {**activity, **_ends(reference)})
        except RequestException:
            raise TryAgainError from None  # what it quotes must not be logged with it

    def _wait(self, reference: Reference) -> None:
        wait = self._rate.wait(f"{reference.tenant}\0{reference.conversation}", LONGEST_WAIT)
        if wait > LONGEST_WAIT:
            raise TryAgainError(wait)
        if wait > 0:
            self._sleep(wait)

    def _posted(self, address: str, activity: Mapping[str, Any]) -> Optional[str]:
        for _ in range(_TRIES):
            token = self._token.get(self._session.post, self._patience)
            response = self._session.post(
                address, json=activity, auth=_Bearer(token), timeout=self._patience, allow_redirects=False
            )
            if response.status_code != HTTPStatus.UNAUTHORIZED:
                return _taken(response)
            self._token.refused(token)
        logger.error("Teams refuses our token (docs/teams.md)")
        raise TryAgainError

    @property
    def _session(self) -> Session:
        """One for each thread: it is not made to be shared."""
        if not hasattr(self._here, "session"):
            self._here.session = Session()
        session: Session = self._here.session
        return session


class _Bearer(AuthBase):
    """Our token, and never what a .netrc says of the host."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _reference(outgoing: Outgoing) -> Reference:
    try:
        reference = Reference.from_json(str(outgoing.recipient))
    except ValueError:
        raise NeverError("no reference") from None
    if not reference.conversation.strip("."):  # an address of nothing but dots leads elsewhere
        raise NeverError("no conversation")
    return reference


def _activity(outgoing: Outgoing) -> Mapping[str, Any]:
    try:
        activity = json.loads(str(outgoing.text))
    except ValueError:
        activity = None
    if not isinstance(activity, dict):
        raise NeverError("no activity")
    return activity


def _address(reference: Reference) -> str:
    root = reference.service_url.rstrip("/")
    return f"{root}/v3/conversations/{quote(reference.conversation, safe='')}/activities"


def _ends(reference: Reference) -> Mapping[str, Any]:
    """From whom to whom."""
    return {
        "from": {"id": reference.bot},
        "recipient": {"id": reference.user},
        "conversation": {"id": reference.conversation},
    }


def _taken(response: Response) -> Optional[str]:
    """The activity's id; some services answer with an empty body. Raises what `send` raises."""
    status = response.status_code
    if status in (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED):
        return _id(response)
    if status == HTTPStatus.FORBIDDEN and any(word in response.text for word in _STOPPED):
        raise StoppedError("403")
    if status in _LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR or status < HTTPStatus.BAD_REQUEST:
        logger.warning("Teams did not take a message: status=%s", status)
        raise TryAgainError(retry_after(response.headers))
    raise NeverError(f"status {status}")


def _id(response: Response) -> Optional[str]:
    try:
        given = response.json()
    except ValueError:
        return None
    found = given.get("id") if isinstance(given, dict) else None
    return found[:MOST_REFERENCE] if isinstance(found, str) and found else None


def retry_after(headers: Mapping[str, str]) -> Optional[float]:
    """How many seconds `Retry-After` asks for: as a number, or as a day and time by the clock of whoever answered."""
    asked = headers.get("Retry-After", "").strip()
    if asked.isdecimal():
        return float(asked)
    then, now = _moment(asked), _moment(headers.get("Date", ""))
    if then is None:
        return None
    return max((then - (now or datetime.now(timezone.utc))).total_seconds(), 0.0)


def _moment(written: str) -> Optional[datetime]:
    try:
        found = parsedate_to_datetime(written)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)
