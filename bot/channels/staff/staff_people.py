"""The page of one young person for their adviser or team manager, and what is done there: each once, with undo. It works without script."""

from __future__ import annotations

import re
import secrets
from http import HTTPStatus
from typing import Any, Callable, Optional

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.advising.doing.acts import LateError, do_call, do_contact, do_review
from bot.advising.doing.contact_doing import contact_of
from bot.advising.doing.deeds import Doer, Done, deed_of, is_theirs
from bot.advising.doing.doing_tools import Tools
from bot.advising.doing.filled import filled_day
from bot.advising.doing.move_fields import words_wrong
from bot.advising.doing.move_words import why_no_review
from bot.advising.doing.review_doing import DAY, WHY
from bot.advising.doing.undoing import NotUndone, NotUndoneError, undo_deed
from bot.caseload.contacts import ContactError
from bot.caseload.person_now import person_now
from bot.caseload.plan_moves import WordsMissingError, person_of_plan
from bot.caseload.sent_texts import texted_person
from bot.caseload.staff_desk import When
from bot.casework.plans.life_cycle import IllegalMove
from bot.channels.staff.staff_person_render import Typed, done_values, person_now_values
from bot.channels.staff.staff_text_render import TEXTS_DONE, person_values
from bot.channels.staff.staff_visits import StaffVisits, record_number
from bot.channels.web.chat_page import see_other
from bot.channels.web.web_body import Form, Unreadable, UnreadableError, read_form
from bot.channels.web.web_routes import route
from bot.identity.access.decisions import Caller
from bot.phrases import PhraseSet, phrase

PAGE = "/staff/people/{person}"
DEED, BACK, DONE, KEY = "deed", "back", "done", "key"  # in the addresses of pages that follow, and in forms
NOTHING = Typed()
_KEY = re.compile(r"[A-Za-z0-9_-]{16,40}")
_WHY_NOT = PhraseSet("staff_deeds.undo.not", NotUndone)
_LATE = "late"

Work = Callable[[Doer, int, Form], Response]


class NotSavedError(Exception):
    """A form that is shown again, with what was typed and what is wrong. It takes back the transaction that it breaks off."""

    def __init__(self, contact: Typed = NOTHING, review: Typed = NOTHING) -> None:
        super().__init__("not saved")
        self.contact, self.review = contact, review


