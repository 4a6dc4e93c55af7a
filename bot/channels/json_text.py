"""Text in, text out, as JSON: for programs that talk to the assistant where there is no page."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Mapping, Optional

from itsdangerous import BadSignature, Signer

from bot.answer_text import plain_text
from bot.front_door import FrontDoor, Incoming
from bot.identity.sign_in.sessions import new_token
from bot.records.keyed import Keyed
from bot.safeguarding.help_line import HELP

CHANNEL = "text"
MOST_BYTES = 64 * 1024
NOT_READ = (
    f'I could not read that. Send JSON with a "text", and with the "token" of the talk if it goes on. {HELP}'
)


@dataclass(frozen=True)
class Said:
    """What goes back: a status and JSON."""

    status: int
    body: Mapping[str, Any]


class JsonText:
    """Takes `{"text": ...}` and gives `{"texts": [...], "token": ...}`. The token, sent along next time, goes on with the talk.

    We make and sign the token. So nobody chooses a conversation, and who holds one is a visitor like any other: nobody is signed
    in here, and nothing is kept but what Rasa remembers of the talk.
    """

    def __init__(self, front_door: FrontDoor, secret: bytes) -> None:
        self._front_door, self._keyed = front_door, Keyed(secret)
        self._signer = Signer(secret, salt="localoffer.text")

    async def answer(self, raw: bytes) -> Said:
        """The reply to one request. What is no message of ours is looked at for danger as bytes."""
        given = _read(raw)
        token = self._token(given.get("token")) if given else None
        if given is None or token is None:
            return await self._refused(raw)
        conversation = f"{CHANNEL}-{self._keyed.hash(CHANNEL, token)}"
        incoming = Incoming(CHANNEL, conversation, secrets.token_urlsafe(24), given["text"], is_kept=False)
        reply = await self._front_door.handle(incoming)
        texts = [plain_text(answer) for answer in reply.answers]
        return Said(HTTPStatus.OK, {"texts": texts, "token": self._signer.sign(token).decode()})

    def _token(self, given: object) -> Optional[str]:
        """The token of this talk, a new one if none is given, or None if it is not ours."""
        try:
            return new_token() if given is None else self._signer.unsign(str(given)).decode()
        except BadSignature:
            return None

    async def _refused(self, raw: bytes) -> Said:
        urgent = await self._front_door.urgent_in(raw)
        if urgent:
            return Said(HTTPStatus.OK, {"texts": [plain_text(urgent)]})
        return Said(HTTPStatus.BAD_REQUEST, {"texts": [NOT_READ]})


def _read(raw: bytes) -> Optional[Mapping[str, Any]]:
    """The fields of a message, or None if it is none."""
    try:
        given = json.loads(raw) if len(raw) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        return None
    return given if isinstance(given, dict) and isinstance(given.get("text"), str) else None
