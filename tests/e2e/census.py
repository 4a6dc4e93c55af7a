"""What the server answers to every kind of request: a table, made by asking a real server.

Start a server with `LOCALOFFER_STATE=/tmp/census .venv/bin/localoffer serve`, and then
`.venv/bin/python tests/e2e/census.py http://localhost:5005 > tests/e2e/census.txt`.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import socket
import sys
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit

STATIC = Path(__file__).resolve().parents[2] / "bot" / "web" / "static"
FORM = "application/x-www-form-urlencoded"
ROUTES = (
    "/",
    "/message",
    "/clear",
    "/leave",
    "/fresh.css",
    "/sign-in",
    "/sign-in/code",
    "/sign-out",
    "/texts",
    "/staff",
    "/staff/sign-in",
    "/staff/callback",
    "/staff/sign-out",
    "/staff/alerts/acknowledge",
    "/staff/calls/done",
    "/staff/people/1",
    "/staff/people/1/texts",
    "/staff/people/1/contacts",
    "/staff/people/1/reviews",
    "/staff/people/1/calls",
    "/staff/people/1/undo",
    "/staff/people/1/moves/start_review",
    "/staff/people/1/views",
    "/staff/teams",
    "/staff/terms",
    "/staff/privacy",
    "/news",
    "/teams/messages",
    "/health",
)
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")
PATHS = (
    "/no-such-page",
    "/?cleared",
    "/?x=1",
    "//",
    "///",
    "//sign-in",
    "/sign-in/",
    "/sign-in//",
    "/sign-in/code/",
    "/staff/",
    "/health/",
    "/fresh.css/",
    "/SIGN-IN",
    "/sign%2din",
    "/sign-in%2fcode",
    "/sign-in?x=%ff",
    "/static",
    "/static/",
    "/static/style.css",
    "/static/style.css/",
    "/static/no-such.css",
    "/static/../server.py",
    "/static/../static/style.css",
    "/static/%2e%2e/templates/chat.html",
    "/static/..%2ftemplates/chat.html",
    "/static/%2e%2e%2f%2e%2e%2fserver.py",
    "/static/..%5ctemplates%5cchat.html",
    "/static//etc/passwd",
    "/static/%2fetc/passwd",
    "/static/%00",
    "/static/style.css%00.txt",
    "/static/" + "x" * 300,
    "/static/" + "x/" * 300,
    "/static/%ff",
    "/static/%",
    "/static/%zz",
    "/%ff%fe",
    "/" + "x" * 5_000,
    "/" + "%41" * 2_000,
)
FORMS = (
    ("/message", "text=hello", {}),
    ("/message", "text=hello", {"Accept": "application/json"}),
    ("/message", "text=i+want+to+kill+myself", {"Accept": "application/json"}),
    ("/message", "text=hello", {"Origin": "https://elsewhere.example"}),
    ("/message", "text=hello", {"Sec-Fetch-Site": "cross-site"}),
    ("/message", "text=hello", {"Origin": "http://census.example", "Host": "census.example"}),
    ("/message", "text=hello", {"Cookie": "localoffer=junk"}),
    ("/message", "text=hello", {"Cookie": "localoffer=\xe9\x80; ;;=; a"}),
    ("/message", "other=1", {}),
    ("/message", "{}", {"Content-Type": "application/json"}),
    ("/message", "text=" + "x" * 262_144, {}),
    ("/message", "text=hello", {"Expect": "something"}),
    ("/sign-in", "phone=12", {}),
    ("/sign-in", "phone=07700+900101", {}),
    ("/sign-in/code", "code=1", {}),
    ("/clear", "x=1", {}),
    ("/leave", "away=1", {}),
    ("/leave", "", {"Cookie": "localoffer-left=1"}),
    ("/sign-out", "", {}),
    ("/texts", "pin=8264", {}),
    ("/texts", "pin=i+want+to+kill+myself", {}),
    ("/no-such-page", "text=i+want+to+kill+myself", {}),
    ("/static/style.css", "text=i+want+to+kill+myself", {}),
    ("/health", "x=1", {}),
)


@dataclass(frozen=True)
class Asked:
    """A request."""

    method: str
    target: str
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """As the table shows it."""
        given = [f"{name}: {value}" for name, value in self.headers]
        said = [short(self.body)] if self.body else []
        return " ".join([self.method, short(self.target), *map(ascii, [*given, *said])])


def short(text: str) -> str:
    """A long text as its beginning and its length."""
    return text if len(text) < 70 else f"{text[:30]}...({len(text)})"


def every_request() -> list[Asked]:
    """Each route with each method, odd paths, and forms."""
    forms = [
        Asked("POST", path, body, tuple({"Content-Type": FORM, **headers}.items()))
        for path, body, headers in FORMS
    ]
    on_routes = [Asked(method, path) for path in ROUTES for method in METHODS]
    on_static = [Asked(method, "/static/style.css") for method in METHODS]
    return [*on_routes, *on_static, *[Asked("GET", path) for path in PATHS], *forms]


def table(url: str, *, with_bodies: bool = False) -> str:
    """The whole table. With bodies: a hash of each, without what is made anew each time."""
    return "".join(f"{asked}\n    {answered(url, asked, with_bodies)}\n" for asked in every_request())


def answered(url: str, asked: Asked, with_bodies: bool) -> str:
    """What comes back, in a line."""
    try:
        response, body = exchange(url, asked)
    except (OSError, http.client.HTTPException) as error:
        return f"no answer: {type(error).__name__}"
    parts = [str(response.status), *headers(response), *cookies(response), content(response, body)]
    return " | ".join([*parts, hashed(body)] if with_bodies else parts)


def exchange(url: str, asked: Asked) -> tuple[http.client.HTTPResponse, bytes]:
    """Ask on a connection of its own, target and headers just as they stand."""
    where = urlsplit(url)
    given = {"Host": where.netloc, "Connection": "close", **dict(asked.headers)}
    if asked.body:
        given["Content-Length"] = str(len(asked.body))
    lines = [
        f"{asked.method} {asked.target} HTTP/1.1",
        *[f"{name}: {value}" for name, value in given.items()],
    ]
    raw = ("\r\n".join(lines) + "\r\n\r\n" + asked.body).encode("latin-1")
    with socket.create_connection((where.hostname, where.port), timeout=30) as connection:
        connection.sendall(raw)
        response = http.client.HTTPResponse(connection, method=asked.method)
        response.begin()
        return response, response.read()


def headers(response: http.client.HTTPResponse) -> list[str]:
    """Every header but those that change each time; the policy as a hash."""
    left_out = ("set-cookie", "date", "content-length", "last-modified", "etag", "connection")
    found = sorted(
        (name.lower(), value) for name, value in response.getheaders() if name.lower() not in left_out
    )
    return [f"{name}: {in_short(name, value)}" for name, value in found]


def in_short(name: str, value: str) -> str:
    """A header's value: the policy as a hash, methods in order."""
    if name == "content-security-policy":
        return hashlib.sha256(value.encode()).hexdigest()[:8]
    return ", ".join(sorted(value.split(", "))) if name == "allow" else value


