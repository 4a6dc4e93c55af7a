"""Connections of our own to PostgreSQL, beside SQLAlchemy's pools: what listens or holds a lock keeps its connection for good."""

from __future__ import annotations

from typing import Any

import psycopg
from sqlalchemy.engine import make_url

_PATIENCE = 5  # seconds until connecting is given up
_OPTIONS = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"


def is_postgresql(url: str) -> bool:
    """Whether a URL of SQLAlchemy leads to PostgreSQL."""
    return str(make_url(url).get_backend_name()) == "postgresql"


def connect(url: str, name: str) -> psycopg.Connection[Any]:
    """A connection in which each statement is a transaction of its own. `name` is what the server's own lists call it.

    A machine that is gone is noticed within half a minute on both sides: the server then frees what it held for us. Raises psycopg.Error.
    """
    return psycopg.connect(
        make_url(url).set(drivername="postgresql").render_as_string(hide_password=False),
        autocommit=True,
        connect_timeout=_PATIENCE,
        application_name=name,
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
        tcp_user_timeout=10_000,
        options=_OPTIONS,
    )
