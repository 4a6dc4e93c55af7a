"""Who asks for which address: what our own proxies say of it is believed, and nothing else."""

from __future__ import annotations

from typing import Optional

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.identity.sign_in.network_places import host_of

_SCHEMES = ("http", "https")


class PlainPaths:
    """Before the routes: slashes at the end do not count, and an address with percent signs is none of ours.

    So nothing that is spelt in another way (`/static/%2e%2e/`, `%00`) reaches a route.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http":
            scope["path"] = scope["raw_path"].decode("ascii").rstrip("/") or "/"
        await self._app(scope, receive, send)


class BehindProxies:
    """Before the routes: the address, host and scheme that `count` proxies of ours pass on become the request's own.

    They are read from the `X-Forwarded-` headers alone. `Forwarded` (RFC 7239) is never believed: a proxy that does not know it
    lets through what anybody wrote there.
    """

    def __init__(self, app: ASGIApp, count: int) -> None:
        self._app, self._count = app, count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http" and self._count:
            _believe(scope, self._count)
        await self._app(scope, receive, send)


def address_of(request: Request) -> str:
    """The network address that a request comes from."""
    return request.client.host if request.client else ""


def _believe(scope: Scope, count: int) -> None:
    headers = MutableHeaders(scope=scope)
    said = _listed(headers, "x-forwarded-for")
    if len(said) < count:
        return
    address = host_of(said[-count])
    if address:  # else the proxy itself counts as the one who asks
        scope["client"] = (address, 0)
    scheme = _passed_on(headers, "x-forwarded-proto", count)
    scope["scheme"] = scheme if scheme in _SCHEMES else scope["scheme"]
    headers["host"] = _passed_on(headers, "x-forwarded-host", count) or headers.get("host", "").lower()


def _passed_on(headers: Headers, name: str, count: int) -> Optional[str]:
    """What the outermost of our proxies saw, counted from the right: what stands before it was written by anybody.

    A proxy that replaces what was there, as most do with these, leaves one entry alone.
    """
    said = _listed(headers, name)
    return said[-min(count, len(said))].lower() if said else None


def _listed(headers: Headers, name: str) -> list[str]:
    """The entries of a header that may be sent in several lines; empty ones do not count."""
    return [part.strip() for part in ",".join(headers.getlist(name)).split(",") if part.strip()]
