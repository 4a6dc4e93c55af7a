"""The chat page: plain form posts that work without script, and the same for script."""

from __future__ import annotations

import hashlib
import logging
import secrets
from contextlib import closing
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Any, Callable, Optional

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from bot.answer import Answer, Choice
from bot.channels.web.cookie import ChatCookie
from bot.channels.web.ending import Ending, end_what_was_left
from bot.channels.web.visits import Visit, Visits
from bot.channels.web.web_body import Form, Unreadable, UnreadableError, read_form, sent_by
from bot.channels.web.web_render import WEB, Pages
from bot.channels.web.web_routes import route
from bot.delivery.conversation.closed import Closings, closed_words
from bot.delivery.conversation.in_order import Place
from bot.delivery.conversation.journal import Journal, Line
from bot.delivery.handing_over.said_to_young_person import TOPIC as HAND_OVER
from bot.delivery.in_time import FOR_A_PAGE
from bot.delivery.one_message import has_urgent
from bot.front_door import FrontDoor, Incoming, Reply
from bot.identity.sign_in.sessions import Sessions, Visitor
from bot.offer.loader import Offer
from bot.records.database import Database
from bot.safeguarding.help_line import HELP
from bot.safeguarding.replies import ALWAYS
from bot.settings import Clock

logger = logging.getLogger(__name__)

CHANNEL = "web"
FIELDS = ("text", "option", "council", "message_id")
WHO, SIGNED_IN = "who", "signed-in"  # what a form says of the page that it stands on
UNREAD = "(something that I could not read)"
# Seconds until a page shows that has forgotten the talk; what is not done by then goes on behind it.
CLEARING, LEAVING = 4.0, 0.5
CLEARED = "cleared"  # in the address of the page that follows
AWAY = b"away="  # what the script sends that has left already


