"""A real server works under what its unit allows, from a folder that it can't write to."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from linters import DEPLOY, ROOT, tool
from ports import reserved_port

if TYPE_CHECKING:
    from collections.abc import Iterator

UNIT = DEPLOY / "systemd" / "localoffer@.service"
CONFINED = Path(__file__).parent / "confined.py"
PATIENCE = 120  # seconds
JSON = {"accept": "application/json"}

pytestmark = pytest.mark.skipif(
    not ctypes.util.find_library("seccomp"), reason="Linux with libseccomp alone can hold a program so"
)


def under_the_unit(*program: object) -> list[str]:
    """The command that runs a program as systemd would."""
    tool("systemd-analyze")
    return [sys.executable, str(CONFINED), str(UNIT), *map(str, program)]


def image(folder: Path) -> None:
    """What the Dockerfile's second stage takes over, with the models: nothing else of the repository."""
    ignored = (DEPLOY / "compose" / "Dockerfile.dockerignore").read_text().splitlines()
    for name in [line[1:] for line in ignored if line.startswith("!")]:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    (folder / "models").symlink_to(ROOT / "models")


@contextmanager
def served(home: Path, state: Path) -> Iterator[str]:
    """A server of this folder under the unit; its URL."""
    with reserved_port() as port:
        environment = {
            **os.environ,
            "PYTHONPATH": str(home),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LOCALOFFER_HOME": str(home),
            "LOCALOFFER_STATE": str(state),
            "LOCALOFFER_PORT": str(port),
        }
        command = under_the_unit(sys.executable, "-m", "bot.cli", "serve")
        with (state / "log").open("w") as log:
            process = subprocess.Popen(command, cwd=home, env=environment, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}", process, state / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            assert process.wait(timeout=PATIENCE) == 0


def wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    """Until it says that all is well."""
    until = time.monotonic() + PATIENCE
    while not is_well(url):
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.2)


def is_well(url: str) -> bool:
    """Whether a server is there and every part of it is well."""
    try:
        return httpx.get(f"{url}/health").status_code == 200
    except httpx.TransportError:
        return False


def test_the_unit_holds_what_it_runs() -> None:
    """Memory can't be made to run what was written to it, and no other process be looked into: this is not an empty cage."""
    tried = (
        "import mmap, ctypes, os\n"
        "try: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)\n"
        "except PermissionError: print('no memory')\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "print('no mount' if libc.mount(b'a', b'/', None, 0, None) and ctypes.get_errno() == 1 else 'mounted')\n"
        "print('no ptrace' if libc.ptrace(16, os.getppid(), 0, 0) and ctypes.get_errno() == 1 else 'traced')\n"
    )
    done = subprocess.run(
        under_the_unit(sys.executable, "-c", tried), check=True, capture_output=True, text=True
    )
    assert done.stdout.split("\n")[:3] == ["no memory", "no mount", "no ptrace"]


@pytest.mark.model
@pytest.mark.server
def test_a_server_answers_under_its_unit_from_what_the_image_holds(tmp_path: Path, model: str) -> None:
    """Questions and danger, with the judge and the embedding at work; its own folder stays as it was, and it stops as it should."""
    home, state = tmp_path / "home", tmp_path / "state"
    home.mkdir()
    state.mkdir()
    image(home)
    before = {path.relative_to(home) for path in home.rglob("*")}
    with served(home, state) as url, httpx.Client(base_url=url, headers=JSON, timeout=30) as browser:
        browser.get("/")
        parts = browser.get("/health").json()
        answer = browser.post("/message", data={"text": "do i have to pay council tax"}).json()["answers"][0]
        danger = browser.post("/message", data={"text": "i want to kill myself"}).json()["answers"][0]
    assert answer["topic"] == "council_tax"
    assert danger["urgency"] == "urgent"
    assert (parts["danger"], parts["embedding"]) == ("ok", "ok")
    assert {path.relative_to(home) for path in home.rglob("*")} == before
