"""The pages of staff: sign in with the council's account, see the caseload, acknowledge alerts. They work without script."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Callable, Iterator, Optional, TypeVar

from sanic import Blueprint
from sanic.request import Request
from sanic.response import BaseHTTPResponse, html, redirect

from bot.caseload.call_backs import call_done, waiting_calls
from bot.caseload.staff_desk import When, caseload_of, shared_by_council
from bot.casework.codes import Role
from bot.channels.staff.staff_render import StaffViews, Trouble
from bot.channels.staff.staff_sign_in import IssuerDownError, RefusedError, RoundTrip
from bot.channels.web.chat_page import add_route, add_safe_headers, refuse_other_origins
from bot.channels.web.cookie import SessionCookie
from bot.channels.web.web_body import read_form
from bot.delivery.alerts.stored_alerts import acknowledge, open_alerts
from bot.delivery.in_time import PATIENCE, Lane
from bot.entitlements.parameters import Parameters
from bot.identity.access.decisions import AccessDenied, Caller, audited
from bot.identity.access.members_of_staff import UnknownStaff
from bot.identity.sign_in.staff_sessions import StaffSessions
from bot.records.database import Database
from bot.settings import Clock

logger = logging.getLogger(__name__)

T = TypeVar("T")

CALLBACK = "/staff/callback"
_POLICY = "Content-Security-Policy"
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
    """The requests of staff. Without a `round_trip` nobody can sign in, and the page says so.

    Their database work is done in one thread, one request after the other: it keeps no young person waiting.
    """

    def __init__(
        self, records: StaffRecords, cookie: SessionCookie, round_trip: Optional[RoundTrip], root: str = ""
    ) -> None:
        self._records, self._cookie, self._trip, self._root = records, cookie, round_trip, root
        self._views, self._lane = StaffViews(root), Lane("staff", 1, 32)

    def blueprint(self) -> Blueprint:
        """The routes, relative to the blueprint's prefix."""
        blueprint = Blueprint("staff")
        add_route(blueprint, self.show, "/staff", "GET")
        add_route(blueprint, self.sign_in, "/staff/sign-in", "POST")
        add_route(blueprint, self.come_back, CALLBACK, "GET")
        add_route(blueprint, self.sign_out, "/staff/sign-out", "POST")
        add_route(blueprint, self.acknowledge, "/staff/alerts/acknowledge", "POST")
        add_route(blueprint, self.called, "/staff/calls/done", "POST")
        blueprint.on_request(refuse_other_origins)
        blueprint.on_response(add_headers)
        return blueprint

    async def show(self, request: Request) -> BaseHTTPResponse:
        """What this person may see; or the way to sign in; or that nobody can."""
        if self._trip is None:
            return html(self._views.switched_off())
        caller = await self._in_thread(self._caller, request)
        if caller is None:
            request.ctx.form_goes_to = self._trip.origin
            return html(self._views.sign_in())
        return html(await self._in_thread(self._desk, caller))

    async def sign_in(self, _request: Request) -> BaseHTTPResponse:
        """On to the issuer."""
        if self._trip is None:
            return html(self._views.switched_off(), status=HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            return await self._trip.begin(self._records.clock.now())
        except IssuerDownError as error:
            return self._trouble(Trouble.ISSUER_DOWN, error.kind)

    async def come_back(self, request: Request) -> BaseHTTPResponse:
        """Back from the issuer: signed in, or told why not. What began the sign-in is used up either way."""
        if self._trip is None:
            return html(self._views.switched_off(), status=HTTPStatus.SERVICE_UNAVAILABLE)
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

    async def sign_out(self, request: Request) -> BaseHTTPResponse:
        """End the session here. The council's own sign-in is not ours to end."""
        await self._in_thread(self._end, request)
        return self._cookie.drop(redirect(f"{self._root}/staff", status=303))

    async def acknowledge(self, request: Request) -> BaseHTTPResponse:
        """Take on an alert about somebody of one's own; back to the list. Signed out meanwhile: the way in."""
        try:
            await self._in_thread(self._tick, request, "alert", acknowledge)
        except AccessDenied:
            return html(self._views.trouble(Trouble.NOT_THEIRS), status=Trouble.NOT_THEIRS.status)
        return redirect(f"{self._root}/staff#alerts", status=303)

    async def called(self, request: Request) -> BaseHTTPResponse:
        """Tick off a call to somebody of one's own; back to the list. Signed out meanwhile: the way in."""
        try:
            await self._in_thread(self._tick, request, "call", call_done)
        except AccessDenied:
            return html(self._views.trouble(Trouble.CALL_NOT_THEIRS), status=Trouble.CALL_NOT_THEIRS.status)
        return redirect(f"{self._root}/staff#calls", status=303)

    async def _in_thread(self, work: Callable[..., T], *given: Any) -> T:
        return await self._lane.run(PATIENCE, work, *given)

    def _tick(self, request: Request, field: str, done: Callable[..., Any]) -> None:
        """Note that something of this person's is done; nothing if they are signed out meanwhile."""
        caller, number = self._caller(request), read_form(request).get(field, "")
        if caller is not None:
            with self._reading() as (session, when):
                done(session, caller, int(number) if _NUMBER.fullmatch(number) else 0, when.now)

    def _signed_in(self, request: Request, subject: str) -> BaseHTTPResponse:
        self._end(request)  # first: if this subject is refused, the one before is out all the same
        when = self._records.when()
        with self._records.database.transaction() as session:
            token = self._records.sessions.sign_in(session, subject, when.on, when.now)
        return self._cookie.write(redirect(f"{self._root}/staff", status=303), token)

    def _end(self, request: Request) -> None:
        token = self._cookie.read(request)
        if token:
            with self._records.database.transaction() as session:
                self._records.sessions.end(session, token)

    def _caller(self, request: Request) -> Optional[Caller]:
        token, when = self._cookie.read(request), self._records.when()
        if token is None:
            return None
        with self._records.database.transaction() as session:
            return self._records.sessions.visit(session, token, when.on, when.now)

    def _desk(self, caller: Caller) -> str:
        with self._reading() as (session, when):
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
    def _reading(self) -> Iterator[tuple[Any, When]]:
        """A transaction whose reads are audited. The page is made inside it: no event, no page."""
        with audited(self._records.database) as session:
            yield session, self._records.when()

    def _trouble(self, trouble: Trouble, kind: str) -> BaseHTTPResponse:
        logger.warning("A staff sign-in failed: trouble=%s kind=%s", trouble.name, kind)
        return html(self._views.trouble(trouble), status=trouble.status)


async def add_headers(request: Request, response: BaseHTTPResponse) -> None:
    """As on every page. Chromium holds `form-action` against redirects too, so the page with the button names the issuer."""
    await add_safe_headers(request, response)
    origin = getattr(request.ctx, "form_goes_to", None)
    if origin:
        policy = response.headers[_POLICY]
        response.headers[_POLICY] = policy.replace("form-action 'self'", f"form-action 'self' {origin}")
