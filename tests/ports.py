"""Ports on this machine for servers that a test starts, or that must not be there."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import Iterator


@contextmanager
def reserved_port() -> Iterator[int]:
    """A port that nobody listens on and that is given to nobody else meanwhile.

    We hold it bound without listening. A server that sets SO_REUSEADDR, as asyncio's and
    PostgreSQL do, can listen there all the same; between finding a port and listening on it
    another program could take it otherwise, and a server of ours needs long to start.
    """
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("", 0))
        yield int(held.getsockname()[1])
