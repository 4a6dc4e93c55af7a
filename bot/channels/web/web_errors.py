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
from bot.channels.web.web_body import FORM, UnreadableError, sent_by
from bot.channels.web.web_routes import add_safe_headers
from bot.safeguarding.help_line import HELP
from bot.safeguarding.replies import something_went_wrong
from bot.serving.strict_http import REFUSED

logger = logging.getLogger(__name__)

REFUSED_AFTER = (
    0.1  # seconds: whoever sends again and again what can't be read leaves time for those who can be helped
)
_WHAT = {
    400: "Your browser sent something that I can't read.",
    403: "That form came from another page, so I did not take it.",
    404: "There is no page at this address.",
    405: "There is no page at this address.",
    408: "That took too long to arrive. Please send it again.",
    413: "That was too much at once. Please send less.",
    417: "Your browser sent something that I can't read.",
    431: "Your browser sent something that I can't read.",
    501: "Your browser sent something that I can't read.",
}
_UNREADABLE = "I could not read that, because {what}. Please type it into the chat page."
_FOR_BUILDERS = f"If you built what sent this: a message is a form ({FORM}) in UTF-8, with the field `text`."


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
    if isinstance(error, UnreadableError):
        lead = f"{_UNREADABLE.format(what=error.detail)} {HELP}"
        return Answer(title="I could not read that", lead=lead, notes=(_FOR_BUILDERS,))
    if status in _WHAT:
        return Answer(title="That did not work", lead=f"{_WHAT[status]} {HELP}")
    error_id = uuid.uuid4().hex[:12]
    logger.error("A request failed: error_id=%s error=%s", error_id, type(error).__name__)
    return something_went_wrong(error_id)
