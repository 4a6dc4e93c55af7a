"""The addresses that Twilio calls: texts that came in, and what became of those that left.

Its signature is over the public address and every field as it was sent, the empty ones too
(https://www.twilio.com/docs/usage/webhooks/webhooks-security). The answer is an empty document: ours leaves by the outbox.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import List, Mapping, Optional
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator

from bot.channels.sms.arrived_texts import Arrived
from bot.channels.sms.text_hooks import Hooks, RefusedHookError, hook
from bot.channels.sms.twilio_texts import NAME, OUTCOMES, STOPPED

_SID = re.compile(r"[A-Za-z0-9]{2,34}")
RECEIVED, STATUS = "/texts/twilio/received", "/texts/twilio/status"
_MOST_FIELDS = 200
_MEND_SIGNATURE = (
    "LOCALOFFER_PUBLIC_URL must be exactly the address that Twilio calls, before the path, "
    "and LOCALOFFER_TWILIO_TOKEN the account's auth token"
)
_MEND_ACCOUNT = "LOCALOFFER_TWILIO_ACCOUNT must be the account whose number is texted"


class _Fields(dict):  # type: ignore[type-arg] # the validator asks for a dictionary with this method
    """Every value of each field."""

    def getall(self, name: str) -> List[str]:
        """All values of a name, as Twilio signs them."""
        return list(self[name])


class TwilioHooks:
    """`address` is where Twilio reaches us, before the path: what it signed."""

    def __init__(self, hooks: Hooks, account: str, token: str, address: str) -> None:
        self._hooks, self._account, self._address = hooks, account, address.rstrip("/")
        self._validator = RequestValidator(token)

    def routes(self) -> List[Route]:
        """Both addresses."""
        return [hook(RECEIVED, NAME, self.received), hook(STATUS, NAME, self.status)]

    async def received(self, request: Request, body: bytes) -> Response:
        """A text that came in."""
        given = self._proved(request, body, RECEIVED)
        said = await self._hooks.take(
            Arrived(
                NAME,
                _sid(given),
                _needed(given, "From"),
                given.get("To", ""),
                given.get("Body", ""),
                has_picture=given.get("NumMedia", "0") not in ("", "0"),
                is_answered_inline=True,
            )
        )
        return _document(said)

    async def status(self, request: Request, body: bytes) -> Response:
        """What became of one of ours. A status that is no end yet changes nothing."""
        given = self._proved(request, body, STATUS)
        outcome = OUTCOMES.get(_needed(given, "MessageStatus"))
        if outcome is not None:
            is_stopped = given.get("ErrorCode") == str(STOPPED)
            await self._hooks.receipt(NAME, _sid(given), outcome, is_stopped=is_stopped)
        return _document(None)

    def _proved(self, request: Request, body: bytes, path: str) -> Mapping[str, str]:
        """The fields, the first value of each. Raises RefusedHookError."""
        fields = _fields(body)
        query = f"?{request.url.query}" if request.url.query else ""
        signature = request.headers.get("x-twilio-signature", "")
        if not self._validator.validate(f"{self._address}{path}{query}", fields, signature):
            raise RefusedHookError(HTTPStatus.FORBIDDEN, "signature", _MEND_SIGNATURE)
        given = {name: values[0].replace("\0", "") for name, values in fields.items()}
        if given.get("AccountSid") != self._account:
            raise RefusedHookError(HTTPStatus.FORBIDDEN, "account", _MEND_ACCOUNT)
        return given


def _fields(body: bytes) -> _Fields:
    try:
        return _Fields(
            parse_qs(
                body.decode("utf-8"),
                keep_blank_values=True,
                strict_parsing=False,
                max_num_fields=_MOST_FIELDS,
            )
        )
    except ValueError:
        raise RefusedHookError(HTTPStatus.BAD_REQUEST, "no form") from None


def _needed(given: Mapping[str, str], name: str) -> str:
    if not given.get(name):
        raise RefusedHookError(HTTPStatus.BAD_REQUEST, f"no {name}")
    return given[name]


def _sid(given: Mapping[str, str]) -> str:
    """The id of a text. A longer one holds other fields: names and values are signed as one run of letters, so a field may hide in one."""
    sid = _needed(given, "MessageSid")
    if not _SID.fullmatch(sid):
        raise RefusedHookError(HTTPStatus.BAD_REQUEST, "MessageSid")
    return sid


def _document(said: Optional[str]) -> Response:
    inside = f"<Message>{escape(said)}</Message>" if said else ""
    return Response(
        f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>', media_type="text/xml"
    )
