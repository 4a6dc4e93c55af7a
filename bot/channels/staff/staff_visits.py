"""What every request of staff needs: its thread, who asks, and a transaction whose reads are audited."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Callable, Iterator, Optional, TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.caseload.staff_desk import When
from bot.channels.staff.staff_render import StaffViews, Trouble
from bot.channels.web.cookie import SessionCookie
from bot.channels.web.web_routes import Handler
from bot.delivery.in_time import PATIENCE, Lane
from bot.entitlements.parameters import Parameters
from bot.identity.access.decisions import AccessDenied, Caller, audited, reach_of
from bot.identity.sign_in.staff_sessions import StaffSessions, StaffVisitor
from bot.records.database import Database
from bot.records.reach import NOBODY
from bot.settings import Clock

T = TypeVar("T")

_NUMBER = re.compile(r"\d{1,9}", re.ASCII)  # what fits the database's integers
_NOBODYS = 0


@dataclass(frozen=True)
class StaffRecords:
    """What the pages read: the sessions of staff, the records, the figures and the time."""

    sessions: StaffSessions
    database: Database
    parameters: Parameters
    clock: Clock

    def when(self) -> When:
        """Now, and today."""
        return When(self.clock.today(), self.clock.now())


class StaffVisits:
    """While `closing` gives words nobody gets further than those.

    The database work of staff is done in one thread, one request after the other: it keeps no young person waiting.
    """

    def __init__(
        self,
        records: StaffRecords,
        cookie: SessionCookie,
        root: str = "",
        closing: Callable[[], Optional[str]] = lambda: None,
    ) -> None:
        self.records, self.cookie, self.root, self.views = records, cookie, root, StaffViews(root)
        self._closing, self._lane = closing, Lane("staff", 1, 32)

    def if_open(self, handler: Handler) -> Handler:
        """A handler that says so while the pages of staff are switched off."""

        async def handle(request: Request) -> Response:
            said = self._closing()
            if said is None:
                return await handler(request)
            return HTMLResponse(self.views.closed(said), HTTPStatus.SERVICE_UNAVAILABLE)

        return handle

    async def in_thread(self, work: Callable[..., T], *given: Any) -> T:
        """What the work gives, or raises. Raises TooLateError."""
        return await self._lane.run(PATIENCE, work, *given)

    async def of_theirs(self, work: Callable[..., Response], *given: Any) -> Response:
        """The page that work in the thread gives, or the one that says that the young person is not theirs. Raises what else the work does."""
        try:
            return await self.in_thread(work, *given)
        except AccessDenied:
            return self.refused(Trouble.PERSON_NOT_THEIRS)

    def caller(self, request: Request) -> Optional[Caller]:
        """Who is signed in. Waits for the database: call it in the thread."""
        found = self.visitor(request)
        return found.caller if found else None

    def visitor(self, request: Request) -> Optional[StaffVisitor]:
        """The same, with their account."""
        token, when = self.cookie.read(request), self.records.when()
        if token is None:
            return None
        with self.records.database.transaction(NOBODY) as session:
            return self.records.sessions.visitor(session, token, when.on, when.now)

    @contextmanager
    def reading(self, caller: Caller) -> Iterator[tuple[Any, When]]:
        """A transaction whose reads are audited. The page is made inside it: no event, no page."""
        with audited(self.records.database, reach_of(caller)) as session:
            yield session, self.records.when()

    def refused(self, trouble: Trouble) -> Response:
        """The page that says why something is not theirs."""
        return HTMLResponse(self.views.trouble(trouble), trouble.status)


def record_number(given: str) -> int:
    """The number of a record as a form or an address gives it; one that no record has for anything else."""
    return int(given) if _NUMBER.fullmatch(given) else _NOBODYS
