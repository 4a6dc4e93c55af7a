"""What stands between our server and a provider's stand-in: it passes everything on, keeps what was asked, and fails when told to."""

from __future__ import annotations

import threading
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PASSED_ON = ("content-type", "authorization", "accept", "prefer")
LONGEST = 60.0  # seconds that an answer is kept back


@dataclass(frozen=True)
class Asked:
    """A request of our server."""

    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Told:
    """An answer: status, body, and headers beside the type of its content."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request. With `is_taken` the provider has it all the same.

    `told` is answered instead of what the provider says; with `is_cut` the connection ends without a word. The answer waits until
    `released` is set, if there is one. With `prefer` the stand-in is asked for an answer of its own: `code=429`.
    """

    told: Told | None = None
    is_cut: bool = False
    is_taken: bool = False
    released: threading.Event | None = None
    prefer: str = ""


@dataclass
class Between:
    """`faults` are those of the next requests with these letters in their body; there, each number has its own."""

    target: str
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, asked: Asked) -> Told | None:
        """What is to be answered; None where the line is cut."""
        with self.lock:
            self.asked.append(asked)
            fault = self._fault(asked)
        if fault is None:
            return self.pass_on(asked)
        if fault.prefer:
            asked = replace(asked, headers={**asked.headers, "Prefer": fault.prefer})
        told = self.pass_on(asked) if fault.is_taken or not (fault.told or fault.is_cut) else None
        if fault.released is not None:
            _wait_for_one(fault.released, self.over)
        return None if fault.is_cut else (fault.told or told)

    def pass_on(self, asked: Asked) -> Told:
        """Ask the stand-in."""
        headers = {name: value for name, value in asked.headers.items() if name.lower() in PASSED_ON}
        got = httpx.request(
            asked.method, f"{self.target}{asked.path}", content=asked.body, headers=headers, timeout=30
        )
        return Told(got.status_code, got.content, {"Content-Type": got.headers.get("content-type", "")})

    def tries(self, letters: str) -> int:
        """How many messages with these letters our server handed over, or tried to."""
        with self.lock:
            return sum(one.method == "POST" and letters.encode() in one.body for one in self.asked)

    def _fault(self, asked: Asked) -> Fault | None:
        if asked.method != "POST":
            return None
        theirs = [faults for letters, faults in self.faults.items() if letters.encode() in asked.body]
        return next((faults.pop(0) for faults in theirs if faults), None)


@contextmanager
def between(made: Between) -> Iterator[Between]:
    """It at work, at an address of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield made
    finally:
        made.over.set()
        server.shutdown()
        server.server_close()


def _wait_for_one(released: threading.Event, over: threading.Event) -> None:
    waited = 0.0
    while not released.wait(0.05) and not over.is_set() and waited < LONGEST:
        waited += 0.05


def _handler(made: Between) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            told = made.answer(Asked(self.command, self.path, body, dict(self.headers)))
            if told is None:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(told.status)
            for name, value in {**told.headers, "Content-Length": str(len(told.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told.body)

        do_GET = do_POST  # noqa: N815 - the name that the base class looks for

        def log_message(self, *_: Any) -> None:
            """Quietly."""

        def log_error(self, *_: Any) -> None:
            """A line that our server gave up is no error."""

    return Handler
