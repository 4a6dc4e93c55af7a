"""Teams' service as a real HTTP server on this machine: it gives tokens, takes activities, and fails as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict, deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from bot.channels.teams.outbound_token import TeamsApp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

APP_ID, SECRET, TENANT = "invented-app", "a secret for tests", "invented-tenant"
BLOCKED = {
    "errorCode": 209,
    "message": '{\r\n  "subCode": "MessageWritesBlocked",\r\n  "details": "Thread is not writable: null"\r\n}',
}


@dataclass(frozen=True)
class Told:
    """What it answers to one post: a status, headers, a body; after so many seconds; or nothing at all, when it hangs up."""

    status: int = 201
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    seconds: float = 0.0
    is_hung_up: bool = False


@dataclass(frozen=True)
class Posted:
    """One activity that it took."""

    chat: str
    activity: dict[str, Any]
    token: str
    at: float


@dataclass
class Service:
    """What it took, what it was asked for, and what it answers next."""

    address: str
    posted: list[Posted] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)  # every post: its path as it came, its token
    token_forms: list[Mapping[str, list[str]]] = field(default_factory=list)
    tokens: deque[Told] = field(default_factory=deque)  # instead of a token
    answers: defaultdict[str, deque[Told]] = field(default_factory=lambda: defaultdict(deque))  # by chat
    life: float = 3600.0  # seconds that a token is said to live
    every_tenth: Told | None = None
    body_when_taken: bool = True
    _good: str = ""
    _count: int = 0
    _lock: Any = field(default_factory=threading.Lock)

    def app(self) -> TeamsApp:
        """Our bot, whose tokens it gives."""
        return TeamsApp(APP_ID, TENANT, f"{self.address}/token", SECRET)

    def of(self, chat: str) -> list[dict[str, Any]]:
        """What a chat shows, in order."""
        with self._lock:
            return [one.activity for one in self.posted if one.chat == chat]

    def forget_tokens(self) -> None:
        """No token that it gave is good any more."""
        self._good = "none"

    def token(self, form: Mapping[str, list[str]]) -> Told:
        """What is answered to a request for a token."""
        with self._lock:
            self.token_forms.append(form)
            if self.tokens:
                return self.tokens.popleft()
            self._good = f"token {len(self.token_forms)}"
            return Told(
                200, body={"token_type": "Bearer", "access_token": self._good, "expires_in": self.life}
            )

    def take(self, path: str, chat: str, token: str, activity: dict[str, Any]) -> Told:
        """What is answered to a post; it is kept, if that says that it was taken."""
        with self._lock:
            self.asked.append((path, token))
            told = self._told(chat, token)
            if told.status in (200, 201, 202) and not told.is_hung_up:
                self.posted.append(Posted(chat, activity, token, time.monotonic()))
                if told.status == 201 and told.body is None and self.body_when_taken:
                    return Told(201, body={"id": f"id {len(self.posted)}"}, seconds=told.seconds)
            return told

    def _told(self, chat: str, token: str) -> Told:
        if self.answers[chat]:
            return self.answers[chat].popleft()
        if token != self._good:
            return Told(401)
        self._count += 1
        if self.every_tenth and self._count % 10 == 0:
            return self.every_tenth
        return Told()


@contextmanager
def posting_service() -> Iterator[Service]:
    """One at work."""

    class Handler(_Handler):
        """Its requests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service = Handler.service = Service(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        parts = urlsplit(self.path).path.split("/")
        if parts[-1] == "token":
            self._answer(self.service.token(parse_qs(body.decode())))
            return
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        assert parts[-4:-2] == ["v3", "conversations"]
        assert parts[-1] == "activities"
        self._answer(self.service.take(self.path, unquote(parts[-2]), token, json.loads(body)))

    def _answer(self, told: Told) -> None:
        if told.seconds:
            time.sleep(told.seconds)  # it is slow; nobody here waits for it by the clock
        if told.is_hung_up:
            self.close_connection = True
            self.connection.close()
            return
        body = b"" if told.body is None else json.dumps(told.body).encode()
        self.send_response(told.status)
        for name, value in {**told.headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quietly."""
