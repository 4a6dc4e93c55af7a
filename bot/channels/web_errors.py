"""What a browser gets when a request fails: a page with people to turn to, never a bare error."""

from __future__ import annotations

import logging
import uuid
from typing import Any, Callable

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import BaseHTTPResponse, html, text

from bot.answer import Answer
from bot.answer_text import plain_text
from bot.channels.web import ChatPage, add_safe_headers
from bot.safeguarding.replies import something_went_wrong

logger = logging.getLogger(__name__)

SERVER_ERROR = 500
_WHAT = {
    403: "That form came from another page, so I did not take it.",
    404: "There is no page at this address.",
    405: "There is no page at this address.",
    413: "That was too much at once.",
}


def handle_errors(app: Sanic, page: ChatPage) -> None:
    """Answer every failed request of the app with a page."""
    app.error_handler.add(Exception, _handler(page))


def _handler(page: ChatPage) -> Callable[[Request, Exception], Any]:
    async def handle(request: Request, error: Exception) -> BaseHTTPResponse:
        status = error.status_code if isinstance(error, SanicException) else SERVER_ERROR
        answer = _answer(status, error)
        response = _page(page, answer, status)
        await add_safe_headers(request, response)
        return response

    return handle


def _answer(status: int, error: Exception) -> Answer:
    if status in _WHAT:
        return Answer(title="That did not work", lead=f"{_WHAT[status]} In danger? Ring 999.")
    error_id = uuid.uuid4().hex[:12]
    logger.error("A request failed: error_id=%s error=%s", error_id, type(error).__name__)
    return something_went_wrong(error_id)


def _page(page: ChatPage, answer: Answer, status: int) -> BaseHTTPResponse:
    try:
        return html(page.pages.page("trouble.html", answer=answer, **page.common(None)), status=status)
    except Exception as error:  # noqa: BLE001 - even with the templates broken the numbers are shown
        logger.error("The page of trouble failed: error=%s", type(error).__name__)
        return text(plain_text(answer), status=status)
