"""Steps that bring a database from any earlier version to this one."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection, Engine

FOLDER = Path(__file__).resolve().parent


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the database to a version; nothing happens if it is there already."""
    with engine.begin() as connection:
        command.upgrade(config(connection), to)


def undo(engine: Engine, to: str) -> None:
    """Take a database back to a version; "base" leaves no table of ours."""
    with engine.begin() as connection:
        command.downgrade(config(connection), to)


def config(connection: Optional[Connection] = None) -> Config:
    """Alembic's configuration, for one connection if steps are to be done; there is no ini file to keep in step."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["connection"] = connection
    return made
