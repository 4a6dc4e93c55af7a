"""The addresses that GOV.UK Notify calls: texts that came in, and receipts of those that left.

Notify waits five seconds, and calls again five times, five minutes apart, after a status of 5xx or 429 alone. Its token is set in
Notify and here (https://docs.notifications.service.gov.uk/rest-api.html, "Callbacks").
"""

from __future__ import annotations

import hmac
import json
from http import HTTPStatus
from typing import Any, List, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.sms.arrived_texts import Arrived
from bot.channels.sms.notify_texts import NAME, OUTCOMES, is_reference
from bot.channels.sms.text_hooks import Hooks, RefusedHookError, hook

RECEIVED, RECEIPT = "/texts/notify/received", "/texts/notify/receipt"
_LONGEST = 200  # letters of an id
_MEND_TOKEN = "LOCALOFFER_NOTIFY_TOKEN must be the bearer token that Notify has for this callback"  # noqa: S105 - says where a token is set, and is none


class NotifyHooks:
    """`token` is the bearer token of both calls."""

    def __init__(self, hooks: Hooks, token: str) -> None:
        self._hooks, self._token = hooks, token.encode()

    def routes(self) -> List[Route]:
        """Both addresses."""
        return [hook(RECEIVED, NAME, self.received), hook(RECEIPT, NAME, self.receipt)]

    async def received(self, request: Request, body: bytes) -> Response:
        """A text that came in."""
        self._prove(request)
        given = _read(body, "id", "source_number", "destination_number", "message")
        await self._hooks.take(
            Arrived(
                NAME,
                given["id"],
                as_network_writes(given["source_number"]),
                as_network_writes(given["destination_number"]),
                given["message"],
            )
        )
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def receipt(self, request: Request, body: bytes) -> Response:
        """What became of one of ours. A status that is no end yet, or that nobody knows, changes nothing.

        One whose text is not kept as sent yet must come again; what others send by the same service need not.
        """
        self._prove(request)
        given = _read(body, "id", "status")
        outcome = OUTCOMES.get(given["status"])
        if outcome is None or await self._hooks.receipt(NAME, given["id"], outcome):
            return Response(status_code=HTTPStatus.NO_CONTENT)
        is_ours = is_reference(json.loads(body).get("reference"))
        return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE if is_ours else HTTPStatus.NO_CONTENT)

    def _prove(self, request: Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if not (hmac.compare_digest(token.strip().encode(), self._token) and scheme.lower() == "bearer"):
            raise RefusedHookError(HTTPStatus.FORBIDDEN, "token", _MEND_TOKEN)


def as_network_writes(number: str) -> str:
    """+447... for Notify's 447..., 00447... and 07...; anything else as it is."""
    digits = number.replace(" ", "")
    digits = digits.removeprefix("00")
    if digits.isascii() and digits.isdigit():
        return f"+44{digits[1:]}" if digits.startswith("0") else f"+{digits}"
    return digits


def _read(body: bytes, *names: str) -> Mapping[str, str]:
    """The fields of these names, each a text. Raises RefusedHookError that names the first one that is missing."""
    try:
        given: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise RefusedHookError(HTTPStatus.BAD_REQUEST, "no JSON") from None
    for name in names:
        if not isinstance(given, dict) or not isinstance(given.get(name), str):
            raise RefusedHookError(HTTPStatus.BAD_REQUEST, f"no {name}")
    if len(given[names[0]]) > _LONGEST:
        raise RefusedHookError(HTTPStatus.BAD_REQUEST, f"{names[0]} too long")
    return {name: _letters(given[name]) for name in names}


def _letters(text: str) -> str:
    """What can be stored: JSON can write half a letter, and one that means nothing."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
