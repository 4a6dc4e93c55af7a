"""What counts at the edges: each answer's status on its way out, and what comes of codes."""

from __future__ import annotations

from datetime import datetime
from typing import Callable, Optional

from sqlalchemy.orm import Session
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.identity.sign_in.one_time_codes import Codes, Outcome, TooManyCodes
from bot.records.keyed import Keyed


class CountedPages:
    """Tells `count` the status of each answer, and nothing of the request."""

    def __init__(self, app: ASGIApp, count: Callable[[int], None]) -> None:
        self._app, self._count = app, count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._count(message["status"])
            await send(message)

        await self._app(scope, receive, sent if scope["type"] == "http" else send)


class CountedCodes(Codes):
    """Codes as they are, and `count` hears what came of each. It does not hear whose they are, nor whether anybody has the number."""

    def __init__(self, keyed: Keyed, count: Callable[[str], None]) -> None:
        super().__init__(keyed)
        self._count = count

    def ask(
        self,
        session: Session,
        session_hash: str,
        number: str,
        now: datetime,
        address: str,
        *,
        is_known: bool = False,
    ) -> Optional[str]:
        """As `Codes`."""
        try:
            code = super().ask(session, session_hash, number, now, address, is_known=is_known)
        except TooManyCodes:
            self._count("too_many")
            raise
        self._count("asked")
        return code

    def check(
        self, session: Session, session_hash: str, typed: str, now: datetime
    ) -> tuple[Outcome, Optional[int]]:
        """As `Codes`."""
        outcome, person = super().check(session, session_hash, typed, now)
        self._count(outcome.value)
        return outcome, person
