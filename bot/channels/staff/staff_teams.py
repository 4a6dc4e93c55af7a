"""The page that a chat in Teams leads to: whoever is signed in says there that the account in Teams is theirs.

The code comes in the address and moves into a sealed cookie at once, so that it outlives the way to the council's sign-in and
stands in no history. Looking at the page uses nothing up: programs that look at links beforehand link nobody. The yes belongs to the
question that was shown: another link, opened in the same browser meanwhile, is not linked by it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Optional, Sequence

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.channels.staff.staff_render import Trouble
from bot.channels.staff.staff_sign_in import RoundTrip
from bot.channels.staff.staff_visits import StaffVisits
from bot.channels.web.chat_page import see_other
from bot.channels.web.cookie import SealedCookie
from bot.channels.web.web_body import read_form
from bot.channels.web.web_routes import allow_form_to, route
from bot.delivery.staffing.link_news import TellUnlinked, tell_nobody
from bot.identity.access.decisions import AccessDenied, audited, reach_of
from bot.identity.by_teams.teams_links import (
    PAGE,
    Link,
    LinkChangedError,
    LinkOverError,
    TeamsLinks,
    UnprovedLink,
)
from bot.identity.sign_in.staff_sessions import StaffVisitor
from bot.records.reach import in_teams

NEWS = timedelta(days=7)  # so long the first page says that an account in Teams was linked


class StaffTeams:
    """Links accounts. `cookie` keeps the code; without a `round_trip` nobody can sign in, and the page says so.

    `tell` says to whoever had the account before that they have it no more.
    """

    def __init__(
        self,
        visits: StaffVisits,
        round_trip: Optional[RoundTrip],
        links: TeamsLinks,
        cookie: SealedCookie,
        tell: TellUnlinked = tell_nobody,
    ) -> None:
        self._visits, self._records, self._views = visits, visits.records, visits.views
        self._trip, self._links, self._cookie, self._tell = round_trip, links, cookie, tell

    def routes(self) -> list[Route]:
        """The page, and what its buttons lead to."""
        open_ = self._visits.if_open
        return [
            route(PAGE, GET=open_(self.show), POST=open_(self.link)),
            route(f"{PAGE}/unlink", POST=open_(self.unlink)),
        ]

    def after_sign_in(self, request: Request) -> Optional[str]:
        """Where somebody was going when they had to sign in first; None if not here."""
        return PAGE if self._code(request) else None

    def news(self, session: Session, account: int, now: datetime) -> Optional[Link]:
        """The link of an account that was made lately: its owner must notice one that they did not make."""
        link = self._links.link_of(session, account)
        is_new = link is not None and link.since is not None and now - link.since < NEWS
        return link if is_new else None

    async def show(self, request: Request) -> Response:
        """Whose account in Teams would be linked; or the way to sign in first."""
        code = request.query_params.get("code")
        if code:
            return await self._taken_in(request, code)
        if self._trip is None:
            return HTMLResponse(self._views.switched_off())
        try:
            page = await self._visits.in_thread(self._shown, request)
        except LinkOverError:
            return self._refused(Trouble.LINK_OVER)
        return page or allow_form_to(HTMLResponse(self._views.sign_in()), self._trip.origin)

    async def link(self, request: Request) -> Response:
        """Link it. Signed out meanwhile: the way in."""
        try:
            is_linked = await self._visits.in_thread(self._linked, request)
        except LinkOverError:
            return self._refused(Trouble.LINK_OVER)
        except LinkChangedError:
            return self._refused(Trouble.LINK_CHANGED)
        except UnprovedLink:
            return self._refused(Trouble.LINK_NOT_PROVED)
        except AccessDenied:
            return self._refused(Trouble.LINK_NOT_THEIRS)
        if not is_linked:
            return see_other(f"{self._visits.root}{PAGE}")
        return self._cookie.drop(HTMLResponse(self._views.linked_to_teams()))

    async def unlink(self, request: Request) -> Response:
        """End one's own link; back to the start."""
        await self._visits.in_thread(self._unlinked, request)
        return see_other(f"{self._visits.root}/staff")

    async def _taken_in(self, request: Request, code: str) -> Response:
        """Keep the code and show its page; where another account's waits in this browser, somebody may have sent one: neither is linked."""
        if await self._visits.in_thread(self._is_between, request, code):
            return self._refused(Trouble.LINK_CHANGED)
        return self._cookie.write(see_other(f"{self._visits.root}{PAGE}"), code, self._now())

    def _is_between(self, request: Request, code: str) -> bool:
        before = self._code(request)
        if not before or before == code:
            return False
        whose, other = self._lookup(before), self._lookup(code)
        return whose is not None and whose != other

    def _lookup(self, code: str) -> Optional[str]:
        with self._records.database.transaction(in_teams(self._links.code_hash(code))) as session:
            try:
                return self._links.waiting(session, code, self._now()).lookup
            except LinkOverError:
                return None

    def _shown(self, request: Request) -> Optional[Response]:
        code, visitor = self._code(request), self._visits.visitor(request)
        if visitor is None and code:
            return None
        if visitor is None:
            raise LinkOverError
        return HTMLResponse(self._question(visitor, code) if code else self._standing(visitor))

    def _question(self, visitor: StaffVisitor, code: str) -> str:
        with self._records.database.transaction(in_teams(self._links.code_hash(code))) as session:
            found = self._links.waiting(session, code, self._now())
            asked = self._links.asked(code, visitor.account)
            return self._views.link_to_teams(found.name, found.asked_at, asked)

    def _standing(self, visitor: StaffVisitor) -> str:
        with self._records.database.transaction(reach_of(visitor.caller)) as session:
            link = self._links.link_of(session, visitor.account)
        if link is None:
            raise LinkOverError
        return self._views.link_as_it_is(link)

    def _linked(self, request: Request) -> bool:
        code, visitor = self._code(request), self._visits.visitor(request)
        if not code:
            raise LinkOverError
        if visitor is None:
            return False
        asked, now = read_form(request).get("asked", ""), self._now()
        with audited(self._records.database, in_teams(self._links.code_hash(code))) as session:
            before: Sequence[str] = self._links.link_by_staff(
                session, visitor.caller, visitor.account, code, now, asked=asked, proved=visitor.teams_lookup
            )
            self._tell(session, before, now)
        return True

    def _unlinked(self, request: Request) -> None:
        visitor, now = self._visits.visitor(request), self._now()
        if visitor is None:
            return
        with audited(self._records.database, reach_of(visitor.caller)) as session:
            before = self._links.unlink_by_staff(session, visitor.caller, visitor.account, now)
            self._tell(session, before, now)

    def _refused(self, trouble: Trouble) -> Response:
        return self._cookie.drop(self._visits.refused(trouble))

    def _code(self, request: Request) -> Optional[str]:
        return self._cookie.read(request, self._now())

    def _now(self) -> datetime:
        return self._records.clock.now()
