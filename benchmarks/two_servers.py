"""Servers of ours on one PostgreSQL that is made for them, for benchmarks of several processes."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Dict, Iterator, List, Sequence

from benchmarks.chats import OurChat
from benchmarks.failure import BenchmarkError
from benchmarks.load import wait_for_answer
from benchmarks.processes import HOST, Program, beside_python, environment, free_port, running
from tests.postgresql import OWNER, SERVER, MissingError, server


@dataclass(frozen=True)
class Databases:
    """The URLs of two databases, of the first also as the role that owns its tables."""

    records: str
    owner: str
    conversations: str


@contextmanager
def new_databases() -> Iterator[Databases]:
    """Two empty databases on a PostgreSQL of their own. Raises BenchmarkError if it is not installed."""
    try:
        with server() as started:
            for name, owner in (("records", OWNER), ("conversations", SERVER)):
                started.create(name, owner=owner)
            yield Databases(
                started.url("records"), started.owner_url("records"), started.url("conversations")
            )
    except MissingError as missing:
        raise BenchmarkError(str(missing)) from missing


@dataclass(frozen=True)
class Running:
    """A server that answers at a port."""

    program: Program
    port: int


@contextmanager
def serving(
    folder: Path, databases: Databases, name: str, *options: str, **settings: str
) -> Iterator[Running]:
    """`localoffer serve` with these options, when it answers. Servers with the same folder share their keys."""
    port = free_port()
    ours = _settings(folder, databases, port, settings)
    with running(name, [beside_python("localoffer"), "serve", *options], folder, ours) as program:
        wait_for_answer([program], partial(OurChat, port))
        yield Running(program, port)


@contextmanager
def two_servers(folder: Path, databases: Databases) -> Iterator[Sequence[int]]:
    """The ports of two processes that know of each other by their databases alone."""
    with ExitStack() as stack:
        ports: List[int] = []
        for name in ("one", "other"):  # one after the other: the first makes keys and tables
            started = serving(folder, databases, name, LOCALOFFER_ONE_CORE="false")
            ports.append(stack.enter_context(started).port)
        yield ports


def _settings(folder: Path, databases: Databases, port: int, settings: Dict[str, str]) -> Dict[str, str]:
    return environment(
        LOCALOFFER_STATE=str(folder / "state"),
        LOCALOFFER_DATABASE_URL=databases.records,
        LOCALOFFER_MIGRATION_URL=databases.owner,
        LOCALOFFER_CONVERSATIONS_URL=databases.conversations,
        LOCALOFFER_PORT=str(port),
        LOCALOFFER_PUBLIC_URL=f"http://{HOST}:{port}",
        LOCALOFFER_MESSAGES_PER_MINUTE="1000000",
        **settings,
    )
