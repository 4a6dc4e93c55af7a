"""Whether PostgreSQL's row-level security binds the role that a server connects as."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.health.states import NO_ANSWER, OFF, OK, UNGUARDED

_IS_BOUND = text("SELECT row_security_active('young_person')")


def row_security_word(engine: Engine) -> str:
    """`off` where the database has none, `unguarded` where the role is shown every row."""
    if engine.dialect.name != "postgresql":
        return OFF
    try:
        with engine.connect() as connection:
            return OK if connection.execute(_IS_BOUND).scalar_one() else UNGUARDED
    except SQLAlchemyError:
        return NO_ANSWER
