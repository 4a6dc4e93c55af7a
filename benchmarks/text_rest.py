"""A provider of text messages on this machine: it speaks the REST of GOV.UK Notify and of Twilio to whoever sends."""

from __future__ import annotations

import base64
import json
import re
import threading
import uuid
from contextlib import contextmanager, suppress
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, Iterator, List
from urllib.parse import parse_qs, urlsplit

import jwt

from benchmarks.processes import HOST
from benchmarks.text_recorder import Recorder, Sent

SERVICE, SECRET = str(uuid.UUID(int=7)), str(uuid.UUID(int=8))
API_KEY = f"invented-{SERVICE}-{SECRET}"
ACCOUNT, TOKEN = "AC" + "7" * 32, "invented-twilio-token"
_SEND = re.compile(rf"/v2/notifications/sms|/2010-04-01/Accounts/{ACCOUNT}/Messages\.json")
_LOOK = re.compile(rf"/v2/notifications|/2010-04-01/Accounts/{ACCOUNT}/Messages\.json")


@contextmanager
def recording(delay: float = 0.0) -> Iterator[Recorder]:
    """A recorder that answers at its `url` as long as this lasts."""
    recorder = Recorder(delay)
    server = _Server((HOST, 0), type("_Here", (_Asked,), {"recorder": recorder}))
    recorder.url = f"http://{HOST}:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.05,), name="recorder", daemon=True).start()
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked was killed meanwhile: that is what is tried here."""


class _Asked(BaseHTTPRequestHandler):
    """One connection of whoever sends. `recorder` is set by a class of its own for each."""

    recorder: Recorder
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        """Take a text."""
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self._may(_SEND):
            self._say(HTTPStatus.CREATED, _taken(self.recorder, body, is_notify=self._is_notify))

    def do_GET(self) -> None:
        """Tell of texts."""
        if self._may(_LOOK):
            given = parse_qs(urlsplit(self.path).query)
            self._say(HTTPStatus.OK, _found(self.recorder, given, is_notify=self._is_notify))

    def log_message(self, *given: Any) -> None:
        """Nobody reads it."""

    @property
    def _is_notify(self) -> bool:
        return self.path.startswith("/v2/")

    def _may(self, known: re.Pattern[str]) -> bool:
        authorization = self.headers.get("authorization", "")
        is_known = known.fullmatch(urlsplit(self.path).path) is not None
        is_ours = (_is_notify_s if self._is_notify else _is_twilio_s)(authorization)
        if not is_known:
            self._say(HTTPStatus.NOT_FOUND, {"status_code": 404, "errors": []})
        elif not is_ours:
            self._say(HTTPStatus.FORBIDDEN, {"status_code": 403, "errors": [], "code": 20003})
        return is_known and is_ours

    def _say(self, status: HTTPStatus, said: Dict[str, Any]) -> None:
        content = json.dumps(said).encode()
        with suppress(OSError):  # nobody is there any more
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)


def _is_notify_s(authorization: str) -> bool:
    try:
        said = jwt.decode(authorization.partition(" ")[2], SECRET, algorithms=["HS256"], leeway=30)
    except jwt.PyJWTError:
        return False
    return bool(said.get("iss") == SERVICE)


def _is_twilio_s(authorization: str) -> bool:
    return authorization == "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


def _taken(recorder: Recorder, body: bytes, *, is_notify: bool) -> Dict[str, Any]:
    if is_notify:
        given = json.loads(body)
        return _notification(
            recorder.take(given["phone_number"], given["personalisation"]["message"], given["reference"])
        )
    form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    return _message(recorder.take(form["To"], form["Body"], ""))


def _found(recorder: Recorder, given: Dict[str, List[str]], *, is_notify: bool) -> Dict[str, Any]:
    if is_notify:
        found = recorder.look(given.get("reference", [""])[0])
        return {"notifications": [_notification(sent) for sent in found], "links": {"current": "/"}}
    found = recorder.look(given.get("To", [""])[0])
    return {
        "messages": [_message(sent) for sent in found],
        "page": 0,
        "page_size": 50,
        "next_page_uri": None,
    }


def _notification(sent: Sent) -> Dict[str, Any]:
    return {
        "id": sent.id,
        "reference": sent.reference,
        "status": "sending",
        "type": "sms",
        "phone_number": sent.number,
        "body": sent.text,
        "created_at": sent.made.isoformat(),
        "content": {"body": sent.text, "from_number": "07700900111"},
        "uri": f"/v2/notifications/{sent.id}",
    }


def _message(sent: Sent) -> Dict[str, Any]:
    return {
        "sid": sent.id,
        "account_sid": ACCOUNT,
        "to": sent.number,
        "body": sent.text,
        "status": "queued",
        "date_created": format_datetime(sent.made),
        "date_sent": None,
        "error_code": None,
    }
