"""One fault, again and again, each time in the middle of new talks."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path
from typing import List

from sqlalchemy import text

from benchmarks.faults.house import House
from benchmarks.faults.kinds import Fault
from benchmarks.faults.report import Row
from benchmarks.faults.talkers import Talker
from benchmarks.faults.tally import Tally, tally, user_turns
from bot.records.database import make_engine

TALKERS = 10
LONGEST_BEFORE, AFTER = 2.0, 1.0  # seconds of talk before it strikes, at most, and once all is well again


def strike_again_and_again(fault: Fault, times: int, dice: random.Random, folder: Path) -> Row:
    """What became of the messages of all times together."""
    found, waits = Tally(), []
    with fault.house(folder) as house:
        for time_of in range(times):
            talkers = _struck(fault, house, dice, time_of)
            found += _counted(house, talkers)
            waits += [
                one.took for talker in talkers for one in talker.said if one.is_danger and one.tries == 1
            ]
    return Row(fault.name, times, found, waits, may_tell=fault.may_tell)


def _struck(fault: Fault, house: House, dice: random.Random, time_of: int) -> List[Talker]:
    talkers = [
        Talker(house.url, f"t{time_of}n{number}m", random.Random(dice.random())) for number in range(TALKERS)
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
    before, found = house.turns, tally(talkers)
    house.turns = _turns(house)
    for talker in talkers:
        talker.close()
    return found + Tally(doubled=max(0, house.turns - before - user_turns(talkers) - found.told))


def _turns(house: House) -> int:
    engine = make_engine(
        house.more.get("LOCALOFFER_CONVERSATIONS_URL", f"sqlite:///{house.state / 'conversations.db'}")
    )
    try:
        with engine.connect() as connection:
            return int(
                connection.execute(text("SELECT count(*) FROM events WHERE type_name = 'user'")).scalar_one()
            )
    finally:
        engine.dispose()
