"""The engines: threads on SQLite, jobs on PostgreSQL. Each sends what is put soon after, in order, and outlives kill -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from invented import KEY
from outbox_world import Teller, a_carrier, a_text, put_all, row, states
from sqlalchemy import text, update

from bot.delivery.sending.chores import Chore
from bot.delivery.sending.engine import make_engine
from bot.delivery.sending.job_engine import AT_A_TIME
from bot.delivery.sending.outbox import retry, withdraw
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.sending.outgoing import Channel, TryAgainError
from bot.delivery.sending.ringing import ring_for_due
from bot.delivery.sending.thread_engine import AT_A_TIME as TEXTS_AT_A_TIME
from bot.settings import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.delivery.sending.outgoing import Outgoing
    from bot.records.database import Database

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0  # seconds
NOW = Clock().now
pytestmark = pytest.mark.long
ON_POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def wait_for(found: Callable[[], object], patience: float = PATIENCE) -> float:
    """Wait until something is there; how many seconds it took."""
    started = time.monotonic()
    while not found():
        assert time.monotonic() - started < patience
        time.sleep(0.05)
    return time.monotonic() - started


@contextmanager
def at_work(
    database: Database, provider: Any, chores: list[Chore] | None = None, **other: Any
) -> Iterator[None]:
    """An engine of this database."""
    carrier = a_carrier(database, provider) if provider else None
    engine = make_engine(database, Clock(), carrier, chores or [], is_server=other.get("is_server", True))
    engine.start()
    try:
        yield
    finally:
        engine.stop()


def jobs(database: Database) -> int:
    """How many jobs of messages there are."""
    with database.engine.connect() as connection:
        wanted = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'send_message'"
        return int(connection.execute(text(wanted)).scalar_one())


def test_what_is_put_leaves_soon(database: Database) -> None:
    """Before and after the engine begins; and no job is left over."""
    teller = Teller()
    put_all(database, NOW(), a_text("before"))
    with at_work(database, teller):
        wait_for(lambda: teller.keys() == ["before"])
        put_all(database, NOW(), a_text("after", "bela", is_urgent=True))
        wait_for(lambda: states(database) == {"before": "sent", "after": "sent"})
    if database.engine.dialect.name == "postgresql":
        assert jobs(database) == 0


def test_two_engines_keep_the_order_of_each_person(database: Database) -> None:
    """Some fail once or twice on the way; each is sent once."""
    people = [f"person {n}" for n in range(4)]
    soon = lambda: TryAgainError(after=1)  # noqa: E731 - the same fault, made anew
    teller = Teller({f"{who} 1": [soon(), soon()] for who in people})
    put_all(database, NOW(), *(a_text(f"{who} {n}", who) for n in range(4) for who in people))
    with at_work(database, teller), at_work(database, teller):
        wait_for(lambda: set(states(database).values()) == {"sent"})
    for who in people:
        assert teller.of(who) == [f"{who} {n}" for n in range(4)]
    assert len(teller.sent) == 16


def test_an_urgent_message_leaves_while_all_others_hang_at_their_provider(database: Database) -> None:
    """However many hang there, of the same person and of others, and of whatever channel."""
    free, hanging = threading.Event(), []

    class Hanging(Teller):
        """Takes what is urgent alone, until it is let go."""

        def send(self, outgoing: Outgoing) -> str:
            """Keep it, sooner or later."""
            if not outgoing.is_urgent:
                hanging.append(outgoing.key)
                assert free.wait(PATIENCE)
            return super().send(outgoing)

    teller = Hanging()
    texts = [a_text(f"text {number}", f"person {number % 20}") for number in range(40)]
    mails = [a_text(f"mail {number}", f"person {number}", channel=Channel.EMAIL) for number in range(20)]
    put_all(database, NOW(), *texts, *mails)
    with at_work(database, teller):
        on_sqlite = TEXTS_AT_A_TIME[Channel.SMS] + 1  # and one of email
        at_once = AT_A_TIME if database.engine.dialect.name == "postgresql" else on_sqlite
        wait_for(lambda: len(hanging) == at_once)
        put_all(database, NOW(), a_text("urgent", "person 0", is_urgent=True))
        took = wait_for(lambda: teller.keys() == ["urgent"])
        free.set()
    assert took < 10.0  # a look each second, on a busy machine


def test_an_urgent_message_overtakes_one_that_fails(database: Database) -> None:
    """While the others of the person wait."""
    teller = Teller({"slow": [TryAgainError(after=4)]})
    put_all(database, NOW(), a_text("slow"), a_text("next"))
    with at_work(database, teller):
        wait_for(lambda: row(database, "slow").last_error)
        put_all(database, NOW(), a_text("urgent", is_urgent=True))
        wait_for(lambda: len(teller.keys()) == 3)
    assert teller.keys() == ["urgent", "slow", "next"]


def test_a_wait_that_the_provider_asked_for_is_kept(database: Database) -> None:
    """`Retry-After`: not sooner, and not much later."""
    put_all(database, NOW(), a_text("1"))
    teller = Teller({"1": [TryAgainError(after=3)]})
    with at_work(database, teller):
        wait_for(lambda: row(database, "1").last_error)
        assert 1 < wait_for(lambda: teller.keys() == ["1"]) < 30


def test_a_chore_is_done_when_the_engine_begins(database: Database) -> None:
    """And one that fails stops neither the others nor the messages."""
    done, failed, teller = threading.Event(), threading.Event(), Teller()

    def fail() -> None:
        failed.set()
        raise OSError

    chores = [Chore("fails", 10, fail), Chore("sweeps", 10, done.set, needs_server=True)]
    with at_work(database, teller, chores):
        assert done.wait(PATIENCE)
        assert failed.wait(PATIENCE)
        put_all(database, NOW(), a_text("1"))
        wait_for(lambda: teller.keys() == ["1"])


def test_a_chore_that_needs_a_server_waits_for_one(database: Database) -> None:
    """`localoffer worker` does the others."""
    mine, server = threading.Event(), threading.Event()
    chores = [Chore("mine", 10, mine.set), Chore("server", 10, server.set, needs_server=True)]
    with at_work(database, Teller(), chores, is_server=False):
        assert mine.wait(PATIENCE)
        time.sleep(1)
        assert not server.is_set()


@ON_POSTGRESQL
@pytest.mark.parametrize("minutes", [10, 1440])
def test_a_chore_is_done_once_in_its_time_by_several_processes(database: Database, minutes: int) -> None:
    """Three engines begin one after the other; one of them does it, and a later start does not do it again."""
    done: list[int] = []
    for _ in range(2):
        with ExitStack() as stack:
            for n in range(3):
                chore = Chore("once", minutes, lambda n=n: done.append(n))
                stack.enter_context(at_work(database, None, [chore]))
            wait_for(lambda: done)
            time.sleep(2)
    # Where its next time comes while this runs, it is done twice.
    assert 1 <= len(done) <= 2


@pytest.mark.parametrize("minutes", [7, 90, 1441])
def test_a_chore_s_time_is_a_part_of_an_hour_or_a_day(minutes: int) -> None:
    """So that it comes at the same times in every process."""
    assert [Chore("c", fit, lambda: None).cron for fit in (1, 10, 60, 1440)] == [
        "*/1 * * * *",
        "*/10 * * * *",
        "0 */1 * * *",
        "0 3 * * *",
    ]
    with pytest.raises(ValueError, match="no part of an hour or a day"):
        _ = Chore("c", minutes, lambda: None).cron


@ON_POSTGRESQL
def test_what_is_far_away_gets_its_job_when_its_time_comes_near(database: Database) -> None:
    """Thousands of reminders for next month must not stand in the way of today's jobs."""
    put_all(database, NOW(), a_text("later", not_before=NOW() + timedelta(days=30)))
    assert jobs(database) == 0
    with database.transaction() as session:
        assert ring_for_due(session, NOW()) == 0
        assert ring_for_due(session, NOW() + timedelta(days=30)) == 1
        assert ring_for_due(session, NOW() + timedelta(days=30)) == 0
    assert jobs(database) == 1


