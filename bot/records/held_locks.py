"""Locks that processes share through PostgreSQL: any number of them on one connection, and all are free when it ends, whatever ended it."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from threading import Lock
from typing import Any, Optional

import psycopg
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.records.server_urls import connect

_TAKE = "SELECT pg_try_advisory_lock(%s)"
_GIVE_BACK = "SELECT pg_advisory_unlock(%s)"


def lock_number(space: str, name: str) -> int:
    """The 64 bits, with a sign, that PostgreSQL knows a lock by. Two names share one about never; then they wait for each other."""
    digest = hashlib.sha256(f"{space}:{name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def make_one_by_one(connection: Connection, seconds: int = 60) -> None:
    """Of several processes that start at once, one after the other makes what is missing in a PostgreSQL database. Raises SQLAlchemyError."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{seconds}s'")
        connection.execute(select(func.pg_advisory_xact_lock(lock_number("tables", ""))))
        connection.exec_driver_sql("SET LOCAL lock_timeout TO DEFAULT")


class HeldLocks:
    """The locks that this process holds. One thread uses it at a time.

    PostgreSQL gives a lock that we hold to us once more, so whoever asks here must know that this process does not hold it.
    """

    def __init__(self, url: str) -> None:
        self._url, self._using = url, Lock()
        self._connection: Optional[psycopg.Connection[Any]] = None
        self._life = 0

    def take(self, number: int) -> Optional[int]:
        """None if another process holds it; else which life of our connection it is held in. Raises psycopg.Error."""
        with self._using:
            return self._life if self._taken(number) else None

    def give_back(self, number: int, life: int) -> None:
        """Free it. One of a connection that has ended is free already. Raises psycopg.Error."""
        with self._using:
            if life == self._life and self._connection is not None:
                self._ask(_GIVE_BACK, number)

    def still_holds(self, life: int) -> bool:
        """Whether what was taken in this life of the connection is held still. Raises nothing: what can't be asked is lost."""
        with self._using, suppress(psycopg.Error):
            if life == self._life and self._connection is not None:
                self._ask("SELECT %s::bigint IS NOT NULL", 0)
                return True
        return False

    def close(self) -> None:
        """Free everything."""
        with self._using:
            self._drop()

    def _taken(self, number: int) -> bool:
        """On a new connection, if the one that we have turns out to be broken: nothing is held on it any more."""
        was_connected = self._connection is not None
        try:
            return self._ask(_TAKE, number)
        except psycopg.OperationalError:
            if not was_connected:
                raise
            return self._ask(_TAKE, number)

    def _ask(self, question: str, number: int) -> bool:
        try:
            row = self._connected().execute(question, (number,)).fetchone()
        except psycopg.Error:
            self._drop()
            raise
        return bool(row and row[0])

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            self._connection = connect(self._url, "localoffer locks")
            self._life += 1
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = None
