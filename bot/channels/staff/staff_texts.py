"""How one young person is texted, changed on their page by their adviser or team manager."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.caseload.text_settings import TextChange, change_texts, prove_again_by_text
from bot.channels.staff.staff_people import DONE, PAGE, StaffPeople
from bot.channels.staff.staff_text_render import AGAIN, PIN, REMINDERS, SHARED, TEXTS_DONE
from bot.channels.staff.staff_visits import StaffVisits, record_number
from bot.channels.web.text_page import PIN_REFUSED
from bot.channels.web.web_body import Form, read_form
from bot.channels.web.web_routes import route
from bot.identity.access.decisions import Caller
from bot.identity.by_phone.text_pins import PinError, Pins


class StaffTexts:
    """The part of a person's page about texts. Each form changes one thing, so that an old page undoes nothing else."""

    def __init__(self, visits: StaffVisits, people: StaffPeople, pins: Pins) -> None:
        self._visits, self._people, self._pins = visits, people, pins

    def routes(self) -> list[Route]:
        """What its forms lead to."""
        return [route(f"{PAGE}/texts", POST=self._visits.if_open(self.change))]

    async def change(self, request: Request) -> Response:
        """Change one thing; back to the page. A PIN that nobody should have changes nothing."""
        try:
            return await self._visits.of_theirs(self._changed, request, read_form(request))
        except PinError as error:
            return await self._visits.of_theirs(self._people.shown, request, PIN_REFUSED[error.why])

    def _changed(self, request: Request, form: Form) -> Response:
        caller, what = self._visits.caller(request), form.get("what", "")
        if caller is None:
            return self._people.way_in()
        self._change(caller, _person(request), what, form.get("value", ""))
        return self._people.back_to(_person(request), DONE, _known(what))

    def _change(self, caller: Caller, person: int, what: str, value: str) -> None:
        """Nothing is changed for what no form of ours says. Raises AccessDenied or PinError."""
        with self._visits.reading(caller) as (session, when):
            if what == AGAIN:
                prove_again_by_text(session, caller, person, when.now)
            else:
                change = _change_of(what, value)
                change_texts(session, caller, person, change, self._pins, when.on, when.now)


def _person(request: Request) -> int:
    return record_number(request.path_params["person"])


def _known(what: str) -> str:
    return what if what in TEXTS_DONE else ""


def _change_of(what: str, value: str) -> TextChange:
    says = {"yes": True, "no": False}.get(value)
    return TextChange(
        pin=value if what == PIN else None,
        is_shared=says if what == SHARED else None,
        wants_reminders=says if what == REMINDERS else None,
    )