def cookies(response: http.client.HTTPResponse) -> list[str]:
    """Each cookie with all its attributes, its value as whether there is one."""
    found = []
    for name, value in response.getheaders():
        if name.lower() == "set-cookie":
            for cookie in SimpleCookie(value).values():
                kept = sorted(f"{key}={part}".lower() for key, part in cookie.items() if part != "")
                found.append(f"cookie {cookie.key}={'...' if cookie.value else ''} {' '.join(kept)}")
    return sorted(found)


def content(response: http.client.HTTPResponse, body: bytes) -> str:
    """What kind of body it is: a page by its title, JSON by its fields, a file of ours, or nothing."""
    if not body:
        return "no body"
    kind = response.getheader("content-type", "")
    if kind.startswith("text/html"):
        found = re.search(rb"<title>(.*?)</title>", body)
        return f"page {found.group(1).decode()!r} {heading(body)}" if found else f"{short(body.decode())!r}"
    if kind == "application/json":
        return f"json of {', '.join(sorted(json.loads(body)))}"
    return next(
        (f"file {file.name}" for file in STATIC.iterdir() if file.read_bytes() == body), short(repr(body))
    )


def heading(body: bytes) -> str:
    """The first heading or the first urgent answer of a page."""
    said = [
        b"really glad you told me",
        b"There is no page",
        b"too much at once",
        b"another page",
        b"can't read",
    ]
    return ", ".join(part.decode() for part in said if part in body)


def hashed(body: bytes) -> str:
    """The body without what is made anew each time."""
    same = re.sub(rb'[A-Za-z0-9_-]{16}(?=")|[0-9a-f]{12,}|value="[^"]{20,}"', b"", body)
    return hashlib.sha256(same).hexdigest()[:12]


if __name__ == "__main__":
    sys.stdout.write(table(sys.argv[1], with_bodies="--bodies" in sys.argv))
