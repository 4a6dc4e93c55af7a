"""Text messages by Twilio, with its own client (https://www.twilio.com/docs/messaging/api/message-resource)."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Mapping, Optional
from urllib.parse import urlsplit, urlunsplit

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bot.delivery.sending.outbox import Outcome
from bot.delivery.sending.outgoing import NeverError, Outgoing, StoppedError, TryAgainError
from bot.delivery.texting.fragments import twilio_fragments

logger = logging.getLogger(__name__)

NAME = "twilio"
PATIENCE = 10.0  # seconds for each request
STOPPED = 21610  # the person told the network to stop
OUTCOMES: Mapping[str, Outcome] = {
    "delivered": Outcome.DELIVERED,
    "undelivered": Outcome.FAILED,
    "failed": Outcome.FAILED,
}
_LOOKED_BACK = timedelta(days=1)
_LOOKED_AT = 50  # messages


@dataclass(frozen=True)
class TwilioAccount:
    """An account. Texts leave from `sender`, a number of ours, or from a messaging service (MG...), which Advanced Opt-Out needs."""

    sid: str
    token: str = field(repr=False)
    sender: str = ""
    status_url: str = ""
    url: Optional[str] = None


class TwilioTexts:
    """A `Provider` of text messages."""

    name = NAME

    def __init__(self, account: TwilioAccount, patience: float = PATIENCE) -> None:
        logging.getLogger("twilio.http_client").setLevel(logging.WARNING)  # it logs numbers and words
        http = _At(account.url, patience) if account.url else TwilioHttpClient(timeout=patience)
        self._account, self._client = account, Client(account.sid, account.token, http_client=http)

    def fragments(self, text: str) -> int:
        """How many fragments are paid for."""
        return twilio_fragments(text)

    def send(self, outgoing: Outgoing) -> str:
        """See Provider; the reference is Twilio's SID. One that may have been handed over before is looked for first."""
        try:
            return (outgoing.is_again and self._known(outgoing)) or self._sent(outgoing)
        except TwilioRestException as error:
            raise _meaning(error) from None  # what it quotes must not be logged with it
        except RequestException:
            raise TryAgainError from None

    def _sent(self, outgoing: Outgoing) -> str:
        sent = self._client.messages.create(
            to=outgoing.recipient,
            body=outgoing.text,
            status_callback=self._account.status_url,
            **self._from(),
        )
        return str(sent.sid)

    def _from(self) -> Mapping[str, str]:
        sender = self._account.sender
        return {"messaging_service_sid" if sender.startswith("MG") else "from_": sender}

    def _known(self, outgoing: Outgoing) -> Optional[str]:
        """Twilio knows no key of ours: the same words to the same number since the message was due are the same message.

        It tells the newest first. Of several, the oldest is the one: what was sent later was due later.
        """
        since = outgoing.not_before - _LOOKED_BACK if outgoing.not_before else None
        found = self._client.messages.list(to=outgoing.recipient, date_sent_after=since, limit=_LOOKED_AT)
        same = [str(one.sid) for one in found if one.body == outgoing.text and _is_since(one, outgoing)]
        return same[-1] if same else None


def _is_since(message: Any, outgoing: Outgoing) -> bool:
    if message.date_created is None or outgoing.not_before is None:
        return True
    return bool(message.date_created.replace(tzinfo=None) >= outgoing.not_before - timedelta(seconds=2))


class _At(TwilioHttpClient):
    """Asks another host than Twilio's own: a stand-in."""

    def __init__(self, url: str, patience: float) -> None:
        super().__init__(timeout=patience)
        self._to = urlsplit(url)

    def request(self, method: str, url: str, *given: Any, **more: Any) -> Any:
        """As the library asks, but there."""
        there = urlsplit(url)._replace(scheme=self._to.scheme, netloc=self._to.netloc)
        return super().request(method, urlunsplit(there), *given, **more)


def _meaning(error: TwilioRestException) -> Exception:
    if error.code == STOPPED:
        return StoppedError("21610")
    if error.status in (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND):
        return NeverError(f"code {error.code}")
    if error.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        logger.error("Twilio refuses our account or token (docs/sms.md)")
    return TryAgainError()
