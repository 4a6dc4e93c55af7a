"""What a browser gets when a request fails: a page with people to turn to, never a bare error.

What was sent is looked at first: danger that nobody could read as a message gets the urgent reply all the same.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from http import HTTPStatus
from typing import Mapping, Optional

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.answer import Answer
from bot.answer_text import plain_text
from bot.channels.web.chat_page import ChatPage
from bot.channels.web.ending import see_what_was_left
from bot.channels.web.web_body import FORM, Unreadable, UnreadableError, sent_by
from bot.channels.web.web_routes import add_safe_headers
from bot.phrase_files import PhraseError
from bot.phrases import PhraseSet, phrase
from bot.safeguarding.help_line import HELP
from bot.safeguarding.replies import something_went_wrong
from bot.serving.strict_http import REFUSED

logger = logging.getLogger(__name__)

REFUSED_AFTER = (
    0.1  # seconds: whoever sends again and again what can't be read leaves time for those who can be helped
)
_WHAT = PhraseSet("refused_requests.what", ("unreadable", "elsewhere", "no_page", "late", "too_much"))
_WHY = PhraseSet("refused_requests.why", Unreadable)
_FOR_BUILDERS = f"If you built what sent this: a message is a form ({FORM}) in UTF-8, with the field `text`."
_KINDS = {
    400: "unreadable",
    403: "elsewhere",
    404: "no_page",
    405: "no_page",
    408: "late",
    413: "too_much",
    417: "unreadable",
    431: "unreadable",
    501: "unreadable",
}


class Refusals:
    """Answers every failed request with a page."""

    def __init__(self, page: ChatPage) -> None:
        self._page = page

    async def answer(self, request: Request, error: Exception) -> Response:
        """The urgent reply, or what was wrong and people to turn to. Never raises."""
        refusal = self._refused(request, error)  # first, because it is logged
        raw = await _sent(request)
        response = await self._urgent(request, raw) if raw else None
        if response is None and raw:
            await asyncio.sleep(REFUSED_AFTER)
        return self._finished(request, response or refusal)

    async def _urgent(self, request: Request, raw: bytes) -> Optional[Response]:
        """The urgent reply, if what was sent shows danger outright."""
        try:
            answer = await self._page.front_door.urgent_in(raw)
            return self._page.urgent(request, answer) if answer else None
        except Exception as error:  # noqa: BLE001 - the refusal names urgent help too
            logger.error("What was sent could not be looked at: error=%s", type(error).__name__)
            return None

    def _refused(self, request: Request, error: Exception) -> Response:
        status = _status(request, error)
        answer = _answer(status, error)
        try:
            response = self._page.trouble(request, answer, status)
        except Exception as failure:  # noqa: BLE001 - even with the templates broken the numbers are shown
            logger.error("The page of trouble failed: error=%s", type(failure).__name__)
            response = PlainTextResponse(plain_text(answer), status)
        response.headers.update(_headers(request, error))
        return response

    def _finished(self, request: Request, response: Response) -> Response:
        see_what_was_left(request, self._page.cookie, self._page.ending)
        self._page.cookie.settle(request, response)
        if REFUSED in request.scope or not sent_by(request).is_whole:
            response.headers["Connection"] = "close"  # the rest of it must not be taken for another request
        return add_safe_headers(response)


async def _sent(request: Request) -> bytes:
    """What was sent; nothing if it can't be had."""
    try:
        return await sent_by(request).to_look_at()
    except Exception as error:  # noqa: BLE001 - the refusal names urgent help
        logger.error("What was sent could not be read: error=%s", type(error).__name__)
        return b""


def _status(request: Request, error: Exception) -> int:
    if not isinstance(error, HTTPException):
        return HTTPStatus.INTERNAL_SERVER_ERROR
    return int(request.scope.get(REFUSED, error.status_code))


def _headers(request: Request, error: Exception) -> Mapping[str, str]:
    """What the refusal itself says, such as the methods that an address takes; of what is no HTTP it knows nothing."""
    if REFUSED in request.scope or not isinstance(error, HTTPException):
        return {}
    return error.headers or {}


def _answer(status: int, error: Exception) -> Answer:
    """What went wrong, where there are words for it; else, and where these words can't be read, the apology."""
    try:
        answer = _told(status, error)
    except PhraseError as fault:
        answer, error = None, fault
    if answer is not None:
        return answer
    error_id = uuid.uuid4().hex[:12]
    logger.error("A request failed: error_id=%s error=%s", error_id, type(error).__name__)
    return something_went_wrong(error_id)


def _told(status: int, error: Exception) -> Optional[Answer]:
    if isinstance(error, UnreadableError):
        return Answer(
            title=phrase("refused_requests.unread_title"),
            lead=f"{phrase('refused_requests.unread', why=_WHY[error.why])} {HELP}",
            notes=(_FOR_BUILDERS,),
        )
    if status in _KINDS:
        return Answer(title=phrase("refused_requests.title"), lead=f"{_WHAT[_KINDS[status]]} {HELP}")
    return None
