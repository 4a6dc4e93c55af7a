"""The sign-in pages: a phone number, then the code we texted to it."""

from __future__ import annotations

import logging
from functools import partial
from http import HTTPStatus
from typing import Optional

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.answer import Choice
from bot.channels.web.addresses import address_of
from bot.channels.web.chat_page import CHANNEL, ChatPage, see_other
from bot.channels.web.ending import end_what_was_left
from bot.channels.web.known_browsers import KnownBrowsers
from bot.channels.web.web_body import read_form
from bot.channels.web.web_routes import route
from bot.delivery.in_time import PATIENCE
from bot.delivery.sending.code_texts import put_code
from bot.front_door import Incoming
from bot.identity.sign_in.one_time_codes import CODES_WITHIN, Codes, Outcome, TooManyCodes
from bot.identity.sign_in.sessions import new_token
from bot.phrases import PhraseSet, phrase
from bot.records.keyed import normal_mobile
from bot.records.reach import signing_in
from bot.safeguarding.help_line import HELP
from bot.switches import SIGN_IN

logger = logging.getLogger(__name__)

WRONG = PhraseSet("sign_in.code", (Outcome.WRONG, Outcome.EXPIRED, Outcome.LOCKED))


class SignInPages:
    """The requests of signing in and out. Unless we `can_text`, nobody can sign in."""

    def __init__(self, page: ChatPage, codes: Codes, known: KnownBrowsers, *, can_text: bool) -> None:
        self._page, self._codes, self._known, self._can_text = page, codes, known, can_text

    def routes(self) -> list[Route]:
        """The routes of signing in and out."""
        ending, cookie = self._page.ending, self._page.cookie
        seen = partial(end_what_was_left, cookie=cookie, ending=ending)
        return [
            route("/sign-in", GET=seen(self.ask_number), POST=seen(ending.after(self.send_code, cookie))),
            route("/sign-in/code", GET=seen(self.ask_code), POST=seen(ending.after(self.check_code, cookie))),
            route("/sign-out", POST=seen(self._page.clear)),
        ]

    async def ask_number(self, request: Request) -> Response:
        """The page that asks for the phone number."""
        return self._closed("sign_in.html") or self._form("sign_in.html")

    async def ask_code(self, request: Request) -> Response:
        """The page that asks for the code."""
        return self._closed("sign_in_code.html") or self._form("sign_in_code.html")

    async def send_code(self, request: Request) -> Response:
        """Text a code if somebody has this number. The page that follows never tells. Danger gets the urgent reply."""
        typed = read_form(request).get("phone", "")
        number = normal_mobile(typed)
        if await self._shows_danger(typed):
            return await self._page.answer_to(request, {"text": typed})
        if closed := self._closed("sign_in.html"):
            return closed
        if not self._can_text:
            return self._form("sign_in.html", phrase("sign_in.not_switched_on"))
        if number is None:
            return self._form("sign_in.html", phrase("sign_in.not_a_mobile"))
        return await self._send_code(request, number)

    async def _send_code(self, request: Request, number: str) -> Response:
        token, address = self._page.cookie.read_or_new(request), address_of(request)
        is_known = self._known.knows(request, self._codes.lookup(number), self._page.clock.now())
        phrase("sign_in.text", code="")  # a fault of it must show for every number, or it tells who has one
        try:
            await self._page.front_door.lanes.sign_in.run(
                PATIENCE, self._new_code, token, number, address, is_known
            )
        except TooManyCodes:
            return self._too_many()
        except Exception as error:  # noqa: BLE001 - they must know that no code comes
            return self._not_now("sign_in.html", error)
        return self._page.cookie.give(request, see_other(f"{self._page.root}/sign-in/code"), token)

    def _new_code(self, token: str, number: str, address: str, is_known: bool) -> None:
        """The text with it leaves by the outbox, so that the answer takes as long for an unknown number."""
        visitor, now = self._page.visits.visit(token), self._page.clock.now()
        with self._page.database.transaction(signing_in()) as session:
            code = self._codes.ask(session, visitor.token_hash, number, now, address, is_known=is_known)
            put_code(session, visitor.token_hash, number, code, now)

    async def check_code(self, request: Request) -> Response:
        """Sign in with the right code; otherwise say what to do. Danger gets the urgent reply."""
        token = self._page.cookie.read(request)
        typed = read_form(request).get("code", "")
        if await self._shows_danger(typed):
            return await self._page.answer_to(request, {"text": typed})
        if closed := self._closed("sign_in_code.html"):
            return closed
        if token is None:
            return self._form("sign_in_code.html", WRONG[Outcome.EXPIRED])
        return await self._check_code(request, token, typed)

    async def _check_code(self, request: Request, token: str, typed: str) -> Response:
        renewed, my_plan = new_token(), _my_plan()  # a fault of its words shows before anybody is signed in
        try:
            outcome, number = await self._page.front_door.lanes.sign_in.run(
                PATIENCE, self._check, token, renewed, typed
            )
        except Exception as error:  # noqa: BLE001 - they must know that they are not signed in
            return self._not_now("sign_in_code.html", error)
        if number is None:
            return self._form("sign_in_code.html", WRONG[outcome])
        self._page.visits.signed_in(token, renewed)
        await self._show_plan(renewed, my_plan)
        response = self._page.cookie.write(see_other(f"{self._page.root}/#latest"), renewed)
        self._known.remember(request, response, number, self._page.clock.now())
        return response

    def _check(self, token: str, renewed: str, typed: str) -> tuple[Outcome, Optional[str]]:
        """What became of the code, and the look-up hash of the number that is signed in with."""
        sessions, now = self._page.sessions, self._page.clock.now()
        left = number = None
        hashes = sessions.token_hash(token), sessions.token_hash(renewed)
        with self._page.database.transaction(signing_in(*hashes)) as session:
            outcome, person = self._codes.check(session, hashes[0], typed, now)
            if person is not None:
                number = self._codes.number_of(session, hashes[0])
                left = sessions.sign_in(session, token, renewed, person)
        if left:
            self._page.front_door.forget(left)
        return outcome, number

    async def _show_plan(self, token: str, my_plan: Choice) -> None:
        visit = await self._page.visits.with_message(token, "")
        if visit.visitor:
            await self._page.front_door.handle(
                Incoming(CHANNEL, visit.conversation, f"signed-in:{new_token()}", choice=my_plan)
            )

    def _too_many(self) -> Response:
        page = self._form("sign_in.html", phrase("sign_in.too_many"), HTTPStatus.TOO_MANY_REQUESTS)
        page.headers["retry-after"] = str(int(CODES_WITHIN.total_seconds()))
        return page

    def _form(
        self, template: str, error: Optional[str] = None, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY
    ) -> Response:
        shown = f"{error} {HELP}" if error else None
        page = self._page.pages.page(template, error=shown, **self._page.common(None))
        return HTMLResponse(page, status if error else HTTPStatus.OK)

    def _closed(self, template: str) -> Optional[Response]:
        """That nobody can sign in for now, if somebody has switched it off."""
        said = self._page.closings(SIGN_IN)
        if said is None:
            return None
        words = " ".join(filter(None, [phrase("sign_in.closed"), said]))
        return self._form(template, words, HTTPStatus.SERVICE_UNAVAILABLE)

    async def _shows_danger(self, typed: str) -> bool:
        """Numbers alone are never looked at."""
        found = await self._page.front_door.look(typed, "") if any(char.isalpha() for char in typed) else None
        return bool(found and found.is_urgent)

    def _not_now(self, template: str, error: Exception) -> Response:
        logger.error("Signing in failed: error=%s", type(error).__name__)
        return self._form(template, phrase("sign_in.not_now"), HTTPStatus.SERVICE_UNAVAILABLE)


def _my_plan() -> Choice:
    return Choice(label=phrase("buttons.my_plan"), kind="intent", value="pathway_plan_status")
