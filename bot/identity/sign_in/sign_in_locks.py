"""One try after the other for each phone number, whichever process takes it: what two count at once, both would allow."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.records.held_locks import lock_number


def one_at_a_time(session: Session, phone_lookup: str) -> None:
    """Wait for other tries of this number; from here on until the transaction ends, they wait for us.

    Call it before anything is counted or written. SQLite keeps all writers of its file apart. Raises SQLAlchemyError after
    the database's own patience.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(lock_number("sign-in", phone_lookup))))
    else:
        _as_only_writer(session)


def _as_only_writer(session: Session) -> None:
    connection = session.connection()
    # What has written already is the only writer; Python's driver begins nothing before that.
    if not connection.connection.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
