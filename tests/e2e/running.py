"""Starts a real server in a process of its own, and stops it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from kept import InFile, Kept, OnServer
from ports import reserved_port
from postgresql import SERVER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from postgresql import Server as PostgreSQL

ROOT = Path(__file__).resolve().parents[2]
LOCALOFFER = str(Path(sys.executable).parent / "localoffer")
SERVE = (LOCALOFFER, "serve")
PATIENCE = 600  # seconds; training comes first if there is no model yet


@dataclass
class Server:
    """A running server, where it keeps its state, and the settings of a command that is to find the same."""

    url: str
    state: Path
    log: Path
    environment: Mapping[str, str]
    records: Kept
    talks: Kept
    process: int = 0


@dataclass
class Databases:
    """Where servers keep their records and talks: in their state folder, unless a server of PostgreSQL is set."""

    postgresql: PostgreSQL | None = None

    def of(self, state: Path) -> tuple[dict[str, str], Kept, Kept]:
        """The settings for a state folder, and both databases. On PostgreSQL they are made when first asked for."""
        if self.postgresql is None:
            return {}, InFile(state / "localoffer.db"), InFile(state / "conversations.db")
        whose = hashlib.sha256(str(state).encode()).hexdigest()[:16]
        names = [f"e2e_{whose}_{kind}" for kind in ("records", "talks")]
        self._make(*names)
        return (
            {
                "LOCALOFFER_DATABASE_URL": self.postgresql.url(names[0]),
                "LOCALOFFER_MIGRATION_URL": self.postgresql.owner_url(names[0]),
                "LOCALOFFER_REQUIRE_ROW_SECURITY": "true",
                "LOCALOFFER_CONVERSATIONS_URL": self.postgresql.url(names[1]),
            },
            *(OnServer(self.postgresql.url(name, "postgres")) for name in names),
        )

    def _make(self, records: str, talks: str) -> None:
        if self.postgresql is not None and not self.postgresql.has(records):
            self.postgresql.create(records)
            self.postgresql.create(talks, owner=SERVER)


DATABASES = Databases()  # which, the run's option `--database` says


@contextmanager
def running(
    environment: Mapping[str, str], *options: str, is_well: bool = True, program: Sequence[str] = SERVE
) -> Iterator[Server]:
    """A server with these settings, which must name its state, and options; address and port are made up here.

    One that is broken from the start says so: wait for that, with `is_well=False`.
    """
    with reserved_port() as port:
        url, state = f"http://127.0.0.1:{port}", Path(environment["LOCALOFFER_STATE"])
        addresses, records, talks = DATABASES.of(state)
        settings = {
            **os.environ,
            **addresses,
            "LOCALOFFER_PORT": str(port),
            "LOCALOFFER_PUBLIC_URL": url,
            "LOCALOFFER_MESSAGES_PER_MINUTE": "100000",
            **environment,
        }
        log = state / "server.log"
        with log.open("a") as output:
            process = subprocess.Popen(
                [*program, *options], cwd=ROOT, env=settings, stdout=output, stderr=output
            )
        try:
            wait_until_ready(url, process, log, 200 if is_well else 503)
            kept = {**addresses, "LOCALOFFER_STATE": str(state)}
            yield Server(url, state, log, kept, records, talks, process.pid)
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
