"""The pages of staff: sign in with the council's account, see the caseload, acknowledge alerts. They work without script."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Callable, Iterator, Optional, TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.caseload.call_backs import call_done, waiting_calls
from bot.caseload.staff_desk import When, caseload_of, shared_by_council
from bot.casework.codes import Role
from bot.channels.staff.staff_render import StaffViews, Trouble
from bot.channels.staff.staff_sign_in import IssuerDownError, RefusedError, RoundTrip
from bot.channels.web.chat_page import see_other
from bot.channels.web.cookie import SessionCookie
from bot.channels.web.web_body import read_form
from bot.channels.web.web_routes import Handler, allow_form_to, route
from bot.delivery.alerts.stored_alerts import acknowledge, open_alerts
from bot.delivery.in_time import PATIENCE, Lane
from bot.entitlements.parameters import Parameters
from bot.identity.access.decisions import AccessDenied, Caller, audited, reach_of
from bot.identity.access.members_of_staff import UnknownStaff
from bot.identity.sign_in.staff_sessions import StaffSessions
from bot.records.database import Database
from bot.records.reach import NOBODY
from bot.settings import Clock

logger = logging.getLogger(__name__)

T = TypeVar("T")

CALLBACK = "/staff/callback"
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)  # what fits the database's integers


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


class StaffPages:
    """The requests of staff. Without a `round_trip` nobody can sign in, and the page says so; while `closing` gives words, also.

    Their database work is done in one thread, one request after the other: it keeps no young person waiting.
    """

    def __init__(
        self,
        records: StaffRecords,
        cookie: SessionCookie,
        round_trip: Optional[RoundTrip],
        root: str = "",
        closing: Callable[[], Optional[str]] = lambda: None,
    ) -> None:
        self._closing = closing
        self._records, self._cookie, self._trip, self._root = records, cookie, round_trip, root
        self._views, self._lane = StaffViews(root), Lane("staff", 1, 32)

    def routes(self) -> list[Route]:
        """The routes of staff."""
        return [
            route("/staff", GET=self._if_open(self.show)),
            route("/staff/sign-in", POST=self._if_open(self.sign_in)),
            route(CALLBACK, GET=self._if_open(self.come_back)),
            route("/staff/sign-out", POST=self.sign_out),
            route("/staff/alerts/acknowledge", POST=self._if_open(self.acknowledge)),
            route("/staff/calls/done", POST=self._if_open(self.called)),
        ]

    def _if_open(self, handler: Handler) -> Handler:
        """A handler that says so while the pages of staff are switched off."""

        async def handle(request: Request) -> Response:
            said = self._closing()
            if said is None:
                return await handler(request)
            return HTMLResponse(self._views.closed(said), HTTPStatus.SERVICE_UNAVAILABLE)

        return handle

    async def show(self, request: Request) -> Response:
        """What this person may see; or the way to sign in; or that nobody can."""
        if self._trip is None:
            return HTMLResponse(self._views.switched_off())
        caller = await self._in_thread(self._caller, request)
        if caller is None:
            return allow_form_to(HTMLResponse(self._views.sign_in()), self._trip.origin)
        return HTMLResponse(await self._in_thread(self._desk, caller))

    async def sign_in(self, _request: Request) -> Response:
        """On to the issuer."""
        if self._trip is None:
            return HTMLResponse(self._views.switched_off(), HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            return await self._trip.begin(self._records.clock.now())
        except IssuerDownError as error:
            return self._trouble(Trouble.ISSUER_DOWN, error.kind)

    async def come_back(self, request: Request) -> Response:
        """Back from the issuer: signed in, or told why not. What began the sign-in is used up either way."""
        if self._trip is None:
            return HTMLResponse(self._views.switched_off(), HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            subject = await self._trip.finish(request, self._records.clock.now())
            response = await self._in_thread(self._signed_in, request, subject)
        except RefusedError as error:
            response = self._trouble(Trouble.REFUSED, error.kind)
        except IssuerDownError as error:
            response = self._trouble(Trouble.ISSUER_DOWN, error.kind)
        except UnknownStaff:
            response = self._trouble(Trouble.UNKNOWN, "account")
        return self._trip.forget(response)

    async def sign_out(self, request: Request) -> Response:
        """End the session here. The council's own sign-in is not ours to end."""
        await self._in_thread(self._end, request)
        return self._cookie.drop(see_other(f"{self._root}/staff"))

    async def acknowledge(self, request: Request) -> Response:
        """Take on an alert about somebody of one's own; back to the list. Signed out meanwhile: the way in."""
        try:
            await self._in_thread(self._tick, request, "alert", acknowledge)
        except AccessDenied:
            return HTMLResponse(self._views.trouble(Trouble.NOT_THEIRS), Trouble.NOT_THEIRS.status)
        return see_other(f"{self._root}/staff#alerts")

    async def called(self, request: Request) -> Response:
        """Tick off a call to somebody of one's own; back to the list. Signed out meanwhile: the way in."""
        try:
            await self._in_thread(self._tick, request, "call", call_done)
        except AccessDenied:
            return HTMLResponse(self._views.trouble(Trouble.CALL_NOT_THEIRS), Trouble.CALL_NOT_THEIRS.status)
        return see_other(f"{self._root}/staff#calls")

    async def _in_thread(self, work: Callable[..., T], *given: Any) -> T:
        return await self._lane.run(PATIENCE, work, *given)

    def _tick(self, request: Request, field: str, done: Callable[..., Any]) -> None:
        """Note that something of this person's is done; nothing if they are signed out meanwhile."""
        caller, number = self._caller(request), read_form(request).get(field, "")
        if caller is not None:
            with self._reading(caller) as (session, when):
                done(session, caller, int(number) if _NUMBER.fullmatch(number) else 0, when.now)

    def _signed_in(self, request: Request, subject: str) -> Response:
        self._end(request)  # first: if this subject is refused, the one before is out all the same
        when = self._records.when()
        with self._records.database.transaction(NOBODY) as session:
            token = self._records.sessions.sign_in(session, subject, when.on, when.now)
        return self._cookie.write(see_other(f"{self._root}/staff"), token)

    def _end(self, request: Request) -> None:
        token = self._cookie.read(request)
        if token:
            with self._records.database.transaction(NOBODY) as session:
                self._records.sessions.end(session, token)

    def _caller(self, request: Request) -> Optional[Caller]:
        token, when = self._cookie.read(request), self._records.when()
        if token is None:
            return None
        with self._records.database.transaction(NOBODY) as session:
            return self._records.sessions.visit(session, token, when.on, when.now)

    def _desk(self, caller: Caller) -> str:
        with self._reading(caller) as (session, when):
            found = caseload_of(session, caller, self._records.parameters, when)
            if found is not None:
                alerts = open_alerts(session, caller, when.now)
                calls = waiting_calls(session, caller, when.now)
                return self._views.caseload(
                    found, alerts, when.on, calls, is_team=caller.role is Role.TEAM_MANAGER
                )
            return self._views.shared(
                shared_by_council(session, caller, self._records.parameters, when), when.on
            )

    @contextmanager
    def _reading(self, caller: Caller) -> Iterator[tuple[Any, When]]:
        """A transaction whose reads are audited. The page is made inside it: no event, no page."""
        with audited(self._records.database, reach_of(caller)) as session:
            yield session, self._records.when()

    def _trouble(self, trouble: Trouble, kind: str) -> Response:
        logger.warning("A staff sign-in failed: trouble=%s kind=%s", trouble.name, kind)
        return HTMLResponse(self._views.trouble(trouble), trouble.status)
