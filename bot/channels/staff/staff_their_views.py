"""The page on which the young person's views of their plan are written down, or why there are none; kept by its button alone."""

from __future__ import annotations

from http import HTTPStatus
from typing import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.advising.doing.acts import do_views
from bot.advising.doing.deeds import Doer
from bot.advising.doing.move_fields import NO_VIEWS, VIEWS, words_wrong
from bot.advising.doing.views_doing import why_no_views
from bot.caseload.person_now import person_now
from bot.caseload.plan_moves import WordsMissingError, person_of_plan
from bot.casework.plans.life_cycle import IllegalMove
from bot.channels.staff.staff_people import DEED, PAGE, StaffPeople, account_of, key_of, new_key
from bot.channels.staff.staff_person_render import NOTHING, views_values
from bot.channels.staff.staff_visits import StaffVisits, record_number
from bot.channels.web.web_body import Form, read_form
from bot.channels.web.web_routes import route
from bot.identity.access.decisions import Caller
from bot.phrases import phrase


class TheirViews:
    """Shows the form, and keeps what was written."""

    def __init__(self, visits: StaffVisits, people: StaffPeople) -> None:
        self._visits, self._people = visits, people

    def routes(self) -> list[Route]:
        """One page for each young person."""
        open_ = self._visits.if_open
        return [route(f"{PAGE}/views", GET=open_(self.show), POST=open_(self.save))]

    async def show(self, request: Request) -> Response:
        """The form; or why nothing can be written down now."""
        return await self._visits.of_theirs(self._shown, request)

    async def save(self, request: Request) -> Response:
        """Keep it, and back to the person's page, which says what was done."""
        return await self._visits.of_theirs(self._saved, request, read_form(request))

    def _shown(self, request: Request) -> Response:
        caller = self._visits.caller(request)
        return self._people.way_in() if caller is None else self._page(request, caller)

    def _saved(self, request: Request, form: Form) -> Response:
        caller = self._visits.caller(request)
        if caller is None:
            return self._people.way_in()
        try:
            with self._visits.reading(caller) as (session, when):
                doer = Doer(session, caller, account_of(caller), self._visits.records.parameters, when)
                return self._keep(doer, record_number(request.path_params["person"]), form)
        except WordsMissingError as error:
            return self._page(request, caller, form, words_wrong(error))
        except IllegalMove:
            return self._page(request, caller)

    def _keep(self, doer: Doer, person: int, form: Form) -> Response:
        plan = record_number(form.get("plan", ""))
        if person_of_plan(doer.session, plan) != person:
            person_now(doer.session, doer.caller, -1, doer.when.now)
        done = do_views(doer, key_of(doer, form), plan, form.get(VIEWS, ""), form.get(NO_VIEWS, ""))
        return self._people.back_to(person, DEED, done.id)

    def _page(
        self,
        request: Request,
        caller: Caller,
        typed: Mapping[str, str] = NOTHING,
        wrong: Mapping[str, str] = NOTHING,
    ) -> Response:
        with self._visits.reading(caller) as (session, when):
            found = person_now(session, caller, record_number(request.path_params["person"]), when.now)
            why, title = why_no_views(found.plan), phrase("staff_moves.refused.title")
            if why is not None or found.plan is None:
                page = self._visits.views.move_refused(found, title, str(why))
                return HTMLResponse(page, HTTPStatus.CONFLICT)
            page = self._visits.views.their_views(views_values(found, found.plan, new_key(), typed, wrong))
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK)
