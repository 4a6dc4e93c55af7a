"""On PostgreSQL a job rings when a message is due: put in the transaction of the message, by the engine's own SQL.

Nothing here does anything on SQLite, where the server looks for itself (`thread_engine`).
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any, Optional

from sqlalchemy import BigInteger, Text, cast, column, exists, or_, select, table, text
from sqlalchemy.orm import Session

from bot.delivery.sending.outbox_tables import OutgoingMessage, State

TASK, QUEUE = "send_message", "outbox"
URGENT_QUEUE = (
    "urgent"  # has workers of its own: ordinary messages that hang at their provider must not keep it waiting
)
AHEAD = timedelta(seconds=60)  # what is due later gets its job when its time comes near (`ring_for_due`)
AT_ONCE = 1000  # jobs that are put in one transaction
URGENT, ORDINARY = 10, 0

_DEFER = text(
    "SELECT (procrastinate_defer_jobs_v1(ARRAY[ROW(:queue, :task, :priority, :lock, NULL, CAST(:args AS jsonb),"
    " CAST(:at AS timestamptz))::procrastinate_job_to_defer_v1]))[1]"
)
_CANCEL = text("SELECT procrastinate_cancel_job_v1(:job, false, true)")
# A worker that lost its connection when its job was over never says so, and lives: the job would keep its lock for ever.
_STUCK = text(
    "SELECT procrastinate_retry_job_v2(stuck.id, now(), NULL, NULL, NULL) FROM (SELECT job.id FROM procrastinate_jobs job"
    " JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'started'"
    " LEFT JOIN outgoing_message message ON message.id = CAST(job.args ->> 'message' AS integer)"
    " WHERE job.status = 'doing' AND job.task_name = :task AND (message.held_until IS NULL OR message.held_until < :now)"
    " GROUP BY job.id HAVING max(event.at) < now() - interval '20 seconds') stuck"
)
# A job that was being done when its message was withdrawn or retried could not be taken back then, and rings later for nothing.
_NEEDLESS = text(
    "SELECT procrastinate_cancel_job_v1(needless.id, false, true) FROM (SELECT job.id FROM procrastinate_jobs job"
    " LEFT JOIN outgoing_message message ON message.id = CAST(job.args ->> 'message' AS integer)"
    " AND message.job = job.id AND message.state = 'waiting'"
    " WHERE job.status = 'todo' AND job.task_name = :task AND message.id IS NULL) needless"
)
_JOBS = table("procrastinate_jobs", column("id", BigInteger), column("status"))


def has_jobs(session: Session) -> bool:
    """Whether jobs ring here."""
    return bool(session.get_bind().dialect.name == "postgresql")


def ring(session: Session, row: Any, now: datetime) -> None:
    """Let a job ring when the row is due; not yet, if that is far away."""
    if not has_jobs(session) or row.next_try_at > now + AHEAD:
        return
    wait = row.next_try_at - now
    at = datetime.now(timezone.utc) + wait if wait > timedelta() else None
    values = {
        "queue": URGENT_QUEUE if row.is_urgent else QUEUE,
        "task": TASK,
        "priority": URGENT if row.is_urgent else ORDINARY,
        "lock": own_lock(row.id) if row.is_urgent or at else f"{row.person} {row.channel}",
        "args": json.dumps({"message": row.id}),
        "at": at,
    }
    row.job = session.execute(_DEFER, values).scalar_one()


def own_lock(row_id: int) -> str:
    """The lock of a message that waits for no other: it overtakes, or must not keep those after it waiting."""
    return f"outgoing_message {row_id}"


def silence(session: Session, job: Optional[int]) -> None:
    """Take a job back that has not rung yet; others behind it wait for it no longer."""
    if job is not None and has_jobs(session):
        session.execute(_CANCEL, {"job": job})


def ring_for_stuck(session: Session, now: datetime) -> None:
    """Let jobs ring again that count as being done while nobody holds their message."""
    session.execute(_STUCK, {"task": TASK, "now": now})


def silence_needless(session: Session) -> None:
    """Take jobs back whose message waits no longer, or has another: those behind them wait for them no longer."""
    session.execute(_NEEDLESS, {"task": TASK})


def ring_for_due(session: Session, now: datetime) -> int:
    """Let jobs ring for what is due soon and has none, because it was far away or the job was lost; how many."""
    rings = (_JOBS.c.id == OutgoingMessage.job, cast(_JOBS.c.status, Text).in_(["todo", "doing"]))
    wanted = (
        select(OutgoingMessage)
        .where(
            OutgoingMessage.state == State.WAITING.value,
            OutgoingMessage.next_try_at <= now + AHEAD,
            or_(OutgoingMessage.job.is_(None), ~exists().where(*rings)),
        )
        .order_by(OutgoingMessage.due_at, OutgoingMessage.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rows = session.execute(wanted).scalars().all()
    for row in rows:
        ring(session, row, now)
    return len(rows)
