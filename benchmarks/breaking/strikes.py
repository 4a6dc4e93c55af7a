"""One fault, again and again, each time in the middle of new talks."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import List

from benchmarks.breaking.fault_kinds import Fault
from benchmarks.breaking.fault_table import Row
from benchmarks.breaking.house import House
from benchmarks.breaking.rasa_record import turns_of
from benchmarks.breaking.talkers import Talker
from benchmarks.breaking.tally import Tally, tally, user_turns

TALKERS = 10
LONGEST_BEFORE, AFTER = 2.0, 1.0  # seconds of talk before it strikes, at most, and once all is well again


@dataclass
class Struck:
    """A fault, struck so that it hits people who talk."""

    fault: Fault

    @property
    def name(self) -> str:
        """The fault's."""
        return self.fault.name

    def run(self, times: int, dice: random.Random, folder: Path) -> Row:
        """What became of the messages of all times together. Raises BenchmarkError."""
        found, waits = Tally(), []
        with self.fault.house(folder) as house:
            for number in range(times):
                talkers = _struck(self.fault, house, dice, number)
                found += _counted(house, talkers)
                waits += _waits(talkers)
        return Row(self.name, times, found, waits, may_tell=self.fault.may_tell)


def _struck(fault: Fault, house: House, dice: random.Random, number_of: int) -> List[Talker]:
    talkers = [
        Talker(house.url, f"t{number_of}n{number}m", random.Random(dice.random()))
        for number in range(TALKERS)
    ]
    enough = threading.Event()
    threads = [threading.Thread(target=talker.talk, args=(enough,)) for talker in talkers]
    for thread in threads:
        thread.start()
    try:
        time.sleep(dice.random() * LONGEST_BEFORE)
        fault.strike(house, dice)
        house.wait()
        time.sleep(AFTER)
    finally:
        enough.set()
        for thread in threads:
            thread.join()
    return talkers


def _counted(house: House, talkers: List[Talker]) -> Tally:
    """What the pages show; and turns in Rasa's record that are too many."""
    found = tally(talkers)
    turns = turns_of(house, talkers)
    for talker in talkers:
        talker.close()
    return found + Tally(doubled=max(0, turns - user_turns(talkers) - found.told))


def _waits(talkers: List[Talker]) -> List[float]:
    """Seconds until the urgent reply, where nothing had to be sent again."""
    return [one.took for talker in talkers for one in talker.said if one.is_danger and one.tries == 1]
