"""Steps that bring a database from any earlier version to this one."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection, Engine

FOLDER = Path(__file__).resolve().parent
_VERSION = "alembic_version"
_BESIDE = {
    "events",
    "spatial_ref_sys",
    "sqlite_sequence",
}  # Rasa's record may be kept with us; the others come by themselves


def foreign_to_us(engine: Engine) -> Optional[str]:
    """Why this database is none for this program, and the fix; None if it is empty or ours. Raises SQLAlchemyError."""
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        if _VERSION not in tables:
            return _of_others(tables)
        version = connection.execute(text(f"SELECT version_num FROM {_VERSION}")).scalar()  # noqa: S608 - our own name
        return _of_version(version, [step.revision for step in _steps(connection).walk_revisions()])


def _of_others(tables: set[str]) -> Optional[str]:
    others = sorted(table for table in tables - _BESIDE if not table.startswith("procrastinate"))
    if not others:
        return None
    return f"it holds the tables of another program ({others[0]}); name a database that is ours alone"


def _of_version(version: Optional[str], known: list[str]) -> Optional[str]:
    if version is None or version in known:
        return None
    if version.isdigit() and version > max(known):
        return f"a newer version of this program made it ({version}, and this one knows {max(known)}); start that one"
    return f"it holds the tables of another program (version {version}); name a database that is ours alone"


def _steps(connection: Connection) -> ScriptDirectory:
    return ScriptDirectory.from_config(config(connection))


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
