"""A PostgreSQL server of our own, from Debian's package, for as long as somebody needs it."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from ports import reserved_port
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine

DEBIAN = Path("/usr/lib/postgresql")
# In memory a copy of a database takes a tenth of the time, and each test that needs one makes one.
MEMORY, ROOM = Path("/dev/shm"), 2 * 2**30  # noqa: S108 - the folder that is made in it is its owner's alone; bytes
ROOT_USER = 0
OWNER, SERVER = "localoffer_owner", "localoffer_server"  # roles
RIGHTS = ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, UPDATE ON SEQUENCES")
# Nothing here outlives the machine, so nothing needs to reach the disk. What was committed outlives a server that is stopped at once.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "128MB",
}


class MissingError(RuntimeError):
    """PostgreSQL is not installed. The message names the fix."""


class Server:
    """A running server with two roles, as docs/databases.md has them: one owns the tables, and `localoffer serve` is the other.

    It can be stopped and started again.
    """

    def __init__(self, port: int, password: str, programs: Path, folder: Path) -> None:
        """Keep where it listens and stands, and one connection to make roles and databases with."""
        self._port, self._password, self._programs, self._folder = port, password, programs, folder
        self._engine = self._as_administrator("postgres")
        for role in (OWNER, SERVER):
            self._execute(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")

    def url(self, name: str, role: str = SERVER) -> str:
        """The SQLAlchemy URL of one of its databases. Who connects as `SERVER` is bound by row-level security, and reaches nobody."""
        return f"postgresql://{role}:{self._password}@127.0.0.1:{self._port}/{name}"

    def owner_url(self, name: str) -> str:
        """The URL of the role that owns the tables."""
        return self.url(name, OWNER)

    def open_url(self, name: str) -> str:
        """As the server, but a transaction that says nothing reaches everybody: for what a test does by itself."""
        return f"{self.url(name)}?options=-clocaloffer.purpose%3Doperator"

    def create(self, name: str, template: str = "template0", owner: str = OWNER) -> str:
        """Make a database, empty or as a copy of another. Returns its `open_url`."""
        self._execute(f'CREATE DATABASE "{name}" OWNER {owner} TEMPLATE "{template}"')
        if template == "template0":
            self._let_the_server_in(name)
        return self.open_url(name)

    def has(self, name: str) -> bool:
        """Whether there is such a database."""
        with self._engine.connect() as connection:
            found = connection.execute(
                text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}
            )
            return found.scalar() is not None

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """As an operator restarts it: every connection is broken, what was committed is written down."""
        self.close()
        _stop(self._programs, self._folder, "fast")

    def start(self) -> None:
        """Start it again, with all that was committed."""
        _start(self._programs, self._folder, self._port)

    def close(self) -> None:
        """End our own connection."""
        self._engine.dispose()

    def _let_the_server_in(self, name: str) -> None:
        """Whatever the owner makes, the server may use."""
        engine = self._as_administrator(name)
        with engine.connect() as connection:
            for what in RIGHTS:
                connection.exec_driver_sql(
                    f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} GRANT {what} TO {SERVER}"
                )
        engine.dispose()

    def _as_administrator(self, name: str) -> Engine:
        return create_engine(self.url(name, "postgres"), future=True, isolation_level="AUTOCOMMIT")

    def _execute(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement)


def binaries() -> Path:
    """The folder of the newest installed PostgreSQL. Raises MissingError."""
    found = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise MissingError(f"no initdb in {DEBIAN}/*/bin; install it: apt-get install postgresql")
    return found[-1].parent


@contextmanager
def server() -> Iterator[Server]:
    """A new server with nothing in it, stopped and deleted at the end.

    Raises MissingError, or RuntimeError with what PostgreSQL said.
    """
    programs = binaries()
    folder, password = _own_folder(), secrets.token_hex()
    try:
        _make(programs, folder, password)
        with reserved_port() as port:
            _start(programs, folder, port)
            made = Server(port, password, programs, folder)
            try:
                yield made
            finally:
                made.close()
                _stop(programs, folder, "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _own_folder() -> Path:
    """A folder that belongs to whoever runs the server."""
    folder = Path(tempfile.mkdtemp(prefix="localoffer-pg-", dir=_memory()))
    _hand_over(folder)
    return folder


def _memory() -> Path | None:
    """The folder in memory, if there is one with room; a container's may hold 64 MiB."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM else None


def _hand_over(path: Path) -> None:
    if os.geteuid() == ROOT_USER:
        shutil.chown(path, "postgres")


def _make(programs: Path, folder: Path, password: str) -> None:
    # Not "trust": on a shared machine any user could then run commands as ours.
    (folder / "password").write_text(password)
    _hand_over(folder / "password")  # whatever umask the tests before have left
    _run(
        folder,
        programs / "initdb",
        "-D",
        folder / "data",
        "-U",
        "postgres",
        "--encoding=UTF8",
        "--locale=C",
        "--auth=scram-sha-256",
        f"--pwfile={folder / 'password'}",
        "--no-sync",
    )


def _start(programs: Path, folder: Path, port: int) -> None:
    """Start it and wait until it answers."""
    log = folder / "log"
    options = {**SETTINGS, "port": port, "unix_socket_directories": folder}
    text = " ".join(f"-c {name}={value}" for name, value in options.items())
    try:
        _run(
            folder,
            programs / "pg_ctl",
            "start",
            "-D",
            folder / "data",
            "-w",
            "-t",
            "60",
            "-l",
            log,
            "-o",
            text,
        )
    except RuntimeError as error:
        said = log.read_text(errors="replace") if log.exists() else ""
        raise RuntimeError(f"{error}\n{said}") from error


def _stop(programs: Path, folder: Path, how: str) -> None:
    """End it, if it runs."""
    if (folder / "data" / "postmaster.pid").exists():
        _run(folder, programs / "pg_ctl", "stop", "-D", folder / "data", "-m", how)


def _run(folder: Path, *command: object) -> None:
    """Run one of PostgreSQL's programs, which refuse to run as root."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == ROOT_USER else []
    # pytest names the running test in the environment, and its name may be longer than a variable can be.
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}
    done = subprocess.run(
        [*prefix, *map(str, command)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")
