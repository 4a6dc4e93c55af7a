"""The page where a signed-in young person says how they want to be texted: a PIN, a phone that others use, reminders."""

from __future__ import annotations

import logging
from functools import partial
from http import HTTPStatus
from types import MappingProxyType
from typing import Mapping, Optional

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.caseload.casework_reads import young_person
from bot.caseload.text_settings import OnRecord, TextChange, TextSettings, change_texts, text_settings
from bot.casework.plans.plan_words import day
from bot.channels.web.chat_page import ChatPage, see_other
from bot.channels.web.ending import end_what_was_left
from bot.channels.web.web_body import Form, read_form
from bot.channels.web.web_routes import route
from bot.delivery.in_time import PATIENCE, TooLateError
from bot.identity.access.decisions import audited
from bot.identity.by_phone.text_pins import PinError, Pins
from bot.phrases import PhraseSet, phrase
from bot.records.reach import own
from bot.safeguarding.help_line import HELP

logger = logging.getLogger(__name__)

PATH = "/texts"
SAVED = "saved"  # in the address of the page that follows
PIN_REFUSED = PhraseSet("texting.pin_refused", ("short", "easy", "birthday"))


class TextPage:
    """`numbers` are those of ours that each council's young people text, as people dial them. Without somebody signed in it leads to signing in."""

    def __init__(self, page: ChatPage, pins: Pins, numbers: Mapping[str, str] = MappingProxyType({})) -> None:
        self._page, self._pins, self._numbers = page, pins, numbers

    def routes(self) -> list[Route]:
        """The one address; none where nobody can text."""
        if not self._page.has_texts:
            return []
        ending, cookie = self._page.ending, self._page.cookie
        seen = partial(end_what_was_left, cookie=cookie, ending=ending)
        return [route(PATH, GET=seen(self.show), POST=seen(ending.after(self.change, cookie)))]

    async def show(self, request: Request) -> Response:
        """What is set now."""
        said = phrase("texting.saved") if SAVED in request.query_params else None
        try:
            person = await self._person(request)
            return self._sign_in() if person is None else await self._shown(person, said=said)
        except Exception as error:  # noqa: BLE001 - the page must still show
            return self._not_now(error, phrase("texting.not_shown"))

    async def change(self, request: Request) -> Response:
        """Set what was changed. A PIN that nobody should have changes nothing. Danger in the field gets the urgent reply."""
        form = read_form(request)
        if await self._shows_danger(form.get("pin", "")):
            return await self._page.answer_to(request, {"text": form["pin"]})
        try:
            person = await self._person(request)
            return self._sign_in() if person is None else await self._changed(person, form)
        except Exception as error:  # noqa: BLE001 - they must know that nothing was changed
            return self._not_now(error, phrase("texting.not_saved"))

    async def _changed(self, person: int, form: Form) -> Response:
        change = TextChange(form.get("pin"), _ticked(form, "shared"), _ticked(form, "reminders"))
        try:
            await self._page.front_door.lanes.sign_in.run(PATIENCE, self._change, person, change)
        except TooLateError as error:  # it may still be done, with nobody waiting
            return self._not_now(error, phrase("texting.not_known"))
        except PinError as error:
            return await self._shown(person, error=PIN_REFUSED[error.why], form=form)
        return see_other(f"{self._page.root}{PATH}?{SAVED}")

    async def _shows_danger(self, typed: str) -> bool:
        """Numbers alone are never looked at."""
        found = await self._page.front_door.look(typed, "") if any(char.isalpha() for char in typed) else None
        return bool(found and found.is_urgent)

    async def _person(self, request: Request) -> Optional[int]:
        """Who is signed in. Raises what the database raises, or TooLateError."""
        token = self._page.cookie.read(request)
        if token is None or self._page.ending.is_ended(token):
            return None
        visitor = await self._page.front_door.lanes.pages.run(PATIENCE, self._page.visits.visit, token)
        return None if visitor.is_ended else visitor.young_person_id

    async def _shown(
        self,
        person: int,
        error: Optional[str] = None,
        said: Optional[str] = None,
        form: Optional[Form] = None,
    ) -> Response:
        """The page. With a `form` that was not saved, its boxes stay as they were ticked."""
        found = await self._page.front_door.lanes.pages.run(PATIENCE, self._read, person)
        page = self._page.pages.page(
            "texts.html",
            error=f"{error} {HELP}" if error else None,
            said=said,
            settings=found,
            our_number=self._numbers.get(found.council),
            can_be_texted=found.number is OnRecord.MOBILE,
            is_shared=found.is_shared if form is None else form.get("shared") == "yes",
            wants_reminders=bool(found.reminders_since) if form is None else form.get("reminders") == "yes",
            since=day(found.reminders_since) if found.reminders_since else None,
            **{**self._page.common(None), "is_signed_in": True},
        )
        return HTMLResponse(page, HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK)

    def _sign_in(self) -> Response:
        return see_other(f"{self._page.root}/sign-in")

    def _not_now(self, error: Exception, said: str) -> Response:
        logger.error("How somebody is texted could not be shown or changed: error=%s", type(error).__name__)
        page = self._page.pages.page(
            "texts.html",
            error=f"{said} {HELP}",
            said=None,
            settings=None,
            **{**self._page.common(None), "is_signed_in": True},
        )
        return HTMLResponse(page, HTTPStatus.SERVICE_UNAVAILABLE)

    def _read(self, person: int) -> TextSettings:
        with audited(self._page.database, own(person)) as session:
            return text_settings(session, young_person(person), person, self._page.clock.now())

    def _change(self, person: int, change: TextChange) -> None:
        on, now = self._page.clock.today(), self._page.clock.now()
        with audited(self._page.database, own(person)) as session:
            change_texts(session, young_person(person), person, change, self._pins, on, now)


def _ticked(form: Form, name: str) -> Optional[bool]:
    """What a box says now; None if it says what it said before: an old page must not undo what was set since."""
    is_ticked, was_ticked = form.get(name) == "yes", form.get(f"{name}-was") == "yes"
    return None if is_ticked == was_ticked else is_ticked