class ChatPage:
    """The requests of the chat page. `alerts` is what it says of them beforehand: `off`, `ask` or `at_once`.

    With `has_texts` people can text too, and who is signed in is led to the page about it. `closings` says what is switched off, and what to say meanwhile.
    `is_open` tells whether an adviser was asked into a conversation, or is in it; None where none can be.
    """

    def __init__(
        self,
        front_door: FrontDoor,
        journal: Journal,
        sessions: Sessions,
        database: Database,
        cookie: ChatCookie,
        offer: Offer,
        clock: Clock,
        root: str = "",
        alerts: str = "off",
        closings: Closings = lambda _channel: None,
        *,
        has_texts: bool = False,
        is_open: Optional[Callable[[str], bool]] = None,
    ) -> None:
        self.closings, self.has_texts, self._is_open = closings, has_texts, is_open
        self.front_door, self.journal, self.sessions, self.database = front_door, journal, sessions, database
        self.cookie, self.offer, self.clock, self.root, self.alerts = cookie, offer, clock, root, alerts
        self.pages, self.visits = Pages(), Visits(front_door, journal, sessions, database, clock)
        self.ending = Ending(front_door, self.visits)
        self._files = StaticFiles(directory=WEB / "static")

    def routes(self) -> list[Route]:
        """The routes of the page, and of what belongs to all pages."""
        seen = partial(end_what_was_left, cookie=self.cookie, ending=self.ending)
        return [
            route("/", GET=seen(self.show)),
            route("/message", POST=seen(self.ending.after(self.take, self.cookie))),
            route("/clear", POST=seen(self.clear)),
            route("/leave", POST=seen(self.leave)),
            route("/fresh.css", GET=seen(self.fresh)),
            route("/static/{file}", GET=seen(self.static)),
        ]

    async def static(self, request: Request) -> Response:
        """One of our own files. Raises HTTPException if there is none of this name."""
        # What we send is not kept anywhere, so nobody can want a part of it.
        request.scope["headers"] = [header for header in request.scope["headers"] if header[0] != b"range"]
        response = await self._files.get_response(request.path_params["file"], request.scope)
        del response.headers["accept-ranges"]
        return response

    async def show(self, request: Request) -> Response:
        """The page with the conversation so far."""
        token = self.cookie.read(request)
        if token and self.ending.is_ended(token):
            token = None
        visitor, lines = await self.visits.for_page(token) if token else (None, [])
        if token and visitor and visitor.is_ended:
            self.ending.remember(token)
            token, visitor, lines = None, None, []
        await self.front_door.lanes.let_pass()
        is_cleared = CLEARED in request.query_params
        is_live = await self.is_live(visitor)
        response = HTMLResponse(
            self._page(
                visitor, lines or [], is_whole=lines is not None, is_cleared=is_cleared, is_live=is_live
            )
        )
        # From the first page on: "Clear this chat" must find the first message even before it is answered.
        return response if token else self.cookie.write(response, self.visits.new_browser())

    async def take(self, request: Request) -> Response:
        """One message or button. Without script: back to the page. With script: the new lines."""
        form = read_form(request)
        if form and not any(field in form for field in FIELDS):
            raise UnreadableError(Unreadable.NOT_OUR_FORM)
        return await self.answer_to(request, form)

    async def answer_to(self, request: Request, form: Form) -> Response:
        """The reply to what a form of this page says, or to what was typed into another one."""
        token = self.cookie.read_or_new(request)
        with closing(self.front_door.place(self.sessions.token_hash(token))) as place:
            visit = await self.visits.with_message(token, form.get("text", ""), is_pressed="option" in form)
            if visit.is_ended:
                self.ending.remember(token)
            is_after_end = visit.follows_an_end and bool(self.cookie.read(request))
            incoming = self._incoming(form, visit, place, is_after_end=is_after_end)
            if visit.visitor is None:
                incoming = replace(incoming, is_kept=False, later=partial(self._later, token, incoming, form))
            reply = await self.front_door.handle(incoming)
        return self.cookie.give(request, self._response(request, visit.visitor, incoming, reply), token)

    async def is_live(self, visitor: Optional[Visitor]) -> bool:
        """Whether lines may come that the person does not ask for; no, where that can't be looked up in time."""
        if self._is_open is None or visitor is None or not _is_signed_in(visitor):
            return False
        try:
            return await self.front_door.lanes.pages.run(FOR_A_PAGE, self._is_open, visitor.conversation)
        except Exception as error:  # noqa: BLE001 - the page shows all the same
            logger.error("It is not known whether a talk is open: error=%s", type(error).__name__)
            return False

    async def clear(self, request: Request) -> Response:
        """Forget the conversation and sign out."""
        token = self.cookie.read(request)
        if token:
            await self.ending.end(token, CLEARING)
        return self.cookie.write(see_other(f"{self.root}/?{CLEARED}"), self.visits.new_browser())

    async def leave(self, request: Request) -> Response:
        """Forget the conversation, sign out and lead away from here; the script is away already and needs no answer."""
        token = self.cookie.read(request)
        if token:
            await self.ending.end(token, LEAVING)
        if sent_by(request).body.startswith(AWAY):
            return self.cookie.drop(Response(status_code=HTTPStatus.NO_CONTENT))
        return self.cookie.drop(HTMLResponse(self.pages.page("left.html", root=self.root)))

    async def fresh(self, request: Request) -> Response:
        """An empty style sheet for the pages that follow a talk that was ended.

        Without script, Chromium shows the page before it whole again on "back", though it was told not to store it. It does
        not once a cookie of ours has changed while that page was away.
        """
        return self.cookie.mark(Response(media_type="text/css"))

    def urgent(self, request: Request, answer: Answer) -> Response:
        """The urgent reply to something that could not be read as a message."""
        lines = _unkept(UNREAD, [answer])
        if wants_json(request):
            return self._json(lines, [answer])
        return HTMLResponse(self._page(None, lines))

    def trouble(self, request: Request, answer: Answer, status: int) -> Response:
        """The page of something that did not work, or the same for script."""
        if wants_json(request):
            return JSONResponse({"error": answer.lead}, status)
        return HTMLResponse(self.pages.page("trouble.html", answer=answer, **self.common(None)), status)

    def common(self, visitor: Optional[Visitor]) -> dict[str, Any]:
        """What every page shows."""
        return {
            "root": self.root,
            "urgent": ALWAYS,
            "councils": self.offer.councils(),
            "is_signed_in": _is_signed_in(visitor),
            "alerts": self.alerts,
            "has_texts": self.has_texts,
        }

    def _incoming(self, form: Form, visit: Visit, place: Place, *, is_after_end: bool) -> Incoming:
        return Incoming(
            channel=CHANNEL,
            conversation=visit.conversation,
            message_id=_message_id(visit.conversation, form),
            text=form.get("text", ""),
            option=form.get("option"),
            choice=self._council_choice(form.get("council")),
            waited=visit.waited,
            looked=visit.looked,
            is_alert_button=form.get("about") == "alert",
            is_after_end=is_after_end,
            is_after_sign_out=form.get(WHO) == SIGNED_IN and _is_stranger(visit.visitor),
            is_form=True,
            place=place,
        )

    def _later(self, token: str, incoming: Incoming, form: Form) -> Optional[Incoming]:
        """A message of a browser that nobody knew at the time, as it is kept now."""
        visitor = None if self.ending.is_ended(token) else self.visits.visit(token)
        if visitor is None or visitor.is_ended or visitor.is_held_back:
            return None
        id_ = _message_id(visitor.conversation, form)
        return replace(incoming, conversation=visitor.conversation, message_id=id_, is_kept=True)

    def _council_choice(self, place_id: Optional[str]) -> Optional[Choice]:
        if not place_id:
            return None
        place = next((council for council in self.offer.councils() if council.id == place_id), None)
        if place is None:
            return Choice(label="Another council", kind="council", value=self.offer.nation().id)
        return Choice(label=place.name, kind="council", value=place.id)

    def _response(
        self, request: Request, visitor: Optional[Visitor], incoming: Incoming, reply: Reply
    ) -> Response:
        is_kept = reply.lines is not None and visitor is not None and not visitor.is_held_back
        lines = reply.lines if reply.lines is not None and visitor else _unkept(incoming.text, reply.answers)
        if wants_json(request):
            # Without lines the script loads the page anew: what the signed-in person saw must not stand there any longer.
            is_anew = is_kept and incoming.is_after_sign_out and not has_urgent(reply.answers)
            return self._json([] if is_anew else lines, reply.answers, visitor)
        # Danger is answered at once: the page that would follow may not be able to read the talk.
        if is_kept and not has_urgent(reply.answers):
            return see_other(f"{self.root}/#latest")
        return HTMLResponse(self._page(visitor, lines))

    def _json(self, lines: list[Line], answers: list[Answer], visitor: Optional[Visitor] = None) -> Response:
        shown = {"root": self.root, "message_id": secrets.token_urlsafe(12)}
        return JSONResponse(
            {
                "html": self.pages.lines(lines, is_signed_in=_is_signed_in(visitor), **shown),
                "message_id": secrets.token_urlsafe(12),
                "is_live": any(answer.topic == HAND_OVER for answer in answers),
                "answers": [
                    answer.dict(exclude_defaults=True, include={"title", "lead", "topic", "urgency"})
                    for answer in answers
                ],
            }
        )

    def _page(
        self,
        visitor: Optional[Visitor],
        lines: list[Line],
        *,
        is_whole: bool = True,
        is_cleared: bool = False,
        is_live: bool = False,
    ) -> str:
        """The page with these lines. Without `is_whole` it says that the talk so far is missing."""
        said = self.closings(CHANNEL)
        return self.pages.page(
            "chat.html",
            lines=lines,
            is_whole=is_whole,
            is_cleared=is_cleared,
            is_live=is_live,
            closed=None if said is None else closed_words(said),
            help=HELP,
            message_id=secrets.token_urlsafe(12),
            **self.common(visitor),
        )


def _is_signed_in(visitor: Optional[Visitor]) -> bool:
    return bool(visitor and visitor.young_person_id is not None)


def _is_stranger(visitor: Optional[Visitor]) -> bool:
    """Somebody who is known to be signed in as nobody: where the database did not answer, that is not known."""
    return visitor is not None and visitor.young_person_id is None


def _message_id(conversation: str, form: Form) -> str:
    """The form's own id with what it says: the same form with other words is another message."""
    said = [form.get(field, "") for field in ("message_id", "text", "option", "council")]
    if not said[0]:
        return secrets.token_urlsafe(24)
    return hashlib.sha256(repr([conversation, *said]).encode("utf-8", "surrogatepass")).hexdigest()


def wants_json(request: Request) -> bool:
    """Whether script asks."""
    return "application/json" in request.headers.get("accept", "")


def _unkept(text: str, answers: list[Answer]) -> list[Line]:
    return [
        Line(id="now", text=text),
        *(Line(id="now", answer=answer.copy(update={"choices": ()})) for answer in answers),
    ]


def see_other(path: str) -> Response:
    """On to another page, with GET."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)
