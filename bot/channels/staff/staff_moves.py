"""The page of one move of a plan: from where to where, what follows, and what must be written with it; done by its button alone."""

from __future__ import annotations

from http import HTTPStatus
from typing import Mapping, Optional

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.advising.doing.acts import do_move
from bot.advising.doing.deeds import Doer
from bot.advising.doing.move_fields import VIEWS, wanted_of, words_wrong
from bot.advising.doing.move_words import STATES, why_refused
from bot.caseload.person_now import PersonNow, PlanNow, person_now
from bot.caseload.plan_moves import WordsMissingError, person_of_plan
from bot.casework.codes import PlanState, Role
from bot.casework.plans.life_cycle import IllegalMove, LostRace, Move
from bot.casework.plans.plan_words import day
from bot.channels.staff.staff_people import DEED, PAGE, StaffPeople, account_of, key_of, new_key
from bot.channels.staff.staff_person_render import NOTHING, move_values
from bot.channels.staff.staff_visits import StaffVisits, record_number
from bot.channels.web.web_body import Form, Unreadable, UnreadableError, read_form
from bot.channels.web.web_routes import route
from bot.identity.access.decisions import Caller
from bot.phrases import phrase

_MOVES: Mapping[str, Move] = {move.value: move for move in Move}
_STATES: Mapping[str, PlanState] = {state.value: state for state in PlanState}


class StaffMoves:
    """Shows a move, and makes it."""

    def __init__(self, visits: StaffVisits, people: StaffPeople) -> None:
        self._visits, self._people = visits, people

    def routes(self) -> list[Route]:
        """One page for each move."""
        open_ = self._visits.if_open
        return [route(f"{PAGE}/moves/{{move}}", GET=open_(self.show), POST=open_(self.make))]

    async def show(self, request: Request) -> Response:
        """What would be done; or why it can't be, and what can."""
        return await self._visits.of_theirs(self._shown, request)

    async def make(self, request: Request) -> Response:
        """Do it, and back to the person's page, which says what was done."""
        return await self._visits.of_theirs(self._made, request, read_form(request))

    def _shown(self, request: Request) -> Response:
        caller = self._visits.caller(request)
        if caller is None:
            return self._people.way_in()
        with self._visits.reading(caller) as (session, when):
            doer = Doer(session, caller, account_of(caller), self._visits.records.parameters, when)
            found = person_now(session, caller, record_number(request.path_params["person"]), when.now)
            return self._page(doer, found, _move(request))

    def _made(self, request: Request, form: Form) -> Response:
        caller = self._visits.caller(request)
        if caller is None:
            return self._people.way_in()
        try:
            with self._visits.reading(caller) as (session, when):
                doer = Doer(session, caller, account_of(caller), self._visits.records.parameters, when)
                return self._make(doer, record_number(request.path_params["person"]), _move(request), form)
        except (WordsMissingError, IllegalMove) as error:
            return self._not_made(request, caller, form, error)

    def _make(self, doer: Doer, person: int, move: Move, form: Form) -> Response:
        plan = record_number(form.get("plan", ""))
        if person_of_plan(doer.session, plan) != person:
            person_now(doer.session, doer.caller, -1, doer.when.now)
        seen = _STATES.get(form.get("seen", ""))
        if seen is None:
            raise UnreadableError(Unreadable.NOT_OUR_FORM)
        done = do_move(doer, key_of(doer, form), plan, wanted_of(move, seen, form))
        return self._people.back_to(person, DEED, done.id)

    def _not_made(self, request: Request, caller: Caller, form: Form, error: Exception) -> Response:
        """The same page: what is missing at its field with what was typed; that somebody was quicker; or why it can't be."""
        with self._visits.reading(caller) as (session, when):
            doer = Doer(session, caller, account_of(caller), self._visits.records.parameters, when)
            found = person_now(session, caller, record_number(request.path_params["person"]), when.now)
            move = _move(request)
            if isinstance(error, LostRace):
                return self._refused(found, _lost(found.plan), phrase("staff_moves.lost.title"))
            wrong = words_wrong(error if isinstance(error, WordsMissingError) else WordsMissingError(VIEWS))
            return self._page(doer, found, move, form, wrong)

    def _page(
        self,
        doer: Doer,
        person: PersonNow,
        move: Move,
        typed: Mapping[str, str] = NOTHING,
        wrong: Mapping[str, str] = NOTHING,
    ) -> Response:
        why = why_refused(person.plan, move, Role(doer.caller.role), doer.when.on)
        if why is not None or person.plan is None:
            return self._refused(person, str(why), phrase("staff_moves.refused.title"))
        values = move_values(
            person, person.plan, move, new_key(), typed, wrong, doer.parameters, doer.when.on
        )
        page = self._visits.views.move(values)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK)

    def _refused(self, person: PersonNow, why: str, title: str) -> Response:
        page = self._visits.views.move_refused(person, title, why)
        return HTMLResponse(page, HTTPStatus.CONFLICT)


def _move(request: Request) -> Move:
    """Raises UnreadableError for an address that names no move."""
    move = _MOVES.get(request.path_params["move"])
    if move is None:
        raise UnreadableError(Unreadable.NOT_OUR_FORM)
    return move


def _lost(plan: Optional[PlanNow]) -> str:
    if plan is None:
        return phrase("staff_moves.refused.no_plan")
    return phrase("staff_moves.lost.lead", state=STATES[plan.state], day=day(plan.since))
