"""A server that a provider of text messages calls, and the worker beside it where there is one; both may be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Dict, Iterator, List, Optional, Tuple

from benchmarks.breaking.house import HOME, PATIENCE, House
from benchmarks.failure import BenchmarkError
from benchmarks.own_postgresql import Server
from benchmarks.processes import beside_python, family, stop
from benchmarks.text_caller import NOTIFY_TOKEN, OURS
from benchmarks.text_recorder import TWILIO
from benchmarks.text_rest import ACCOUNT, API_KEY, TOKEN

RECORDS, TALKS = "texts_records", "texts_talks"
SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass
class TextHouse(House):
    """`records` is the URL of its records for whoever looks at them from outside. With a worker the server sends nothing itself."""

    records: str = ""
    has_worker: bool = False
    worker: Optional[subprocess.Popen[bytes]] = None

    def start(self) -> None:
        """The server, and then the worker: the first makes tables and keys."""
        super().start()
        if self.has_worker and self.worker is None:
            self.start_worker()

    def start_worker(self) -> None:
        """The process that sends, when it does. Raises BenchmarkError if it does not."""
        path = self.folder / "worker.log"
        with path.open("wb") as log:
            self.worker = subprocess.Popen(
                [beside_python("localoffer"), "worker"],
                cwd=HOME,
                env=self.settings(),
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + PATIENCE
        while b"Sending." not in path.read_bytes():
            if time.monotonic() > until or self.worker.poll() is not None:
                raise BenchmarkError(f"the worker does not send: {path.read_text(errors='replace')[-1000:]}")
            time.sleep(0.05)

    def kill_worker(self) -> None:
        """As the kernel would."""
        assert self.worker is not None
        os.kill(self.worker.pid, signal.SIGKILL)
        self.worker.wait()
        self.start_worker()

    def kill_server(self) -> None:
        """The same for the server."""
        self.kill()
        self.start()

    def strikes(self) -> List[Tuple[Callable[[], None], bool]]:
        """How each of its processes is killed and started again, and whether it is the one that sends."""
        if self.has_worker:
            return [(self.kill_server, False), (self.kill_worker, True)]
        return [(self.kill_server, True)]

    def cpu_seconds(self) -> float:
        """Of the processor that those that run now have taken."""
        running = [each.pid for each in (self.process, self.worker) if each is not None]
        times = [each.cpu_times() for process in running for each in family(process)]
        return float(sum(each.user + each.system for each in times))

    def end(self) -> None:
        """Stop both."""
        if self.worker is not None:
            stop(self.worker)
        super().end()


@contextmanager
def text_house(
    folder: Path, line: str, provider: str, beside: Optional[Server] = None
) -> Iterator[TextHouse]:
    """A house that answers, whose texts go to a provider at this URL; its records are on a server of PostgreSQL, if one is given."""
    more = {**_carried_by(line, provider), "LOCALOFFER_MESSAGES_PER_MINUTE": "20"}
    records = f"sqlite:///{folder / 'state' / 'localoffer.db'}"
    if beside is not None:
        records = beside.url(RECORDS, "postgres")
        more |= {
            "LOCALOFFER_DATABASE_URL": beside.url(RECORDS),
            "LOCALOFFER_MIGRATION_URL": beside.owner_url(RECORDS),
            "LOCALOFFER_CONVERSATIONS_URL": beside.url(TALKS),
            "LOCALOFFER_REQUIRE_ROW_SECURITY": "true",
            "LOCALOFFER_WORKER": "false",
        }
    house = TextHouse(folder, more, records=records, has_worker=beside is not None)
    try:
        house.start()
        yield house
    finally:
        house.end()


def _carried_by(line: str, provider: str) -> Dict[str, str]:
    if line == TWILIO:
        return {
            "LOCALOFFER_TEXTS": line,
            "LOCALOFFER_TWILIO_ACCOUNT": ACCOUNT,
            "LOCALOFFER_TWILIO_TOKEN": TOKEN,
            "LOCALOFFER_TWILIO_SENDER": OURS,
            "LOCALOFFER_TWILIO_URL": provider,
        }
    return {
        "LOCALOFFER_TEXTS": line,
        "LOCALOFFER_NOTIFY_API_KEY": API_KEY,
        "LOCALOFFER_NOTIFY_TEMPLATE": "11111111-1111-4111-8111-111111111111",
        "LOCALOFFER_NOTIFY_TOKEN": NOTIFY_TOKEN,
        "LOCALOFFER_NOTIFY_URL": provider,
    }