@ON_POSTGRESQL
def test_a_job_that_was_lost_rings_again(database: Database) -> None:
    """Within a minute, as the row is the truth."""
    put_all(database, NOW(), a_text("1"))
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM procrastinate_jobs"))
    teller = Teller()
    with at_work(database, teller):
        assert wait_for(lambda: teller.keys() == ["1"]) < 60


@ON_POSTGRESQL
def test_a_job_that_nobody_ended_keeps_nobody_waiting(database: Database) -> None:
    """Its worker lives, and lost its connection when the job was over: what waits behind it goes within a minute."""
    put_all(database, NOW(), a_text("1"), a_text("2"))
    with database.engine.begin() as connection:
        connection.execute(
            text("UPDATE outgoing_message SET state = 'sent', settled_at = now() WHERE key = '1'")
        )
        connection.execute(
            text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() + interval '1 day')")
        )
        doing = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers) WHERE id = (SELECT min(id) FROM procrastinate_jobs)"
        connection.execute(text(doing))
    teller = Teller()
    with at_work(database, teller):
        assert wait_for(lambda: teller.keys() == ["2"]) < 60


@ON_POSTGRESQL
def test_one_that_is_withdrawn_or_retried_keeps_nobody_waiting(database: Database) -> None:
    """Its job, which would ring in ten minutes, stands in nobody's way."""
    put_all(database, NOW(), a_text("1", about=1), a_text("2"))
    teller = Teller({"1": [TryAgainError(after=3000)], "2": [TryAgainError(after=3000)]})
    with at_work(database, teller):
        wait_for(lambda: row(database, "1").last_error)
        with database.transaction() as session:
            withdraw(session, "reminder", [1], NOW())
        wait_for(lambda: row(database, "2").last_error)
        with database.transaction() as session:
            retry(session, session.get(OutgoingMessage, row(database, "2").id), NOW())
        wait_for(lambda: teller.keys() == ["2"])


