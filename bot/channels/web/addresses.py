"""Who asks for which address: what our own proxies say of it is believed, and nothing else."""

from __future__ import annotations

from typing import Optional

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send


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
    """Before the routes: the address, host and scheme that `count` proxies of ours pass on become the request's own."""

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
    address = _passed_on(headers, count)
    if address is None:
        return
    scope["client"] = (address, 0)
    scope["scheme"] = headers.get("x-forwarded-proto", scope["scheme"]).lower()
    headers["host"] = headers.get("x-forwarded-host", headers.get("host", "")).lower()


def _passed_on(headers: Headers, count: int) -> Optional[str]:
    """What the outermost of our proxies saw, counted from the right: what stands before it was written by anybody."""
    said = ",".join(headers.getlist("x-forwarded-for")).split(",")
    addresses = [address.strip() for address in said if address.strip()]
    return addresses[-count].lower() if len(addresses) >= count else None
