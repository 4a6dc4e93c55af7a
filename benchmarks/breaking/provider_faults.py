"""Messages that leave by themselves, while their provider fails and while what sends them is killed."""

from __future__ import annotations

import random
import time
from collections import Counter
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import Iterator

from benchmarks.breaking.bad_mail_server import (
    BREAKS_OFF,
    REFUSES,
    SAYS_NOTHING,
    TAKES,
    Mood,
    failing_mail_server,
)
from benchmarks.breaking.fault_table import Row
from benchmarks.breaking.house import House
from benchmarks.breaking.tally import Tally
from benchmarks.processes import free_port
from bot.delivery.sending.outbox import put
from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.records.database import Database
from bot.records.reach import OPERATOR

EACH = 5  # messages for each time
LONGEST_FAILURE = 3.0  # seconds
PATIENCE = 240.0  # seconds until everything must have arrived, once the provider is well: what failed waits for its next try


class ProviderFails:
    """The mail server refuses for now, breaks off or says nothing while messages are to be sent."""

    name = "provider fails (4xx, broken off, time-out)"
    kills = False

    def run(self, times: int, dice: random.Random, folder: Path) -> Row:
        """So many times; every message must arrive, and none twice unless its sender was killed."""
        mood, port = Mood(), free_port()
        house = House(folder, _mail_settings(port))
        try:
            house.start()
            with failing_mail_server(mood, port):
                for number in range(times):
                    self._strike(house, mood, dice, number)
                _wait_for(mood, times * EACH)
        finally:
            house.end()
        return Row(self.name, times, _counted(mood, times * EACH, may_repeat=self.kills), [])

    def _strike(self, house: House, mood: Mood, dice: random.Random, number: int) -> None:
        mood.now = dice.choice((REFUSES, BREAKS_OFF, SAYS_NOTHING))
        _put(house, number)
        time.sleep(dice.random() * LONGEST_FAILURE)
        mood.now = TAKES


class SenderKilled(ProviderFails):
    """Kill -9 of the server while it sends. A message that it had handed over may arrive again, with the same Message-ID."""

    name = "sender killed (kill -9)"
    kills = True

    def _strike(self, house: House, mood: Mood, dice: random.Random, number: int) -> None:
        _put(house, number)
        time.sleep(dice.random() * LONGEST_FAILURE)
        house.kill()
        house.start()


def _put(house: House, number: int) -> None:
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    with _records(house) as database:
        for message in range(EACH):
            key = f"reliability {number} {message}"
            outgoing = Outgoing(
                "reliability", Channel.EMAIL, key, f"person {message}", "duty@example.org", key, subject=key
            )
            with database.transaction(OPERATOR) as session:
                put(session, outgoing, now)


@contextmanager
def _records(house: House) -> Iterator[Database]:
    keys = (house.state / "data.key").read_text(encoding="utf-8").split()
    database = Database(f"sqlite:///{house.state / 'localoffer.db'}", keys)
    try:
        yield database
    finally:
        database.engine.dispose()


def _wait_for(mood: Mood, messages: int) -> None:
    until = time.monotonic() + PATIENCE
    while len(set(mood.ids())) < messages and time.monotonic() < until:
        time.sleep(0.2)


def _counted(mood: Mood, messages: int, *, may_repeat: bool) -> Tally:
    arrived = Counter(mood.ids())
    again = sum(times > 1 for times in arrived.values())
    return Tally(
        messages=messages,
        again=again if may_repeat else 0,
        lost=messages - len(arrived),
        doubled=0 if may_repeat else again,
    )


def _mail_settings(port: int) -> dict[str, str]:
    return {
        "LOCALOFFER_SMTP_HOST": "127.0.0.1",
        "LOCALOFFER_SMTP_PORT": str(port),
        "LOCALOFFER_SMTP_FROM": "alerts@offer.example.org",
        "LOCALOFFER_SMTP_STARTTLS": "false",
    }
