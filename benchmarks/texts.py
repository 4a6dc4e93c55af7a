"""A thousand texts in a minute at one server: how fast they are acknowledged, and whether each is answered once and in order.

`python -m benchmarks.texts` exits with 0 if the acknowledgement's 95th percentile is at most 200 ms and every text is answered, in order
for each person and none twice, with 1 if not, and with 2 if something could not be measured. With `--kill` each process that works is
killed (kill -9) in the middle, while the provider has a text of which nobody has noted yet that it was sent, and started again; texts that
were not acknowledged are then sent again, as a provider does, and nobody judges how fast.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator, List, Optional, Sequence

import psutil

from benchmarks.failure import BenchmarkError
from benchmarks.load import percentile
from benchmarks.ours import prepare
from benchmarks.own_postgresql import SERVER, MissingError, Server, server
from benchmarks.text_caller import Caller
from benchmarks.text_house import POSTGRESQL, RECORDS, SQLITE, TALKS, TextHouse, text_house
from benchmarks.text_recorder import NOTIFY, TWILIO, Recorder, Sent
from benchmarks.text_rest import recording
from benchmarks.text_tally import Records, Tally, tally
from benchmarks.text_traffic import Text, plan
from benchmarks.turns import at_least_one, tell

TEXTS, SECONDS, DANGER_SHARE = 1000, 60.0, 0.03
PROVIDER = 0.1  # seconds that the provider takes for an answer
MOST_WAIT, MOST_URGENT = 0.2, 5.0  # seconds: for the acknowledgement, and for the urgent reply to leave
PATIENCE = 300.0  # seconds until all are answered
HELD_WITHIN = 60.0  # seconds in which a text is sent, to be killed over


@dataclass
class Seen:
    """What was seen. `killed_over` are texts that the provider had while who sent them was killed."""

    texts: List[Text]
    found: Tally
    killed_over: List[Sent] = field(default_factory=list)
    not_looked_for: int = 0
    is_done: bool = True
    load: float = 0.0
    cpu: float = 0.0  # seconds of the processor that the server took, with its worker

    @property
    def acknowledged(self) -> List[float]:
        """Seconds until the acknowledgement, of texts that had it at the first try."""
        return [one.took for one in self.texts if one.is_acknowledged and one.tries == 1]

    @property
    def again(self) -> int:
        """How many texts were sent again."""
        return sum(one.tries > 1 for one in self.texts)

    @property
    def is_right(self) -> bool:
        """Whether each text is answered once, and in order."""
        return self.found.is_clean and self.is_done and not self.not_looked_for


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Text, print, judge."""
    chosen = make_parser().parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="localoffer-texts-", ignore_cleanup_errors=True) as folder:
            prepare(Path(folder), tell)
            with ExitStack() as stack:
                beside = stack.enter_context(own_server()) if chosen.database == POSTGRESQL else None
                texts = plan(chosen.texts, chosen.seconds, DANGER_SHARE, random.Random(chosen.seed))
                seen = text_all(
                    Path(folder), texts, chosen.line, beside, chosen.provider_ms / 1000, is_killed=chosen.kill
                )
    except (BenchmarkError, MissingError, OSError) as error:
        print(f"benchmarks.texts: {error}", file=sys.stderr)
        return 2
    print(report(seen, chosen))
    return 0 if seen.is_right and (chosen.kill or is_fast(seen)) else 1


def make_parser() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.texts", description=__doc__)
    parser.add_argument("--texts", type=at_least_one, default=TEXTS, help=f"default: {TEXTS}")
    parser.add_argument("--seconds", type=float, default=SECONDS, help=f"default: {SECONDS:.0f}")
    parser.add_argument("--database", choices=[SQLITE, POSTGRESQL], default=SQLITE, help="default: sqlite")
    parser.add_argument("--line", choices=[NOTIFY, TWILIO], default=NOTIFY, help="default: notify")
    parser.add_argument(
        "--provider-ms",
        type=float,
        default=PROVIDER * 1000,
        help=f"until the provider has taken a text; default: {PROVIDER * 1000:.0f}",
    )
    parser.add_argument("--kill", action="store_true", help="kill each process in the middle")
    parser.add_argument("--seed", type=int, default=1, help="of who texts what and when; default: 1")
    return parser


