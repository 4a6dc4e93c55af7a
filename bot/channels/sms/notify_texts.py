"""Text messages by GOV.UK Notify, with its own client. Its template is one placeholder: `((message))`.

What Notify answers is read by its status alone, never by its words (https://docs.notifications.service.gov.uk/rest-api.html).
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Mapping, Optional

from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from bot.delivery.sending.outbox import Outcome
from bot.delivery.sending.outgoing import NeverError, Outgoing, TryAgainError
from bot.delivery.texting.fragments import notify_fragments

logger = logging.getLogger(__name__)

NAME = "notify"
PATIENCE = 10.0  # seconds for each request
# A receipt of these statuses is the last one; "sent" is what numbers abroad get (it may never become more).
OUTCOMES: Mapping[str, Outcome] = {
    "delivered": Outcome.DELIVERED,
    "permanent-failure": Outcome.FAILED,
    "temporary-failure": Outcome.FAILED,
    "technical-failure": Outcome.FAILED,
}

TRIAL = "test "  # so begins the key of a text that is not kept: Notify must not come again with its receipt
_REFERENCE = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True)
class NotifyAccount:
    """A service at Notify. `service` is its name if Notify puts that in front of every text; `sender` is the id of a sender."""

    api_key: str = field(repr=False)
    template: str = ""
    sender: Optional[str] = None
    service: str = ""
    url: str = "https://api.notifications.service.gov.uk"


class NotifyTexts:
    """A `Provider` of text messages."""

    name = NAME

    def __init__(self, account: NotifyAccount, patience: float = PATIENCE) -> None:
        logging.getLogger("notifications_python_client").setLevel(
            logging.ERROR
        )  # it quotes what it is answered
        self._account, self._patience, self._here = account, patience, threading.local()

    def fragments(self, text: str) -> int:
        """How many fragments are paid for."""
        return notify_fragments(text, self._account.service)

    def send(self, outgoing: Outgoing) -> str:
        """See Provider; the reference is Notify's id. One that may have been handed over before is looked for first."""
        reference = reference_of(outgoing.key)
        try:
            return (outgoing.is_again and self._known(reference)) or self._sent(outgoing, reference)
        except HTTPError as error:
            raise _meaning(error) from None  # what it quotes must not be logged with it

    def _sent(self, outgoing: Outgoing, reference: str) -> str:
        sent = self._client.send_sms_notification(
            phone_number=outgoing.recipient,
            template_id=self._account.template,
            personalisation={"message": outgoing.text},
            reference=reference,
            sms_sender_id=self._account.sender,
        )
        return str(sent["id"])

    def _known(self, reference: str) -> Optional[str]:
        found = self._client.get_all_notifications(reference=reference).get("notifications", [])
        return next((str(one["id"]) for one in found if one.get("reference") == reference), None)

    @property
    def _client(self) -> Any:
        """One for each thread: it is not made to be shared."""
        if not hasattr(self._here, "client"):
            self._here.client = NotificationsAPIClient(
                self._account.api_key, base_url=self._account.url, timeout=self._patience
            )
        return self._here.client


def reference_of(key: str) -> str:
    """What Notify knows a message by: nothing can be read out of it but that it is a trial."""
    known = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"test-{known}" if key.startswith(TRIAL) else known


def is_reference(given: object) -> bool:
    """Whether it looks like one of ours."""
    return isinstance(given, str) and _REFERENCE.fullmatch(given) is not None


def _meaning(error: HTTPError) -> Exception:
    """Whether it may be tried again. A key or a clock that Notify refuses can be mended, and what waits then goes out."""
    status = error.status_code
    if status == HTTPStatus.BAD_REQUEST:
        return NeverError(f"status {status}")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        logger.error("GOV.UK Notify refuses our key, or this machine's clock is wrong (docs/sms.md)")
    return TryAgainError(_retry_after(error))


def _retry_after(error: HTTPError) -> Optional[float]:
    asked = error.response.headers.get("Retry-After", "") if error.response is not None else ""
    return float(asked) if asked.isdecimal() else None
