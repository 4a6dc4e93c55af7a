"""Requests as the server hands them to a page, without a server."""

from __future__ import annotations

from contextlib import suppress
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from bot.channels.web.web_body import sent_by

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.responses import Response


def asked(
    path: str = "/",
    headers: Mapping[str, str] | None = None,
    parts: Sequence[bytes] = (),
    method: str = "GET",
    **more: Any,
) -> Request:
    """A request whose body comes in these parts; after them the browser is gone, unless the last one was empty."""
    given = {"host": "testserver", **({"transfer-encoding": "chunked"} if parts else {}), **(headers or {})}
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "server": ("testserver", 80),
        "client": ("192.0.2.1", 1),
        "root_path": "",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
        **more,
    }
    coming = iter(parts)

    async def receive() -> dict[str, Any]:
        """The next part."""
        part = next(coming, None)
        if part is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": part, "more_body": bool(part)}

    return Request(scope, receive)


def posted(body: bytes, content_type: str) -> Request:
    """A post whose body has been taken in, also if it is larger than the server would take."""
    request = asked("/message", {"content-type": content_type}, [body, b""] if body else (), "POST")
    with suppress(StopIteration):  # nothing of it waits, so no loop is needed
        sent_by(request)._take(len(body)).send(None)
    return request


def cookies_in(response: Response) -> SimpleCookie:
    """What a response gives or takes."""
    found: SimpleCookie = SimpleCookie()
    for name, value in response.raw_headers:
        if name == b"set-cookie":
            found.load(value.decode("latin-1"))
    return found