@ON_POSTGRESQL
@pytest.mark.parametrize("became", ["withdrawn", "retried"])
def test_a_job_that_could_not_be_taken_back_keeps_nobody_waiting(database: Database, became: str) -> None:
    """Its message was withdrawn or retried while it was being done, and it rings in an hour: none waits so long."""
    put_all(database, NOW(), a_text("1"), a_text("2"))
    change = {"withdrawn": {"state": "withdrawn", "settled_at": NOW()}, "retried": {"job": None}}[became]
    with database.engine.begin() as connection:
        connection.execute(update(OutgoingMessage).where(OutgoingMessage.key == "1").values(**change))
        later = "UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour' WHERE id = (SELECT min(id) FROM procrastinate_jobs)"
        connection.execute(text(later))
    teller = Teller()
    with at_work(database, teller):
        wait_for(lambda: teller.keys()[-1:] == ["2"], 60)


@ON_POSTGRESQL
def test_the_engine_goes_on_when_the_database_comes_back(database: Database) -> None:
    """All its connections are cut; it starts anew by itself."""
    teller = Teller()
    with at_work(database, teller):
        put_all(database, NOW(), a_text("1"))
        wait_for(lambda: states(database) == {"1": "sent"})
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with database.engine.connect() as connection:
            connection.execute(text(cut))
        database.engine.dispose()
        put_all(database, NOW(), a_text("2"))
        wait_for(lambda: states(database) == {"1": "sent", "2": "sent"})
    assert teller.keys() == ["1", "2"]


CHILD = """
import sys
sys.path[:0] = {paths!r}
import threading
from outbox_world import Teller, a_carrier
from bot.delivery.sending.engine import make_engine
from bot.records.database import Database
from bot.settings import Clock
class Stuck(Teller):
    def send(self, outgoing):
        print(outgoing.key, flush=True)
        threading.Event().wait()
database = Database({url!r}, [{key!r}])
engine = make_engine(database, Clock(), a_carrier(database, Stuck()), [], is_server=False)
engine.start()
threading.Event().wait()
"""


def test_a_worker_that_is_killed_in_the_middle_of_sending_loses_nothing(database: Database) -> None:
    """Kill -9 between send and mark: within a minute another sends it, with the same key, and what waited behind it."""
    put_all(database, NOW(), a_text("1"), a_text("2"))
    paths = [str(ROOT / "tests"), str(ROOT / "tests" / "delivery")]
    url = database.engine.url.render_as_string(hide_password=False)
    code = CHILD.format(paths=paths, url=url, key=KEY)
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "1"
        child.send_signal(signal.SIGKILL)
    teller = Teller()
    with at_work(database, teller):
        assert wait_for(lambda: teller.keys() == ["1", "2"]) < 60
    assert set(states(database).values()) == {"sent"}
