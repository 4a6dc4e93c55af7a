"""Copies of PostgreSQL's databases, by its own programs. No password stands where others can see it: not among their arguments."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.engine import make_url

from bot.records.copies.manifest import BackupError
from bot.records.database import PATIENCE, make_engine

_OF_URL = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "host": "PGHOST",
    "port": "PGPORT",
}
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND usesysid IS NOT NULL"  # PostgreSQL's own; of other users it tells who they are, and not what they do
)
# What is there goes in the same transaction in which the backup comes; sequences that belong to a column go with their table. The schema itself
# stays, with who may use it. All commands are written before the first is done: of what is dropped already, PostgreSQL tells no name any more.
_DROP_ALL = """
DO $$
DECLARE
  commands text[] := ARRAY(
    SELECT format('DROP %s IF EXISTS public.%I CASCADE',
      CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, relname)
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype IN ('e', 'i'))
    UNION ALL
    SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure)
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
    UNION ALL
    SELECT format('DROP TYPE IF EXISTS public.%I CASCADE', typname)
    FROM pg_type LEFT JOIN pg_class ON pg_class.oid = typrelid
    WHERE typnamespace = 'public'::regnamespace AND (typtype IN ('e', 'd') OR relkind = 'c')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_type.oid AND deptype = 'e')
  );
  command text;
BEGIN
  FOREACH command IN ARRAY commands LOOP
    EXECUTE command;
  END LOOP;
END $$;
"""


def dump(url: str, to: Path) -> None:
    """Write the database of a URL into a new file (pg_dump's custom format). Raises BackupError."""
    os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    _run(url, "pg_dump", "--format=custom", "--no-password", "--file", str(to))


def require_alone(url: str) -> None:
    """Raise BackupError while somebody else is connected to the database."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            others = int(connection.execute(text(_OTHERS)).scalar_one())
    finally:
        engine.dispose()
    if others:
        raise BackupError(
            f"other connections to {make_url(url).database!r}: {others}; stop every server, and every command that uses it, first"
        )


def bring_back(url: str, dumped: Path, also: str = "") -> None:
    """Put what was dumped in the place of all that is there, and then do this SQL: in one transaction. Raises BackupError."""
    with tempfile.TemporaryDirectory(prefix="localoffer-restore-") as made:
        parts = {name: Path(made) / name for name in ("drop.sql", "dump.sql", "also.sql")}
        # Into a file, and not straight on: a dump that breaks off in the middle must not be taken for a whole one.
        wanted = Path(made) / "wanted.list"
        wanted.write_text(_wanted(_run(url, "pg_restore", "--list", str(dumped))), encoding="utf-8")
        how = ("--no-owner", "--use-list", str(wanted))
        _run(url, "pg_restore", *how, "--file", str(parts["dump.sql"]), str(dumped))
        parts["drop.sql"].write_text(_DROP_ALL, encoding="utf-8")
        parts["also.sql"].write_text(f"SET search_path = public;\n{also}", encoding="utf-8")
        files = [word for part in parts.values() for word in ("--file", str(part))]
        _run(
            url,
            "psql",
            "--no-psqlrc",
            "--quiet",
            "--no-password",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            *files,
        )


def _wanted(listed: str) -> str:
    """What is in a dump, but for rights on what is still to be made: they belong to the schema, which stays, and only their giver may give them."""
    return "".join(line for line in listed.splitlines(keepends=True) if " DEFAULT ACL " not in line)


def _run(url: str, program: str, *arguments: str) -> str:
    """What one of PostgreSQL's programs says. Raises BackupError."""
    found = shutil.which(program)
    if found is None:
        raise BackupError(
            f"{program} is not installed; install PostgreSQL's client: apt-get install postgresql-client"
        )
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL's, with arguments of ours
        [found, *arguments], env=_environment(url), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{program} failed: {_why(program, done.stderr.splitlines())}")
    return done.stdout


def _environment(url: str) -> Mapping[str, str]:
    """Where to connect, as PostgreSQL's programs read it."""
    read = make_url(url)
    given = {
        "PGHOST": read.host,
        "PGPORT": read.port,
        "PGUSER": read.username,
        "PGPASSWORD": read.password,
        "PGDATABASE": read.database,
        "PGCONNECT_TIMEOUT": PATIENCE,
        "PGOPTIONS": f"-c lock_timeout={PATIENCE * 1000}",
        **{name: read.query[key] for key, name in _OF_URL.items() if key in read.query},
    }
    ours = {name: str(value) for name, value in given.items() if value is not None}
    return {**{name: value for name, value in os.environ.items() if not name.startswith("PG")}, **ours}


def _why(program: str, said: Sequence[str]) -> str:
    """What went wrong, with the fix where it is known."""
    if program == "pg_dump" and re.search("row-level security|permission denied", " ".join(said)):
        return (
            "this role is not shown every row; use the URLs of localoffer_backup, or set LOCALOFFER_MIGRATION_URL"
            " to the role that owns the tables (docs/databases.md)"
        )
    return _first_error(said)


def _first_error(said: Sequence[str]) -> str:
    """The sentence that says what went wrong; the lines behind it may quote a row."""
    return next(
        (line for line in said if "error:" in line.lower()), said[0] if said else "it did not say why"
    )
