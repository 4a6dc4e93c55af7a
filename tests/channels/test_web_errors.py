"""What can't be read: danger in it is answered at once, and whoever sends nothing else leaves time for others."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Optional

import pytest
from asking import asked, cookies_in
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from bot.answer import Answer
from bot.channels.web.cookie import LEFT, ChatCookie
from bot.channels.web.web_errors import REFUSED_AFTER, Refusals

pytestmark = pytest.mark.alone


class Page:
    """A page whose door finds what the test says."""

    def __init__(self, found: Optional[Answer], error: Optional[Exception] = None) -> None:
        """Keep what is found, and what fails."""
        self.front_door, self._found, self._error, self.looks = self, found, error, 0
        self.ending, self.cookie, self.ended = self, ChatCookie(b"a secret for tests", is_secure=False), []

    def begin(self, token: str) -> None:
        """As what ends sessions."""
        self.ended.append(token)

    async def urgent_in(self, raw: bytes) -> Optional[Answer]:
        """As the front door."""
        self.looks += 1
        if self._error:
            raise self._error
        return self._found

    def urgent(self, _request: Any, answer: Answer) -> Response:
        """As the chat page."""
        return PlainTextResponse(answer.lead)

    def trouble(self, _request: Any, _answer: Answer, status: int) -> Response:
        """As the chat page."""
        return PlainTextResponse("refused", status)


async def answered(page: Page, body: bytes) -> tuple[str, float]:
    """What comes back for a body that nobody could read, and after how many seconds."""
    started = time.monotonic()
    response = await Refusals(page).answer(asked(parts=[body, b""]), ValueError("no form"))  # type: ignore[arg-type]
    return bytes(response.body).decode(), time.monotonic() - started


async def test_danger_is_answered_at_once() -> None:
    """Nobody waits for the refusal of others."""
    said, seconds = await answered(Page(Answer(lead="ring 999")), b"\xff")
    assert (said, seconds < REFUSED_AFTER) == ("ring 999", True)


async def test_a_refusal_takes_a_tenth_of_a_second() -> None:
    """So that ten clients that send nothing else take a hundred turns a second at most."""
    said, seconds = await answered(Page(None), b"\xff")
    assert said == "refused"
    assert seconds > REFUSED_AFTER * 0.9  # uvloop, which Sanic may have set, wakes up to a millisecond early


async def test_where_nothing_was_sent_nothing_is_looked_at() -> None:
    """A page that is not there is told at once, whatever else is busy."""
    page = Page(None)
    said, seconds = await answered(page, b"")
    assert (said, seconds < REFUSED_AFTER, page.looks) == ("refused", True, 0)


@pytest.mark.parametrize(
    "error", [asyncio.TimeoutError(), RuntimeError("no thread")], ids=["too busy", "broken"]
)
async def test_a_look_that_fails_leaves_the_refusal(error: Exception) -> None:
    """It names urgent help too."""
    said, _ = await answered(Page(None, error), b"\xff")
    assert said == "refused"


async def test_a_refusal_says_what_the_address_takes() -> None:
    """And has every header of a page."""
    error = HTTPException(405, headers={"Allow": "GET"})
    response = await Refusals(Page(None)).answer(asked(), error)  # type: ignore[arg-type]
    assert (response.status_code, response.headers["allow"]) == (405, "GET")
    assert response.headers["cache-control"] == "no-store"


async def test_a_browser_that_left_in_a_hurry_is_a_stranger_after_a_refusal_too() -> None:
    """Its session is ended before its mark is taken back."""
    page, given = Page(None), Response()
    token = cookies_in(page.cookie.write(given, "token"))[page.cookie.name].value
    request = asked(headers={"cookie": f"{page.cookie.name}={token}; {LEFT}=1"})
    response = await Refusals(page).answer(request, HTTPException(404))  # type: ignore[arg-type]
    assert page.ended == ["token"]
    assert {name: cookie["max-age"] for name, cookie in cookies_in(response).items()} == {
        page.cookie.name: "0",
        "localoffer-known": "0",
        LEFT: "0",
    }
