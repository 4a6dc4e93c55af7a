"""What stands behind nginx and writes down all that it is sent; it may hang up in the middle, as a server does that is killed."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


@dataclass
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Behind:
    """Where it listens, and what it was asked."""

    address: str = ""
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def behind(*, hangs_up: bool = False) -> Iterator[Behind]:
    """A server that answers `ok` to everything; with `hangs_up` it reads the whole request and goes away."""
    seen = Behind()

    class Handler(socketserver.StreamRequestHandler):
        """One connection, one request."""

        def handle(self) -> None:
            """Write it down, and answer or not."""
            asked = _read(self.rfile)
            if asked:
                seen.asked.append(asked)
                self.wfile.write(b"" if hangs_up else ANSWER)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        seen.address = f"127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield seen
        finally:
            server.shutdown()
            thread.join()


def _read(stream: socketserver._BufferedIOBase) -> Asked | None:
    start = stream.readline().decode().split()
    if not start:
        return None
    headers: dict[str, str] = {}
    for line in iter(stream.readline, b"\r\n"):
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = ", ".join(filter(None, [headers.get(name.lower()), value.strip()]))
    return Asked(start[0], start[1], headers, stream.read(int(headers.get("content-length", 0))))
