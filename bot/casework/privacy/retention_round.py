"""Retention by the server itself: once a day for all processes and machines together, and never two at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timezone
from typing import Callable, Optional, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bot.casework.privacy.erased import ErasedLookup
from bot.casework.privacy.retention import RETENTION, Due, Rule, apply
from bot.casework.privacy.subject_access import scrub
from bot.casework.tables import AuditEvent
from bot.records import reach
from bot.records.database import Database, empty_log

ROUND = "retention round"  # the audit event that says a round was done: how every process knows
_LOCK = 0x6C6F7265  # PostgreSQL's number for "one of us does it"; means nothing else in its database
_UK = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class RetentionParameters:
    """What a round needs besides the records: the rules, from which hour in London, and how else a conversation is forgotten."""

    rules: Sequence[Rule]
    erased_lookup: ErasedLookup
    forget: Callable[[str], None]
    hour: int = 3


@dataclass(frozen=True)
class Round:
    """What a round did. Without `was_due` it did nothing: it is too early, was done today, or another process does it."""

    was_due: bool = False
    deleted: Sequence[Due] = field(default_factory=tuple)

    @property
    def count(self) -> int:
        """How many records went."""
        return sum(due.count for due in self.deleted)


def run_retention(database: Database, parameters: RetentionParameters, now: datetime) -> Round:
    """Delete what is past its time, if nobody has today. `now` is naive UTC. Raises SQLAlchemyError, and whatever `forget` raises.

    All in one transaction: what fails leaves everything as it was, and the next call tries again.
    """
    begun = _begun(now, parameters.hour)
    if begun is None:
        return Round()
    with database.transaction(reach.RETENTION) as session:
        if not _is_ours(session) or _was_done(session, begun):
            return Round()
        # Before anything is deleted: on SQLite this takes the lock of writers, and a second process fails here.
        session.add(RETENTION.event(ROUND, None, now))
        session.flush()
        rules = list(parameters.rules)
        deleted = apply(session, rules, _day(now), now, parameters.forget, parameters.erased_lookup)
    return Round(was_due=True, deleted=deleted)


def wipe_traces(database: Database) -> None:
    """Take what was deleted out of the database's own files too, as far as that keeps nobody waiting. Raises LogInUseError."""
    if database.engine.dialect.name == "sqlite":
        empty_log(database.engine)  # its pages were overwritten when they were deleted
    else:
        with database.owning() as engine:  # PostgreSQL lets no other role do it
            scrub(engine)


def _begun(now: datetime, hour: int) -> Optional[datetime]:
    """From when on today's round is due, in naive UTC; None before that."""
    at = datetime.combine(_day(now), time(hour), _UK).astimezone(timezone.utc).replace(tzinfo=None)
    return at if now >= at else None


def _day(now: datetime) -> date:
    return now.replace(tzinfo=timezone.utc).astimezone(_UK).date()


def _is_ours(session: Session) -> bool:
    """Whether no other process is at it. PostgreSQL lets go of the lock with the transaction, also if the process dies."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return bool(
        session.execute(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": _LOCK}).scalar_one()
    )


def _was_done(session: Session, begun: datetime) -> bool:
    newest = select(func.max(AuditEvent.happened_at)).where(
        AuditEvent.actor == RETENTION.actor, AuditEvent.action == ROUND
    )
    last = session.execute(newest).scalar_one()
    return last is not None and last >= begun