class StaffPeople:
    """`has_texts`: how they are texted stands on the page too. `tools` are what taking back needs."""

    def __init__(self, visits: StaffVisits, tools: Tools, *, has_texts: bool) -> None:
        self._visits, self._tools, self._has_texts = visits, tools, has_texts

    def routes(self) -> list[Route]:
        """The page, and what its forms lead to."""
        open_ = self._visits.if_open
        return [
            route(PAGE, GET=open_(self.show)),
            route(f"{PAGE}/contacts", POST=open_(self._posted(self._contact))),
            route(f"{PAGE}/reviews", POST=open_(self._posted(self._review))),
            route(f"{PAGE}/calls", POST=open_(self._posted(self._call))),
            route(f"{PAGE}/undo", POST=open_(self._posted(self._undo))),
        ]

    async def show(self, request: Request) -> Response:
        """The page. Signed out: the way in."""
        return await self._visits.of_theirs(self.shown, request)

    def shown(
        self,
        request: Request,
        error: Optional[str] = None,
        said: Optional[str] = None,
        contact: Typed = NOTHING,
        review: Typed = NOTHING,
    ) -> Response:
        """The page with what was just said of it, or of its forms. Waits for the database. Raises AccessDenied."""
        caller = self._visits.caller(request)
        if caller is None:
            return self.way_in()
        with self._visits.reading(caller) as (session, when):
            values = self._values(session, caller, when, _person(request), contact, review)
            done = _done_of(session, caller, request)
            is_wrong = contact is not NOTHING or review is not NOTHING
            values.update(done=done_values(done, when.now), is_wrong=is_wrong)
            page = self._visits.views.person(values, error, said or _said(request))
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY if error or is_wrong else HTTPStatus.OK)

    def way_in(self) -> Response:
        """For who is signed out."""
        return see_other(f"{self._visits.root}/staff")

    def back_to(self, person: int, name: str, value: object) -> Response:
        """On to the page, which says what was done."""
        return see_other(f"{self._visits.root}{PAGE.format(person=person)}?{name}={value}")

    def _values(
        self, session: Any, caller: Caller, when: When, person: int, contact: Typed, review: Typed
    ) -> dict[str, Any]:
        texted = person_values(texted_person(session, caller, person, when.now)) if self._has_texts else None
        found = person_now(session, caller, person, when.now)
        return {**person_now_values(found, new_key(), contact, review, when.on), "texted": texted}

    def _posted(self, work: Work) -> Callable[[Request], Any]:
        async def handle(request: Request) -> Response:
            try:
                return await self._visits.of_theirs(self._worked, request, work, read_form(request))
            except NotSavedError as wrong:
                return await self._visits.of_theirs(
                    self.shown, request, None, None, wrong.contact, wrong.review
                )

        return handle

    def _worked(self, request: Request, work: Work, form: Form) -> Response:
        caller = self._visits.caller(request)
        if caller is None:
            return self.way_in()
        with self._visits.reading(caller) as (session, when):
            doer = Doer(session, caller, account_of(caller), self._visits.records.parameters, when)
            return work(doer, _person(request), form)

    def _contact(self, doer: Doer, person: int, form: Form) -> Response:
        try:
            done = do_contact(doer, key_of(doer, form), person, contact_of(form))
        except ContactError as error:
            raise NotSavedError(contact=Typed(form, contact=error.wrong)) from None
        return self.back_to(person, DEED, done.id)

    def _review(self, doer: Doer, person: int, form: Form) -> Response:
        plan, wanted_on = record_number(form.get("plan", "")), filled_day(form, DAY)
        _require_same(doer, person_of_plan(doer.session, plan), person)
        if wanted_on is None:
            raise NotSavedError(review=Typed(form, review=phrase("staff_moves.review.no_day")))
        try:
            done = do_review(doer, key_of(doer, form), plan, wanted_on, form.get(WHY, ""))
        except WordsMissingError as error:
            raise NotSavedError(review=Typed(form, review=words_wrong(error)[WHY])) from None
        except IllegalMove:
            found = person_now(doer.session, doer.caller, person, doer.when.now)
            why = why_no_review(found.plan, wanted_on, doer.when.on) or phrase("staff_moves.review.no_day")
            raise NotSavedError(review=Typed(form, review=why)) from None
        return self.back_to(person, DEED, done.id)

    def _call(self, doer: Doer, person: int, form: Form) -> Response:
        try:
            done = do_call(doer, key_of(doer, form), record_number(form.get("call", "")))
        except LateError:
            return self.back_to(person, BACK, _LATE)
        return self.back_to(done.person, DEED, done.id)

    def _undo(self, doer: Doer, person: int, form: Form) -> Response:
        try:
            done = undo_deed(doer, record_number(form.get(DEED, "")), self._tools)
        except NotUndoneError as error:
            return self.back_to(error.done.person, BACK, error.why.value)
        return self.back_to(done.person, BACK, "undone")


def new_key() -> str:
    """What makes a form one deed, however often it is sent."""
    return secrets.token_urlsafe(16)


def key_of(doer: Doer, form: Form) -> str:
    """The key of a deed by a form of ours. Raises UnreadableError for any other."""
    key = form.get(KEY, "")
    if not _KEY.fullmatch(key):
        raise UnreadableError(Unreadable.NOT_OUR_FORM)
    return f"web {doer.account} {key}"


def account_of(caller: Caller) -> int:
    """The number of the account of staff that a caller is."""
    return record_number(caller.actor.removeprefix("staff:"))


def _person(request: Request) -> int:
    return record_number(request.path_params["person"])


def _require_same(doer: Doer, whose: int, person: int) -> None:
    """A form about somebody else's plan than its page is refused as if it were not there."""
    if whose != person:
        person_now(doer.session, doer.caller, -1, doer.when.now)


def _done_of(session: Any, caller: Caller, request: Request) -> Optional[Done]:
    """What was just done here; nothing for a number of another person or of somebody else's deed."""
    number = record_number(request.query_params.get(DEED, ""))
    if not is_theirs(session, number, account_of(caller)):
        return None
    done = deed_of(session, number)
    return done if done is not None and done.person == _person(request) else None


def _said(request: Request) -> Optional[str]:
    """What the address says of the last form."""
    word = request.query_params.get(BACK, "")
    if word == "undone":
        return phrase("staff_deeds.undo.done")
    if word == _LATE:
        return phrase("staff_deeds.call.late")
    if request.query_params.get(DONE):
        return TEXTS_DONE.get(request.query_params[DONE])
    whys = {why.value: why for why in NotUndone}
    return _WHY_NOT[whys[word]] if word in whys else None
