"""What comes back on a bare connection."""

from __future__ import annotations

import socket
from http.client import HTTPResponse


def one_answer(connection: socket.socket) -> tuple[int, bytes]:
    """The status and body of the next whole answer: it may come in several pieces, and the connection stays open."""
    answer = HTTPResponse(connection)
    answer.begin()
    return answer.status, answer.read()
