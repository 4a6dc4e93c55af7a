"""The faults: each makes a house, breaks something in it while people talk, and mends it."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import threading
import time
from abc import ABC, abstractmethod
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Iterator, List, Optional

from benchmarks.breaking.house import House
from benchmarks.failure import BenchmarkError
from benchmarks.processes import HOST
from benchmarks.safety_server import BODIES
from tests.postgresql import SERVER, Server, server

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
JUMPS = (-900, 900, -60, 60, 600, -600)  # seconds: talks of browsers end after two silent hours
FULL_FOR, JUMPED_FOR, DOWN_FOR = 1.5, 1.0, 1.0  # seconds
DISK = "48m"
SLOW_CONNECTIONS = 1_500
TRICKLE = b"POST /message HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nX-Slow: "


class Fault(ABC):
    """One kind of fault. `may_tell` says that a reply may say that something went wrong: what it needs is not there."""

    name: str
    may_tell = False

    @contextmanager
    def house(self, folder: Path) -> Iterator[House]:
        """A house where it can happen, and does not yet."""
        with ExitStack() as stack:
            house = self.make(folder, stack)
            stack.callback(house.end)
            house.start()
            yield house

    def make(self, folder: Path, stack: ExitStack) -> House:
        """How the house is built; what stands around it ends with the stack."""
        return House(folder)

    @abstractmethod
    def strike(self, house: House, dice: random.Random) -> None:
        """Break it, and mend it: afterwards it is well or about to be."""


class ServerKilled(Fault):
    """Kill -9 of the server on SQLite; it is started again."""

    name = "server killed (kill -9), SQLite"

    def strike(self, house: House, dice: random.Random) -> None:
        """See Fault."""
        house.kill()
        house.start()


class OnPostgreSQL(Fault):
    """Faults of a house whose records are in a PostgreSQL server of its own."""

    workers = 1
    beside: Server

    def make(self, folder: Path, stack: ExitStack) -> House:
        """See Fault."""
        self.beside = stack.enter_context(server())
        self.beside.create("records")
        self.beside.create("conversations", owner=SERVER)
        more = {
            "LOCALOFFER_DATABASE_URL": self.beside.url("records"),
            "LOCALOFFER_MIGRATION_URL": self.beside.owner_url("records"),
            "LOCALOFFER_CONVERSATIONS_URL": self.beside.url("conversations"),
        }
        return House(folder, more, self.workers)


class ServerOnPostgreSQLKilled(OnPostgreSQL):
    """Kill -9 of the server on PostgreSQL; it is started again."""

    name = "server killed (kill -9), PostgreSQL"

    def strike(self, house: House, dice: random.Random) -> None:
        """See Fault."""
        house.kill()
        house.start()


class WorkerKilled(OnPostgreSQL):
    """Kill -9 of one of two processes that serve; the one beside it goes on, and a new one comes."""

    name = "one of two workers killed (kill -9)"
    workers = 2

    def strike(self, house: House, dice: random.Random) -> None:
        """See Fault."""
        victims = house.children()
        os.kill(dice.choice(victims), signal.SIGKILL)


class DatabaseRestarted(OnPostgreSQL):
    """PostgreSQL stops at once, as after a power cut, is away for a moment and comes back."""

    name = "PostgreSQL stopped and started"
    may_tell = True

    def strike(self, house: House, dice: random.Random) -> None:
        """See Fault."""
        self.beside.stop()
        time.sleep(dice.random() * DOWN_FOR)
        self.beside.start()


class DiskFull(Fault):
    """The disk of the databases is full for a moment."""

    name = "disk full"
    may_tell = True

    def make(self, folder: Path, stack: ExitStack) -> House:
        """See Fault. Raises BenchmarkError where nobody may mount a disk."""
        house = House(folder)
        house.state.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(house.state)]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            raise BenchmarkError("a disk of its own needs the right to mount one")
        stack.callback(subprocess.run, ["umount", "--lazy", str(house.state)], check=True)
        return house

    def strike(self, house: House, dice: random.Random) -> None:
        """See Fault."""
        filling = house.state / "filling"
        with suppress(OSError), filling.open("ab", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        time.sleep(dice.random() * FULL_FOR)
        filling.unlink()


class ClockJumped(Fault):
    """The machine's clock jumps to and fro, by up to a quarter of an hour."""

    name = "clock jumps"

    def make(self, folder: Path, stack: ExitStack) -> House:
        """See Fault. Raises BenchmarkError where libfaketime is not installed."""
        if not FAKETIME.exists():
            raise BenchmarkError("libfaketime is not installed: apt-get install libfaketime")
        self._clock = folder / "clock"
        self._clock.write_text("+0")
        return House(
            folder,
            {
                "LD_PRELOAD": str(FAKETIME),
                "FAKETIME_TIMESTAMP_FILE": str(self._clock),
                "FAKETIME_NO_CACHE": "1",
                "DONT_FAKE_MONOTONIC": "1",
            },
        )

    def strike(self, house: House, dice: random.Random) -> None:
        """See Fault."""
        self._clock.write_text(f"{dice.choice(JUMPS):+d}")
        time.sleep(dice.random() * JUMPED_FOR)
        self._clock.write_text("+0")


class BadBodies(Fault):
    """Bodies that are huge, broken or costly, from others."""

    name = "malformed and huge bodies"

    def strike(self, house: House, dice: random.Random) -> None:
        """See Fault."""
        senders = [
            threading.Thread(target=_send, args=(house.port, *dice.choice(BODIES)), daemon=True)
            for _ in range(10)
        ]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join(timeout=60)


class SlowClients(Fault):
    """Very many connections that say a letter at a time."""

    name = f"{SLOW_CONNECTIONS:,} slow clients"

    def strike(self, house: House, dice: random.Random) -> None:
        """See Fault."""
        with ExitStack() as stack:
            slow = [_slow(house.port, stack) for _ in range(SLOW_CONNECTIONS)]
            for _ in range(3):
                _trickle(slow)
                time.sleep(dice.random() * 0.5)


def _slow(port: int, stack: ExitStack) -> Optional[socket.socket]:
    try:
        connection = stack.enter_context(socket.create_connection((HOST, port), timeout=2))
        connection.sendall(TRICKLE)
    except OSError:  # refused or let go already: that is the server's right
        return None
    return connection


def _trickle(connections: List[Optional[socket.socket]]) -> None:
    for connection in filter(None, connections):
        with suppress(OSError):
            connection.sendall(b"x")


def _send(port: int, body: bytes, kind: str) -> None:
    head = f"POST /message HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    with suppress(OSError), socket.create_connection((HOST, port), timeout=10) as connection:
        connection.sendall(head.encode() + body)
        connection.recv(65_536)


TALKS = (
    ServerKilled,
    ServerOnPostgreSQLKilled,
    WorkerKilled,
    DatabaseRestarted,
    DiskFull,
    ClockJumped,
    BadBodies,
    SlowClients,
)
