"""The chat page: plain form posts that work without script, and the same for script."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from dataclasses import replace
from typing import Any, Awaitable, Callable, Optional
from urllib.parse import urlsplit

from sanic import Blueprint
from sanic.exceptions import Forbidden
from sanic.request import Request
from sanic.response import BaseHTTPResponse, empty, html, json, raw, redirect

from bot.answer import Answer, Choice
from bot.casework.database import Database
from bot.channels.cookie import ChatCookie
from bot.channels.ending import Ending, end_what_was_left
from bot.channels.form_ids import FormIds
from bot.channels.web_render import WEB, Pages
from bot.delivery.journal import Journal, Line
from bot.front_door import FrontDoor, Incoming, Reply
from bot.identity.sessions import Sessions, Visitor, new_token
from bot.offer.loader import Offer
from bot.safeguarding.replies import ALWAYS
from bot.settings import Clock

logger = logging.getLogger(__name__)

CHANNEL = "web"
IN_DANGER, PATIENCE = 1.0, 10.0  # seconds to wait for the database
# Seconds until a page shows that has forgotten the talk; what is not done by then goes on behind it.
CLEARING, LEAVING = 4.0, 0.5
CLEARED = "cleared"  # in the address of the page that follows


class ChatPage:
    """The requests of the chat page. `alerts` is what it says of them beforehand: `off`, `ask` or `at_once`."""

    def __init__(
        self, front_door: FrontDoor, journal: Journal, sessions: Sessions, database: Database, cookie: ChatCookie,
        offer: Offer, clock: Clock, root: str = "", alerts: str = "off",
    ) -> None:
        self.front_door, self.journal, self.sessions, self.database = front_door, journal, sessions, database
        self.cookie, self.offer, self.clock, self.root, self.alerts = cookie, offer, clock, root, alerts
        self.pages = Pages()
        self.ending, self._form_ids = Ending(front_door, sessions, database), FormIds()

    def blueprint(self) -> Blueprint:
        """The routes, relative to the blueprint's prefix."""
        blueprint = Blueprint("chat_page")
        add_route(blueprint, self.show, "/", "GET")
        add_route(blueprint, self.ending.after(self.take, self.cookie), "/message", "POST")
        add_route(blueprint, self.clear, "/clear", "POST")
        add_route(blueprint, self.leave, "/leave", "POST")
        add_route(blueprint, self.fresh, "/fresh.css", "GET")
        end_what_was_left(blueprint, self.cookie, self.ending)
        blueprint.static("/static", str(WEB / "static"))
        blueprint.on_request(refuse_other_origins)
        blueprint.on_response(add_safe_headers)
        return blueprint

    async def show(self, request: Request) -> BaseHTTPResponse:
        """The page with the conversation so far."""
        token = self.cookie.read(request)
        if token and self.ending.is_ended(token):
            token = None
        visitor = self.visit(token) if token else None
        response = html(self._page(visitor, self.lines_of(visitor), is_cleared=CLEARED in request.args))
        # From the first page on: "Clear this chat" must find the first message even before it is answered.
        return response if token else self.cookie.write(response, new_token())

    async def take(self, request: Request) -> BaseHTTPResponse:
        """One message or button. Without script: back to the page. With script: the new lines."""
        token = self.cookie.read_or_new(request)
        visitor = await self._visit_in_time(token, (request.form or {}).get("text", ""))
        conversation = visitor.conversation if visitor else self.sessions.stand_in(token)
        incoming = replace(self._incoming(request, conversation), is_kept=visitor is not None)
        reply = await self.front_door.handle(incoming)
        return self.cookie.write(self._response(request, visitor, incoming, reply), token)

    async def clear(self, request: Request) -> BaseHTTPResponse:
        """Forget the conversation and sign out."""
        token = self.cookie.read(request)
        if token:
            await self.ending.end(token, CLEARING)
        return self.cookie.write(redirect(f"{self.root}/?{CLEARED}", status=303), new_token())

    async def leave(self, request: Request) -> BaseHTTPResponse:
        """Forget the conversation, sign out and lead away from here; the script is away already and needs no answer."""
        token = self.cookie.read(request)
        if token:
            await self.ending.end(token, LEAVING)
        is_away = "away" in (request.form or {})
        return self.cookie.drop(empty() if is_away else html(self.pages.page("left.html", root=self.root)))

    async def fresh(self, request: Request) -> BaseHTTPResponse:
        """An empty style sheet for the pages that follow a talk that was ended.

        Without script, Chromium shows the page before it whole again on "back", though it was told not to store it. It does
        not once a cookie of ours has changed while that page was away.
        """
        return self.cookie.mark(raw(b"", content_type="text/css"))

    async def _visit_in_time(self, token: str, text: str) -> Optional[Visitor]:
        """The visitor, beside the event loop: a database that somebody else holds must not keep a cry for help waiting."""
        seconds = IN_DANGER if self.front_door.shows_danger(text) else PATIENCE
        try:
            return await asyncio.wait_for(asyncio.to_thread(self.visit, token), seconds)
        except asyncio.TimeoutError:
            logger.error("The session could not be read in time")
            return None

    def visit(self, token: str) -> Optional[Visitor]:
        """The visitor of a token; None, logged, if the database does not answer."""
        try:
            with self.database.transaction() as session:
                visitor = self.sessions.visit(session, token, self.clock.now())
            if visitor.left_conversation:
                self.front_door.forget(visitor.left_conversation)
            return visitor
        except Exception as error:  # noqa: BLE001 - the page must still answer
            logger.error("The session could not be read: error=%s", type(error).__name__)
            return None

    def lines_of(self, visitor: Optional[Visitor]) -> list[Line]:
        """The kept conversation; empty if there is none or the database does not answer."""
        try:
            return self.journal.lines(visitor.conversation) if visitor else []
        except Exception as error:  # noqa: BLE001 - the page must still show
            logger.error("The journal could not be read: error=%s", type(error).__name__)
            return []

    def common(self, visitor: Optional[Visitor]) -> dict[str, Any]:
        """What every page shows."""
        return {
            "root": self.root,
            "urgent": ALWAYS,
            "councils": self.offer.councils(),
            "is_signed_in": bool(visitor and visitor.young_person_id is not None),
            "alerts": self.alerts,
        }

    def _incoming(self, request: Request, conversation: str) -> Incoming:
        form = request.form or {}
        return Incoming(
            channel=CHANNEL,
            conversation=conversation,
            message_id=self._message_id(conversation, form),
            text=form.get("text", ""),
            option=form.get("option"),
            choice=self._council_choice(form.get("council")),
        )

    def _message_id(self, conversation: str, form: Any) -> str:
        """The form's own id with what it says: the same form with other words is another message."""
        said = [form.get(field, "") for field in ("message_id", "text", "option", "council")]
        if not said[0]:
            return secrets.token_urlsafe(24)
        form_id = hashlib.sha256(repr([conversation, *said]).encode("utf-8", "surrogatepass")).hexdigest()
        return self._form_ids.message_id(conversation, form_id)

    def _council_choice(self, place_id: Optional[str]) -> Optional[Choice]:
        if not place_id:
            return None
        place = next((council for council in self.offer.councils() if council.id == place_id), None)
        if place is None:
            return Choice(label="Another council", kind="council", value=self.offer.nation().id)
        return Choice(label=place.name, kind="council", value=place.id)

    def _response(
        self, request: Request, visitor: Optional[Visitor], incoming: Incoming, reply: Reply
    ) -> BaseHTTPResponse:
        is_kept = reply.lines is not None and visitor is not None
        lines = reply.lines if reply.lines is not None and visitor else _unkept(incoming.text, reply.answers)
        if "application/json" in request.headers.get("accept", ""):
            return self._json(lines, reply)
        return redirect(f"{self.root}/#latest", status=303) if is_kept else html(self._page(visitor, lines))

    def _json(self, lines: list[Line], reply: Reply) -> BaseHTTPResponse:
        return json({
            "html": self.pages.lines(lines, root=self.root, message_id=secrets.token_urlsafe(12)),
            "message_id": secrets.token_urlsafe(12),
            "answers": [answer.dict(exclude_defaults=True, include={"title", "lead", "topic", "urgency"}) for answer in reply.answers],
        })

    def _page(self, visitor: Optional[Visitor], lines: list[Line], *, is_cleared: bool = False) -> str:
        return self.pages.page(
            "chat.html", lines=lines, is_cleared=is_cleared, message_id=secrets.token_urlsafe(12), **self.common(visitor)
        )


def _unkept(text: str, answers: list[Answer]) -> list[Line]:
    return [Line(id="now", text=text), *(Line(id="now", answer=answer.copy(update={"choices": ()})) for answer in answers)]


def add_route(blueprint: Blueprint, method: Callable[[Request], Awaitable[BaseHTTPResponse]], path: str, verb: str) -> None:
    """Add a bound method as a handler. Sanic writes attributes on handlers, which methods refuse."""

    async def handler(request: Request) -> BaseHTTPResponse:
        return await method(request)

    blueprint.add_route(handler, path, methods=[verb], name=f"{verb.lower()}_{path.strip('/').replace('/', '_') or 'root'}")


async def refuse_other_origins(request: Request) -> None:
    """Refuse a post that another site's page made. Raises Forbidden."""
    if request.method == "POST" and _is_from_elsewhere(request):
        raise Forbidden("This form was sent from another site.")


def _is_from_elsewhere(request: Request) -> bool:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("origin")
    try:
        return bool(origin) and urlsplit(origin).netloc != request.host
    except ValueError:  # an origin that is no address
        return True


async def add_safe_headers(request: Request, response: BaseHTTPResponse) -> None:
    """Nothing is cached, framed or sent on to other sites."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )

