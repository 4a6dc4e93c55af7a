"""What a browser gets when a request fails: a page with people to turn to, never a bare error.

What was sent is looked at first: danger that nobody could read as a message gets the urgent reply all the same.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from typing import Any, Callable, Optional

from sanic import Blueprint, Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import BaseHTTPResponse, text

from bot.answer import Answer
from bot.answer_text import plain_text
from bot.channels.web.chat_page import ChatPage, add_safe_headers
from bot.channels.web.web_body import FORM, Unreadable, UnreadableError, sent
from bot.phrase_files import PhraseError
from bot.phrases import PhraseSet, phrase
from bot.safeguarding.help_line import HELP
from bot.safeguarding.replies import something_went_wrong

logger = logging.getLogger(__name__)

SERVER_ERROR = 500
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
}


def handle_errors(app: Sanic, page: ChatPage) -> None:
    """Answer every failed request of the app with a page."""
    app.error_handler.add(Exception, _handler(page))


def handle_errors_of(blueprint: Blueprint, page: ChatPage) -> Blueprint:
    """The blueprint, whose failed requests are answered so in every app that it is part of."""
    blueprint.exception(Exception)(_handler(page))
    return blueprint


def _handler(page: ChatPage) -> Callable[[Request, Exception], Any]:
    async def handle(request: Request, error: Exception) -> BaseHTTPResponse:
        refusal = _refused(page, request, error)  # first, because it is logged
        raw = await _sent(request)
        response = await _urgent(page, request, raw) if raw else None
        if response is None and raw:
            await asyncio.sleep(REFUSED_AFTER)
        response = response or refusal
        await add_safe_headers(request, response)
        return response

    return handle


async def _sent(request: Request) -> bytes:
    """What was sent; nothing if it can't be had."""
    try:
        return await sent(request)
    except Exception as error:  # noqa: BLE001 - the refusal names urgent help
        logger.error("What was sent could not be read: error=%s", type(error).__name__)
        return b""


async def _urgent(page: ChatPage, request: Request, raw: bytes) -> Optional[BaseHTTPResponse]:
    """The urgent reply, if what was sent shows danger outright."""
    try:
        answer = await page.front_door.urgent_in(raw)
        return page.urgent(request, answer) if answer else None
    except Exception as error:  # noqa: BLE001 - the refusal names urgent help too
        logger.error("What was sent could not be looked at: error=%s", type(error).__name__)
        return None


def _refused(page: ChatPage, request: Request, error: Exception) -> BaseHTTPResponse:
    status = error.status_code if isinstance(error, SanicException) else SERVER_ERROR
    answer = _answer(status, error)
    try:
        return page.trouble(request, answer, status)
    except Exception as failure:  # noqa: BLE001 - even with the templates broken the numbers are shown
        logger.error("The page of trouble failed: error=%s", type(failure).__name__)
        return text(plain_text(answer), status=status)


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
