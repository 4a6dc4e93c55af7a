"""The page's lines that nobody asked for just now: what an adviser wrote, and that a talk with them began or ended.

To ask for them is no visit: a page that is left open signs nobody's session on.
"""

from __future__ import annotations

import secrets
from typing import Optional

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.web.chat_page import ChatPage
from bot.channels.web.web_routes import route
from bot.delivery.conversation.journal import Line
from bot.delivery.in_time import FOR_A_PAGE
from bot.identity.sign_in.sessions import Visitor

NOTHING = {"html": "", "newest": "", "is_live": False}


class NewsPage:
    """What the script of a chat page asks for while a talk is handed over, or waits to be."""

    def __init__(self, page: ChatPage) -> None:
        self._page = page

    def routes(self) -> list[Route]:
        """Its address."""
        return [route("/news", GET=self.news)]

    async def news(self, request: Request) -> Response:
        """The lines behind the one that is named in `after`, as HTML; nothing where nobody is signed in any more."""
        page, token = self._page, self._page.cookie.read(request)
        if not token or page.ending.is_ended(token):
            return JSONResponse(NOTHING)
        found = await page.front_door.lanes.pages.run(FOR_A_PAGE, page.visits.peek, token)
        if found is None:
            return JSONResponse(NOTHING)
        visitor, lines = found
        after = request.query_params.get("after", "")
        return JSONResponse(self._shown(visitor, lines, after) | {"is_live": await page.is_live(visitor)})

    def _shown(self, visitor: Visitor, lines: list[Line], after: str) -> dict[str, object]:
        new = _behind(lines, after)
        if new is None:  # the line that the page shows last is wiped, and so is the rest of it
            return {"html": "", "newest": ""}
        shown = {"root": self._page.root, "message_id": secrets.token_urlsafe(12)}
        html = self._page.pages.lines(new, is_signed_in=visitor.young_person_id is not None, **shown)
        return {"html": html if new else "", "newest": lines[-1].id if lines else ""}


def _behind(lines: list[Line], after: str) -> Optional[list[Line]]:
    """The lines behind one; all where none is named, None where it is not there."""
    if not after:
        return lines
    place = next((place for place, line in enumerate(lines) if line.id == after), None)
    return None if place is None else lines[place + 1 :]
