"""The page of one young person for their adviser or team manager: how they are texted, and what became of the texts."""

from __future__ import annotations

from http import HTTPStatus
from typing import Optional

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.caseload.sent_texts import texted_person
from bot.caseload.text_settings import TextChange, change_texts, prove_again_by_text
from bot.channels.staff.staff_render import Trouble
from bot.channels.staff.staff_text_render import person_values
from bot.channels.staff.staff_visits import StaffVisits, record_number
from bot.channels.web.chat_page import see_other
from bot.channels.web.text_page import PIN_REFUSED
from bot.channels.web.web_body import Form, read_form
from bot.channels.web.web_routes import route
from bot.identity.access.decisions import AccessDenied, Caller
from bot.identity.by_phone.text_pins import PinError, Pins
from bot.phrases import PhraseSet

PAGE = "/staff/people/{person}"
DONE = "done"  # in the address of the page that follows: what was done
PIN, SHARED, REMINDERS, AGAIN = "pin", "shared", "reminders", "again"
_DONE = PhraseSet("staff_texts.done", (PIN, SHARED, REMINDERS, AGAIN))


class StaffTexts:
    """Each form changes one thing, so that an old page undoes nothing else."""

    def __init__(self, visits: StaffVisits, pins: Pins) -> None:
        self._visits, self._pins = visits, pins

    def routes(self) -> list[Route]:
        """The page, and what its forms lead to."""
        open_ = self._visits.if_open
        return [route(PAGE, GET=open_(self.show)), route(f"{PAGE}/texts", POST=open_(self.change))]

    async def show(self, request: Request) -> Response:
        """What is set, and what was sent. Signed out: the way in."""
        done = request.query_params.get(DONE, "")
        try:
            return await self._visits.in_thread(self._shown, request, None, _DONE.get(done))
        except AccessDenied:
            return self._visits.refused(Trouble.PERSON_NOT_THEIRS)

    async def change(self, request: Request) -> Response:
        """Change one thing; back to the page. A PIN that nobody should have changes nothing."""
        try:
            return await self._visits.in_thread(self._changed, request, read_form(request))
        except PinError as error:
            return await self._visits.in_thread(self._shown, request, PIN_REFUSED[error.why], None)
        except AccessDenied:
            return self._visits.refused(Trouble.PERSON_NOT_THEIRS)

    def _shown(self, request: Request, error: Optional[str], said: Optional[str]) -> Response:
        caller = self._visits.caller(request)
        if caller is None:
            return self._way_in()
        with self._visits.reading(caller) as (session, when):
            found = texted_person(session, caller, _person(request), when.now)
            page = self._visits.views.person(person_values(found), error=error, said=said)
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK)

    def _changed(self, request: Request, form: Form) -> Response:
        caller, what = self._visits.caller(request), form.get("what", "")
        if caller is None:
            return self._way_in()
        self._change(caller, _person(request), what, form.get("value", ""))
        return see_other(f"{self._visits.root}{PAGE.format(person=_person(request))}?{DONE}={_known(what)}")

    def _change(self, caller: Caller, person: int, what: str, value: str) -> None:
        """Nothing is changed for what no form of ours says. Raises AccessDenied or PinError."""
        with self._visits.reading(caller) as (session, when):
            if what == AGAIN:
                prove_again_by_text(session, caller, person, when.now)
            else:
                change = _change_of(what, value)
                change_texts(session, caller, person, change, self._pins, when.on, when.now)

    def _way_in(self) -> Response:
        return see_other(f"{self._visits.root}/staff")


def _person(request: Request) -> int:
    return record_number(request.path_params["person"])


def _known(what: str) -> str:
    return what if what in _DONE else ""


def _change_of(what: str, value: str) -> TextChange:
    says = {"yes": True, "no": False}.get(value)
    return TextChange(
        pin=value if what == PIN else None,
        is_shared=says if what == SHARED else None,
        wants_reminders=says if what == REMINDERS else None,
    )
