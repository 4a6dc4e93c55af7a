"""What every page's requests have in common, whatever the page."""

from __future__ import annotations

from http import HTTPStatus
from typing import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.web.web_body import sent_by

Handler = Callable[[Request], Awaitable[Response]]

_POLICY = "content-security-policy"
_MAY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'{also}; frame-ancestors 'none'; base-uri 'none'"
)
_SAFE = {
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    _POLICY: _MAY.format(also=""),
}
_SAFE_AS_SENT = [(name.encode(), value.encode()) for name, value in _SAFE.items()]


def route(path: str, **handlers: Handler) -> Route:
    """A route with a handler for each method: `route("/sign-in", GET=ask, POST=take)`. HEAD is answered as GET without a body."""

    async def endpoint(request: Request) -> Response:
        await sent_by(request).whole()
        refuse_other_origins(request)
        handler = handlers[request.method if request.method in handlers else "GET"]
        return add_safe_headers(await handler(request))

    return Route(path, endpoint, methods=list(handlers))


def refuse_other_origins(request: Request) -> None:
    """Refuse a post that another site's page made. Raises HTTPException."""
    if request.method == "POST" and _is_from_elsewhere(request):
        raise HTTPException(HTTPStatus.FORBIDDEN)


def _is_from_elsewhere(request: Request) -> bool:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("origin")
    try:
        return bool(origin) and urlsplit(origin).netloc != request.headers.get("host")
    except ValueError:  # an origin that is no address
        return True


def add_safe_headers(response: Response) -> Response:
    """Nothing is cached, framed or sent on to other sites. What the response says of it itself stands."""
    said = {name for name, _ in response.raw_headers}
    response.raw_headers.extend(header for header in _SAFE_AS_SENT if header[0] not in said)
    return response


def allow_form_to(response: Response, origin: str) -> Response:
    """Let the page's form lead to another site: Chromium holds `form-action` against redirects too."""
    response.headers[_POLICY] = _MAY.format(also=f" {origin}")
    return response
