"""Two pages that the app in Teams names: what it keeps of whom, and what it is for. Everybody may read them."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.channels.staff.staff_render import StaffViews
from bot.channels.web.web_routes import route

PRIVACY, TERMS = "/staff/privacy", "/staff/terms"


def terms_routes(views: StaffViews) -> list[Route]:
    """Their routes."""

    async def privacy(_request: Request) -> Response:
        return HTMLResponse(views.privacy())

    async def terms(_request: Request) -> Response:
        return HTMLResponse(views.terms())

    return [route(PRIVACY, GET=privacy), route(TERMS, GET=terms)]
