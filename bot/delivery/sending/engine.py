"""What sends and does chores beside whatever else a process does: jobs on PostgreSQL, threads on SQLite."""

from __future__ import annotations

from typing import Optional, Protocol, Sequence

from bot.delivery.sending.carrying import Carrier
from bot.delivery.sending.chores import Chore
from bot.records.database import Database
from bot.settings import Clock


class Engine(Protocol):
    """Works from `start` to `stop`, in threads of its own. Neither raises for a database that is away: it is tried again."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End, after what is being done, but never long: what is left is found by whoever comes next."""


def make_engine(
    database: Database, clock: Clock, carrier: Optional[Carrier], chores: Sequence[Chore], *, is_server: bool
) -> Engine:
    """The engine for this database. Without a carrier it sends nothing; chores that need a server are done by one alone."""
    now = clock.now
    if database.engine.dialect.name == "postgresql":
        from bot.delivery.sending.job_engine import JobEngine  # its library is of no use elsewhere

        return JobEngine(database, now, carrier, chores, is_server=is_server)
    from bot.delivery.sending.thread_engine import ThreadEngine

    return ThreadEngine(now, carrier, [chore for chore in chores if is_server or not chore.needs_server])
