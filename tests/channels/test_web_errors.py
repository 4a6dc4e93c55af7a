"""What can't be read: danger in it is answered at once, and whoever sends nothing else leaves time for others."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any, Optional

import pytest
from sanic.response import BaseHTTPResponse, text

from bot.answer import Answer
from bot.channels.web.web_errors import REFUSED_AFTER, handle_errors_of

pytestmark = pytest.mark.alone


class Page:
    """A page whose door finds what the test says."""

    def __init__(self, found: Optional[Answer], error: Optional[Exception] = None) -> None:
        """Keep what is found, and what fails."""
        self.front_door, self._found, self._error, self.looks = self, found, error, 0

    async def urgent_in(self, raw: bytes) -> Optional[Answer]:
        """As the front door."""
        self.looks += 1
        if self._error:
            raise self._error
        return self._found

    def urgent(self, _request: Any, answer: Answer) -> BaseHTTPResponse:
        """As the chat page."""
        return text(answer.lead)

    def trouble(self, _request: Any, _answer: Answer, status: int) -> BaseHTTPResponse:
        """As the chat page."""
        return text("refused", status=status)


async def answered(page: Page, body: bytes) -> tuple[str, float]:
    """What comes back for a body that nobody could read, and after how many seconds."""
    handlers: list[Any] = []
    handle_errors_of(SimpleNamespace(exception=lambda _kind: handlers.append), page)  # type: ignore[arg-type]
    started = time.monotonic()
    response = await handlers[0](SimpleNamespace(body=body, stream=None), ValueError("no form"))
    return response.body.decode(), time.monotonic() - started


async def test_danger_is_answered_at_once() -> None:
    """Nobody waits for the refusal of others."""
    said, seconds = await answered(Page(Answer(lead="ring 999")), b"\xff")
    assert (said, seconds < REFUSED_AFTER) == ("ring 999", True)


async def test_a_refusal_takes_a_tenth_of_a_second() -> None:
    """So that ten clients that send nothing else take a hundred turns a second at most."""
    said, seconds = await answered(Page(None), b"\xff")
    assert (said, seconds >= REFUSED_AFTER) == ("refused", True)


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
