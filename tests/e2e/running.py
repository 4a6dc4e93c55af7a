"""Starts a real server in a process of its own, and stops it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from ports import reserved_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
LOCALOFFER = str(Path(sys.executable).parent / "localoffer")
PATIENCE = 600  # seconds; training comes first if there is no model yet


@dataclass
class Server:
    """A running server and where it keeps its state."""

    url: str
    state: Path
    log: Path
    process: int = 0


@contextmanager
def running(environment: Mapping[str, str], *options: str, is_well: bool = True) -> Iterator[Server]:
    """A server with these settings, which must name its state, and options; address and port are made up here.

    One that is broken from the start says so: wait for that, with `is_well=False`.
    """
    with reserved_port() as port:
        url, state = f"http://127.0.0.1:{port}", Path(environment["LOCALOFFER_STATE"])
        settings = {
            **os.environ,
            "LOCALOFFER_PORT": str(port),
            "LOCALOFFER_PUBLIC_URL": url,
            "LOCALOFFER_MESSAGES_PER_MINUTE": "100000",
            **environment,
        }
        log = state / "server.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [LOCALOFFER, "serve", *options], cwd=ROOT, env=settings, stdout=output, stderr=output
            )
        try:
            wait_until_ready(url, process, log, 200 if is_well else 503)
            yield Server(url, state, log, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=60)


def wait_until_ready(url: str, process: subprocess.Popen, log: Path, status: int) -> None:
    """Wait for the health page with this status."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"the server ended:\n{log.read_text()}")
        if answers_with(url, status):
            return
        time.sleep(0.2)
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


def answers_with(url: str, status: int) -> bool:
    """Whether the health page does."""
    try:
        return httpx.get(f"{url}/health").status_code == status
    except httpx.TransportError:
        return False
