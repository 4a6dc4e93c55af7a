"""A small bot of our own, to see what Teams' stand-ins send and take: it answers every message of a chat of two with its words and a card."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import httpx
from stand_ins.token_issuer import APP_ID

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stand_ins.token_issuer import TokenIssuer

PATIENCE = 60  # seconds
CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [{"type": "Input.Text", "id": "note", "label": "Note"}],
    "actions": [{"type": "Action.Submit", "title": "Keep it", "data": {"press": "1.0"}}],
}
SHOWN = {
    "type": "message",
    "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": CARD}],
}


@dataclass
class Echo:
    """`heard` are the activities, oldest first, each with the token that came with it."""

    issuer: TokenIssuer
    heard: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def hear(self, authorization: str, activity: dict[str, Any]) -> None:
        """Keep an activity, and answer it."""
        with self.changed:
            self.heard.append((authorization.removeprefix("Bearer "), activity))
            self.changed.notify_all()
        if activity["type"] == "message" and activity["conversation"]["conversationType"] == "personal":
            said = activity.get("text") or json.dumps(activity["value"], sort_keys=True)
            for answered in ({"type": "message", "text": f"You said: {said}"}, SHOWN):
                answer(activity, answered, own_token(self.issuer))

    def has(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        """The activities of a kind, once there are so many."""
        with self.changed:
            came = self.changed.wait_for(lambda: len(self._of(kind)) >= count, PATIENCE)
            assert came, f"{len(self._of(kind))} of {count} of {kind}"
            return self._of(kind)

    def _of(self, kind: str) -> list[dict[str, Any]]:
        return [one for _, one in self.heard if one["type"] == kind]


def own_token(issuer: TokenIssuer) -> str:
    """Ours, as it is asked for."""
    form = {"grant_type": "client_credentials", "client_id": APP_ID, "client_secret": "invented"}
    given = {**form, "scope": "https://api.botframework.com/.default"}
    got = httpx.post(issuer.token_url, data=given, timeout=30).raise_for_status()
    return str(got.json()["access_token"])


def answer(to: Mapping[str, Any], activity: Mapping[str, Any], token: str) -> httpx.Response:
    """What the service says to an answer."""
    url = f"{to['serviceUrl']}/v3/conversations/{to['conversation']['id']}/activities"
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return httpx.post(url, json=dict(activity), headers=headers, timeout=30)


@contextmanager
def serving(echo: Echo) -> Iterator[str]:
    """It at an address."""

    class Handler(BaseHTTPRequestHandler):
        """Answers what is posted."""

        def do_POST(self) -> None:
            """Take it in."""
            body = self.rfile.read(int(self.headers["content-length"]))
            self.send_response(202)
            self.send_header("content-length", "0")
            self.end_headers()
            echo.hear(self.headers.get("authorization", ""), json.loads(body))

        def log_message(self, *_: Any) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
