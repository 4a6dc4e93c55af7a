"""Workers and their parent: started, started again when they die, and stopped together. The workers here are small programs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SECONDS = 30
# A parent with two workers, each of which does what its program says; what the parent tells stands on its output.
PARENT = """
import socket, sys
from bot.serving import crew
from bot.serving.web_server import bound

crew.FIRST_PAUSE, crew.SECONDS_TO_STOP = 0.05, 3.0
with bound("127.0.0.1", 0) as sock:
    crew.Crew(
        2,
        sock.fileno(),
        command=lambda place: [sys.executable, "-c", sys.argv[1], *place.as_words()],
        tell=lambda line: print(line, flush=True),
        on_ready=lambda: print("all ready", flush=True),
    ).run()
print("stopped", flush=True)
"""
WORKER = """
import os, sys
from pathlib import Path
from bot.serving.worker_pipes import Place, Ready, say_ready
place = Place.from_words(sys.argv[1:])
Path(f"{place.number}.pid").write_text(str(os.getpid()))
"""
STEADY = WORKER + "say_ready(place.ready, Ready(1.4, 300.2)); os.read(place.parent, 1)"
BROKEN = "raise SystemExit(3)"
STUBBORN = (
    WORKER
    + "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); say_ready(place.ready, Ready(1, 1)); os.read(place.parent, 1)"
)


class Parent:
    """A parent in a process of its own."""

    def __init__(self, program: str, folder: Path) -> None:
        """With workers that run this program in a folder."""
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", PARENT, program],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def hears(self, words: str) -> None:
        """Wait until it says so."""
        for line in self.process.stdout:
            if words in line:
                return
        pytest.fail(f"it never said {words!r}: {self.process.stderr.read()}")

    def worker(self, number: int) -> int:
        """The process of a worker."""
        return int((self.folder / f"{number}.pid").read_text())

    def end(self) -> tuple[int, str]:
        """Its exit code and what stood on standard error."""
        _, said = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, said


@pytest.fixture
def start(tmp_path: Path):
    """Starts a parent, which is gone at the end."""
    made: list[Parent] = []

    def begin(program: str) -> Parent:
        made.append(Parent(program, tmp_path))
        return made[-1]

    yield begin
    for parent in made:
        parent.process.kill()
        parent.process.communicate()


def is_there(process: int) -> bool:
    """Whether a process still runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]


def wait_until_gone(*processes: int) -> None:
    """None of these runs any more."""
    until = time.monotonic() + SECONDS
    while any(map(is_there, processes)):
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl+C", "SIGTERM"])
def test_all_are_told_of_and_stopped_together(start, number: signal.Signals) -> None:
    """Each says how long it took and how large it is; stopped, the parent has done what it was told."""
    parent = start(STEADY)
    parent.hears("Worker 1 of 2 is ready in 1 seconds, with 300 MiB.")
    parent.hears("all ready")
    workers = [parent.worker(0), parent.worker(1)]
    parent.process.send_signal(number)
    parent.hears("stopped")
    assert parent.end()[0] == 0
    wait_until_gone(*workers)


def test_a_worker_that_dies_is_started_again_and_it_is_said(start) -> None:
    """The other one goes on meanwhile."""
    parent = start(STEADY)
    parent.hears("all ready")
    dies, stays = parent.worker(0), parent.worker(1)
    os.kill(dies, signal.SIGKILL)
    parent.hears("Worker 1 of 2 is ready")
    assert parent.worker(0) != dies
    assert is_there(stays)
    parent.process.terminate()
    assert "Worker 1 ended (signal SIGKILL); it is started again in" in parent.end()[1]


def test_if_none_can_start_the_parent_ends_with_an_error(start) -> None:
    """It does not go on for ever, and says how they ended."""
    code, said = start(BROKEN).end()
    assert code == 1
    assert "ended 3 times before it was ready (exit code 3)" in said


def test_a_worker_that_does_not_stop_is_killed(start) -> None:
    """After its time, or when somebody presses Ctrl+C twice."""
    parent = start(STUBBORN)
    parent.hears("all ready")
    parent.process.send_signal(signal.SIGINT)
    assert parent.end()[0] == 0
    wait_until_gone(parent.worker(0), parent.worker(1))


def test_without_a_parent_no_worker_goes_on(start) -> None:
    """A parent that is killed leaves nobody behind who would keep the address."""
    parent = start(STEADY)
    parent.hears("all ready")
    parent.process.kill()
    wait_until_gone(parent.worker(0), parent.worker(1))
