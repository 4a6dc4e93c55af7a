"""A server that may be killed, with what it needs around it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Dict, List, Optional

import httpx
import psutil

from benchmarks.failure import BenchmarkError
from benchmarks.processes import HOST, beside_python, environment, free_port, stop

PATIENCE = 180.0  # seconds until it must answer; a busy machine takes its time
HOME = Path(__file__).resolve().parents[2]


@dataclass
class House:
    """One server in a folder of its own. `more` are settings beside those that every server here has."""

    folder: Path
    more: Dict[str, str] = field(default_factory=dict)
    workers: int = 1
    port: int = field(default_factory=free_port)
    process: Optional[subprocess.Popen[bytes]] = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{HOST}:{self.port}"

    @property
    def state(self) -> Path:
        """Its folder of databases and keys."""
        return self.folder / "state"

    def settings(self) -> Dict[str, str]:
        """Its environment."""
        own = {
            "LOCALOFFER_STATE": str(self.state),
            "LOCALOFFER_PORT": str(self.port),
            "LOCALOFFER_PUBLIC_URL": self.url,
            "LOCALOFFER_MESSAGES_PER_MINUTE": "1000000",
            "LOCALOFFER_TRUSTED_PROXIES": "1",
        }
        return environment(PYTHONPATH=str(HOME), **{**own, **self.more})

    def start(self) -> None:
        """Start it, and wait until it is well."""
        workers = ["--workers", str(self.workers)] if self.workers > 1 else []
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [beside_python("localoffer"), "serve", *workers],
                cwd=HOME,
                env=self.settings(),
                stdout=log,
                stderr=log,
            )
        self.wait()

    def wait(self) -> None:
        """Until it is well. Raises BenchmarkError if it ends or takes too long."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.process is None or self.process.poll() is not None:
                raise BenchmarkError(f"the server ended: {self._last_lines()}")
            if self.is_well():
                return
            time.sleep(0.1)
        raise BenchmarkError(f"the server was not well in {PATIENCE:.0f} seconds: {self._last_lines()}")

    def is_well(self) -> bool:
        """Whether its page of health says so."""
        try:
            return httpx.get(f"{self.url}/health", timeout=10).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """As the kernel would, with all that it started and no chance to tidy up."""
        assert self.process is not None
        for each in [*psutil.Process(self.process.pid).children(recursive=True), self.process]:
            os.kill(each.pid, signal.SIGKILL)
        self.process.wait()

    def children(self) -> List[int]:
        """The processes that serve, where it started several."""
        assert self.process is not None
        return [each.pid for each in psutil.Process(self.process.pid).children()]

    def end(self) -> None:
        """Stop it."""
        if self.process is not None:
            stop(self.process)

    def _last_lines(self) -> str:
        return "\n".join((self.folder / "server.log").read_text(errors="replace").splitlines()[-20:])
