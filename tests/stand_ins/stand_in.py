"""Third parties' stand-ins: where `tools/install-stand-ins` puts them, and how one is run for a test, on this machine alone."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ports import reserved_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / ".stand-ins"
LOOPBACK = HERE / "loopback.cjs"
PATIENCE = 120  # seconds until it listens, also on a busy machine


def node_program(*arguments: str) -> list[str]:
    """How Node runs something that knows the stand-ins. Where they are missing the test is skipped, and fails in continuous integration."""
    node = shutil.which("node")
    if not node or not (FOLDER / "node_modules").is_dir():
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("stand-ins are missing: sh tools/install-stand-ins")
    return ["env", f"NODE_PATH={FOLDER / 'node_modules'}", str(node), *arguments]


def stand_in(name: str, *arguments: str) -> list[str]:
    """How one of the programs that came with them is run; nobody but this machine reaches it."""
    program = FOLDER / "node_modules" / ".bin" / name
    return node_program("--require", str(LOOPBACK), str(program), *arguments)


@contextmanager
def running_stand_in(log: Path, command: Callable[[int], list[str]]) -> Iterator[str]:
    """One at work, from the command for its port: its address."""
    with reserved_port() as port, log.open("w") as output:
        process = subprocess.Popen(command(port), stdout=output, stderr=output, cwd=log.parent)
        try:
            _wait_until_it_listens(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"it did not start:\n{log.read_text()}")
