"""Sends what waits for Teams, as a server does, and kills itself at one point: `python killed_sender.py <JSON of Orders>`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Callable

from invented import KEY
from out_world import carrier
from sqlalchemy import func, select

from bot.channels.teams.outbound_token import TeamsApp
from bot.channels.teams.service_hosts import ServiceHosts
from bot.channels.teams.teams_connector import TeamsConnector
from bot.delivery.sending import carrying
from bot.delivery.sending.engine import make_engine
from bot.delivery.sending.outbox_tables import OutgoingMessage, State
from bot.records.database import Database
from bot.records.reach import SENDING
from bot.settings import Clock

NEVER, HELD, TAKEN, KEPT = ("never", "held, not handed over", "taken, not kept", "kept")


@dataclass(frozen=True)
class Orders:
    """Whose outbox, whose service, where and after how many messages it dies, and how far its clock is ahead."""

    url: str
    app: dict[str, str]
    point: str = NEVER
    after: int = 0
    ahead: float = 0.0

    def run(self, patience: float) -> int:
        """Its end, waited for so many seconds."""
        folder = Path(__file__).parent
        paths = [str(folder.parents[1]), str(folder.parent), str(folder)]
        command = [sys.executable, __file__, json.dumps(asdict(self))]
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        return subprocess.run(command, timeout=patience, check=False, env=env).returncode


class ClockAhead(Clock):
    """Later than it is: whoever held a message before has let go of it."""

    def __init__(self, seconds: float) -> None:
        """By so much."""
        super().__init__()
        self._ahead = timedelta(seconds=seconds)

    def now(self) -> datetime:
        """Naive UTC."""
        return super().now() + self._ahead


def dying(method: Callable[..., Any], after: int, *, is_before: bool) -> Callable[..., Any]:
    """The method, with the end of the process before or behind the call of this number. One call at a time."""
    calls, one = 0, threading.RLock()

    def called(*given: Any) -> Any:
        nonlocal calls
        with one:
            calls += 1
            if is_before and calls > after:
                os.kill(os.getpid(), signal.SIGKILL)
            result = method(*given)
            if not is_before and calls > after:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

    return called


def prepare(orders: Orders) -> None:
    """Put the end where it belongs; until then one message is carried at a time, so that no other is on its way then."""
    if orders.point == NEVER:
        return
    if orders.point == KEPT:
        carrying.carry = dying(carrying.carry, orders.after, is_before=False)
        return
    carrying.carry = dying(carrying.carry, 10**9, is_before=True)
    TeamsConnector.send = dying(TeamsConnector.send, orders.after, is_before=orders.point == HELD)


def waiting(database: Database) -> int:
    """How many wait."""
    count = select(func.count()).where(OutgoingMessage.state == State.WAITING.value)
    with database.transaction(SENDING) as session:
        return int(session.execute(count).scalar_one())


def main(orders: Orders) -> None:
    """Until nothing waits, or dead before."""
    prepare(orders)
    database = Database(orders.url, [KEY])
    connector = TeamsConnector(TeamsApp(**orders.app), ServiceHosts(has_loopback=True))
    engine = make_engine(database, ClockAhead(orders.ahead), carrier(database, connector), [], is_server=True)
    engine.start()
    while waiting(database):
        time.sleep(0.2)
    engine.stop()


if __name__ == "__main__":
    main(Orders(**json.loads(sys.argv[1])))
