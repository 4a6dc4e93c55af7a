"""The pages of staff: sign in with the council's account, see the caseload, acknowledge alerts. They work without script."""

from __future__ import annotations

import logging
from datetime import datetime
from http import HTTPStatus
from typing import Any, Callable, Optional

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.caseload.call_backs import call_done, waiting_calls
from bot.caseload.sent_texts import FailingNumber, failing_numbers
from bot.caseload.staff_desk import When, caseload_of, scope_of, shared_by_council
from bot.casework.codes import Role
from bot.channels.staff.staff_render import Trouble
from bot.channels.staff.staff_sign_in import IssuerDownError, RefusedError, RoundTrip
from bot.channels.staff.staff_visits import StaffVisits, record_number
from bot.channels.web.chat_page import see_other
from bot.channels.web.web_body import read_form
from bot.channels.web.web_routes import allow_form_to, route
from bot.delivery.alerts.stored_alerts import acknowledge, open_alerts
from bot.identity.access.decisions import AccessDenied, Caller
from bot.identity.access.members_of_staff import UnknownStaff
from bot.identity.by_teams.teams_links import Link
from bot.identity.sign_in.oidc_start import Proved
from bot.identity.sign_in.staff_sessions import StaffVisitor
from bot.records.reach import NOBODY

logger = logging.getLogger(__name__)

CALLBACK = "/staff/callback"


class StaffPages:
    """The requests of staff. Without a `round_trip` nobody can sign in, and the page says so.

    With `has_texts` people are texted here, and whom texts don't reach is listed. `after` says where somebody was going who had to
    sign in first, `news` which account in Teams was linked to theirs lately.
    """

    def __init__(
        self,
        visits: StaffVisits,
        round_trip: Optional[RoundTrip],
        *,
        has_texts: bool = False,
        after: Callable[[Request], Optional[str]] = lambda _request: None,
        news: Callable[[Session, int, datetime], Optional[Link]] = lambda _session, _account, _now: None,
    ) -> None:
        self._visits, self._records, self._cookie = visits, visits.records, visits.cookie
        self._views, self._root = visits.views, visits.root
        self._trip, self._has_texts, self._after = round_trip, has_texts, after
        self._news = news

    def routes(self) -> list[Route]:
        """The routes of staff."""
        open_ = self._visits.if_open
        return [
            route("/staff", GET=open_(self.show)),
            route("/staff/sign-in", POST=open_(self.sign_in)),
            route(CALLBACK, GET=open_(self.come_back)),
            route("/staff/sign-out", POST=self.sign_out),
            route("/staff/alerts/acknowledge", POST=open_(self.acknowledge)),
            route("/staff/calls/done", POST=open_(self.called)),
        ]

    async def show(self, request: Request) -> Response:
        """What this person may see; or the way to sign in; or that nobody can."""
        if self._trip is None:
            return HTMLResponse(self._views.switched_off())
        visitor = await self._visits.in_thread(self._visits.visitor, request)
        if visitor is None:
            return allow_form_to(HTMLResponse(self._views.sign_in()), self._trip.origin)
        return HTMLResponse(await self._visits.in_thread(self._desk, visitor))

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
            proved = await self._trip.finish(request, self._records.clock.now())
            response = await self._visits.in_thread(self._signed_in, request, proved)
        except RefusedError as error:
            response = self._trouble(Trouble.REFUSED, error.kind)
        except IssuerDownError as error:
            response = self._trouble(Trouble.ISSUER_DOWN, error.kind)
        except UnknownStaff:
            response = self._trouble(Trouble.UNKNOWN, "account")
        return self._trip.forget(response)

    async def sign_out(self, request: Request) -> Response:
        """End the session here. The council's own sign-in is not ours to end."""
        await self._visits.in_thread(self._end, request)
        return self._cookie.drop(see_other(f"{self._root}/staff"))

    async def acknowledge(self, request: Request) -> Response:
        """Take on an alert about somebody of one's own; back to the list. Signed out meanwhile: the way in."""
        try:
            await self._visits.in_thread(self._tick, request, "alert", acknowledge)
        except AccessDenied:
            return self._visits.refused(Trouble.NOT_THEIRS)
        return see_other(f"{self._root}/staff#alerts")

    async def called(self, request: Request) -> Response:
        """Tick off a call from a list that was opened before its form led to the person's page, where it can be undone; back to the list."""
        try:
            await self._visits.in_thread(self._tick, request, "call", call_done)
        except AccessDenied:
            return self._visits.refused(Trouble.CALL_NOT_THEIRS)
        return see_other(f"{self._root}/staff#calls")

    def _tick(self, request: Request, field: str, done: Callable[..., Any]) -> None:
        """Note that something of this person's is done; nothing if they are signed out meanwhile."""
        caller, number = self._visits.caller(request), read_form(request).get(field, "")
        if caller is not None:
            with self._visits.reading(caller) as (session, when):
                done(session, caller, record_number(number), when.now)

    def _signed_in(self, request: Request, proved: Proved) -> Response:
        self._end(request)  # first: if this subject is refused, the one before is out all the same
        when = self._records.when()
        with self._records.database.transaction(NOBODY) as session:
            token = self._records.sessions.sign_in(session, proved.subject, when.on, when.now, proved.account)
        return self._cookie.write(see_other(f"{self._root}{self._after(request) or '/staff'}"), token)

    def _end(self, request: Request) -> None:
        token = self._cookie.read(request)
        if token:
            with self._records.database.transaction(NOBODY) as session:
                self._records.sessions.end(session, token)

    def _desk(self, visitor: StaffVisitor) -> str:
        caller = visitor.caller
        with self._visits.reading(caller) as (session, when):
            link = self._news(session, visitor.account, when.now)
            found = caseload_of(session, caller, self._records.parameters, when)
            if found is not None:
                alerts = open_alerts(session, caller, when.now)
                calls = waiting_calls(session, caller, when.now)
                failing = self._failing(session, caller, when)
                is_team = caller.role is Role.TEAM_MANAGER
                return self._views.caseload(
                    found, alerts, when.on, calls, failing, is_team=is_team, link=link
                )
            counts = shared_by_council(session, caller, self._records.parameters, when)
            return self._views.shared(counts, when.on, link)

    def _failing(self, session: Session, caller: Caller, when: When) -> Optional[list[FailingNumber]]:
        """Whom texts don't reach; None where nobody is texted."""
        scope = scope_of(caller)
        if scope is None or not self._has_texts:
            return None
        return failing_numbers(session, caller, scope, when.now)

    def _trouble(self, trouble: Trouble, kind: str) -> Response:
        logger.warning("A staff sign-in failed: trouble=%s kind=%s", trouble.name, kind)
        return HTMLResponse(self._views.trouble(trouble), trouble.status)
