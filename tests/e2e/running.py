"""Starts a real server in a process of its own, and stops it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
LOCALOFFER = str(Path(sys.executable).parent / "localoffer")


@dataclass
class Server:
    """A running server and where it keeps its state."""

    url: str
    state: Path
    log: Path
    process: int = 0


@contextmanager
def running(environment: Mapping[str, str]) -> Iterator[Server]:
    """A server with these settings, which must name its state; address and port are made up here."""
    port = free_port()
    url, state = f"http://127.0.0.1:{port}", Path(environment["LOCALOFFER_STATE"])
    settings = {
        **os.environ, "LOCALOFFER_PORT": str(port), "LOCALOFFER_PUBLIC_URL": url,
        "LOCALOFFER_MESSAGES_PER_MINUTE": "100000", **environment,
    }
    log = state / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen([LOCALOFFER, "serve"], cwd=ROOT, env=settings, stdout=output, stderr=output)
    try:
        wait_until_ready(url, process, log)
        yield Server(url, state, log, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_until_ready(url: str, process: subprocess.Popen, log: Path) -> None:
    """Wait for the health page. Training comes first if there is no model yet."""
    for _ in range(480):
        if process.poll() is not None:
            raise AssertionError(f"the server ended:\n{log.read_text()}")
        try:
            if httpx.get(f"{url}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")