@contextmanager
def own_server() -> Iterator[Server]:
    """A PostgreSQL with two empty databases. Raises MissingError."""
    with server() as started:
        started.create(RECORDS)
        started.create(TALKS, owner=SERVER)
        yield started


def text_all(
    folder: Path, texts: List[Text], line: str, beside: Optional[Server], delay: float, *, is_killed: bool
) -> Seen:
    """Start everything, text, and see what came of it. Raises BenchmarkError."""
    with recording(delay) as recorder, text_house(folder, line, recorder.url, beside) as house:
        records, caller = Records(house.records), Caller(line, house.port, house.url)
        recorder.receipt = caller.receipt
        tell(f"Texting {len(texts):,} times in {texts[-1].at:.0f} seconds ...")
        calling = threading.Thread(target=caller.call_all, args=(texts,), name="calls")
        calling.start()
        try:
            killed_over = kill_all(house, recorder, texts[-1].at) if is_killed else []
            load = os.getloadavg()[0]
            calling.join()
            is_done = records.wait_until_done(recorder, PATIENCE)
            sent = recorder.all()
            found = tally(texts, list(records.turns(texts, line, sent).values()), sent)
            cpu = house.cpu_seconds()
        finally:
            caller.close()
            records.close()
    not_looked_for = sum(not recorder.was_looked_for(one, line) for one in killed_over)
    return Seen(texts, found, killed_over, not_looked_for, is_done, load, cpu)


def kill_all(house: TextHouse, recorder: Recorder, seconds: float) -> List[Sent]:
    """Kill each process once, spread over so many seconds, while a text is on its way; those texts whose sender was killed."""
    killed_over: List[Sent] = []
    strikes = house.strikes()
    for strike, is_sender in strikes:
        time.sleep(seconds / (len(strikes) + 1))
        try:
            with recorder.holding(HELD_WITHIN) as held:
                strike()
                killed_over += [held] if is_sender else []
        except TimeoutError as error:
            raise BenchmarkError("nothing was sent that could be broken off") from error
    return killed_over


def is_fast(seen: Seen) -> bool:
    """Whether texts were acknowledged, and danger was answered, in time."""
    is_urgent_fast = not seen.found.urgent_waits or percentile(seen.found.urgent_waits, 95) <= MOST_URGENT
    return percentile(seen.acknowledged, 95) <= MOST_WAIT and is_urgent_fast


def report(seen: Seen, chosen: argparse.Namespace) -> str:
    """Everything, as lines."""
    found = seen.found
    lines = [
        f"{chosen.database}, {chosen.line}, provider {chosen.provider_ms:.0f} ms{', killed' if chosen.kill else ''}",
        f"texts {found.texts:,} in {chosen.seconds:.0f} s; sent again {seen.again}; turns {found.turns:,}; answers {found.answers:,}",
        f"never acknowledged {found.refused}; lost {found.lost}; doubled {found.doubled}; for no turn {found.strays}; "
        f"out of order {found.disordered}; to the wrong one {found.mistaken}; danger without the urgent reply {found.calm}",
        f"acknowledged, ms: {_spread(seen.acknowledged, 1000)} (asked: p95 at most {MOST_WAIT * 1000:.0f})",
        f"answered, s: {_spread(found.waits)}",
        f"danger answered, s: {_spread(found.urgent_waits)} (asked: p95 at most {MOST_URGENT:.0f})",
        f"machine: {psutil.cpu_count()} cores, load {seen.load:.1f}; processor time of server and worker {seen.cpu:.0f} s",
    ]
    if not seen.is_done:
        lines.append(f"NOT DONE after {PATIENCE:.0f} seconds")
    if chosen.kill:
        lines.append(
            f"killed over {len(seen.killed_over)} texts on their way; not looked for afterwards: {seen.not_looked_for}"
        )
    return "\n".join(lines)


def _spread(values: Sequence[float], factor: float = 1.0) -> str:
    if not values:
        return "none"
    digits = 0 if factor > 1 else 1
    shares = ", ".join(f"p{share} {percentile(values, share) * factor:.{digits}f}" for share in (50, 95, 99))
    return f"{shares}, longest {max(values) * factor:.{digits}f}"


if __name__ == "__main__":
    sys.exit(main())
