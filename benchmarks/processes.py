"""Programs that a benchmark starts, watches and ends."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, Mapping, Sequence

import psutil

from benchmarks.failure import BenchmarkError

HOST = "127.0.0.1"
MEBIBYTE = 1024 * 1024
LINES_SHOWN = 30


@dataclass(frozen=True)
class Program:
    """A program that runs beside us, with its output in a file."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def has_ended(self) -> bool:
        """Whether it is gone, which no server of ours should be."""
        return self.process.poll() is not None

    def memory(self) -> float:
        """Resident memory of it and its children, in MiB."""
        return float(sum(each.memory_info().rss for each in family(self.process.pid)) / MEBIBYTE)

    def cpu_seconds(self) -> float:
        """Processor time that it and its children have taken, which other programs on the machine hardly change."""
        times = [each.cpu_times() for each in family(self.process.pid)]
        return float(sum(each.user + each.system for each in times))


@contextmanager
def running(
    name: str, command: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> Iterator[Program]:
    """A program that runs while the block does. Raises BenchmarkError, with its last lines, if the block fails."""
    log = folder / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        yield Program(name, process, log)
    except (BenchmarkError, OSError) as error:
        raise BenchmarkError(f"{error}\n{tail(log)}") from error
    finally:
        stop(process)


def run(
    name: str, command: Sequence[str], folder: Path, environment: Mapping[str, str], seconds: float
) -> None:
    """Run a program to its end. Raises BenchmarkError, with its last lines, if it fails or takes too long."""
    with running(name, command, folder, environment) as program:
        try:
            code = program.process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise BenchmarkError(f"{name} was not done after {seconds:.0f} seconds") from error
        if code:
            raise BenchmarkError(f"{name} failed with exit code {code}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a program and its children: politely, then not."""
    everyone = family(process.pid) if process.poll() is None else []
    for each in everyone:
        with suppress(psutil.NoSuchProcess):
            each.terminate()
    for each in psutil.wait_procs(everyone, timeout=15)[1]:
        with suppress(psutil.NoSuchProcess):
            each.kill()
    process.wait()


def family(process_id: int) -> list[psutil.Process]:
    """A process and everything that it started."""
    parent = psutil.Process(process_id)
    return [parent, *parent.children(recursive=True)]


def tail(log: Path) -> str:
    """The last lines of a log."""
    lines = log.read_text(errors="replace").splitlines()[-LINES_SHOWN:]
    return "\n".join([f"--- the end of {log.name}:", *lines])


def environment(**settings: str) -> Dict[str, str]:
    """Our environment without settings of the assistant or of Sanic that happen to be in it, and with these."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LOCALOFFER_", "SANIC_"))
    }
    return {**kept, "RASA_TELEMETRY_ENABLED": "false", **settings}


def beside_python(program: str) -> str:
    """The path of a program of the same virtual environment."""
    return str(Path(sys.executable).parent / program)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
