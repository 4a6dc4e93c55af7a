"""A database that can't be used: which one, why, which setting names it and what to do, in one line and without a password."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Optional, Union

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

Address = Union[str, URL]

RECORDS, CONVERSATIONS = "LOCALOFFER_DATABASE_URL", "LOCALOFFER_CONVERSATIONS_URL"
OWNER = "LOCALOFFER_MIGRATION_URL"
_PAGE = "docs/databases.md"
# What a database says in its own words, and what is to be done about it.
_SAID = (
    (r"file is not a database", "it is no SQLite database; name the right file, or move this one away"),
    (r"malformed", "the file is damaged or cut short; put a backup in its place"),
    (r"readonly|read-only", "it can only be read; let this user write the file and its folder"),
    (r"is locked", "another program has kept it locked for five seconds; stop that one, or try again"),
    (r"disk is full|No space left", "the disk is full; make room"),
    (r"authentication failed|no password supplied", "the server refuses this name or password; correct them"),
    (r"database .* does not exist", "the server has no database of this name; make it first"),
    (r"role .* does not exist", "the server does not know this user; make it first"),
    (r"permission denied", "this user may not make or use tables there; give it the database"),
    (r"too many (clients|connections)|remaining connection slots", "the server has no connection left; raise its limit"),
    (r"could not translate host name", "there is no machine of this name; correct it"),
    (r"refused|timeout|timed out|could not connect|connection to server", "no server answers there; start it, or correct host and port"),
)  # fmt: skip


class UnusableDatabaseError(RuntimeError):
    """The message is one line and names the setting and the fix."""


@contextmanager
def explained(address: Address, setting: str) -> Iterator[None]:
    """Within, what goes wrong with this database is said in one line. Raises UnusableDatabaseError."""
    try:
        yield
    except (SQLAlchemyError, OSError, ImportError) as error:
        # Without its cause, whose text may quote the address with its password.
        raise unusable(address, setting, why(address, error)) from None


def checked(address: Address, setting: str) -> URL:
    """The address, taken apart. Raises UnusableDatabaseError."""
    try:
        return make_url(address)
    except (SQLAlchemyError, ValueError):
        raise UnusableDatabaseError(
            f"{setting} is no address of a database; "
            f"write postgresql://user:password@host/name or sqlite:////folder/file.db ({_PAGE})"
        ) from None


def unusable(address: Address, setting: str, reason: str) -> UnusableDatabaseError:
    """The error that says so."""
    return UnusableDatabaseError(
        f"the database {_shown(address)} can't be used: {reason} ({setting}, {_PAGE})"
    )


def why(address: Address, error: Exception) -> str:
    """What is wrong with it, and the fix."""
    if isinstance(error, (ImportError, SQLAlchemyError)) and not isinstance(error, DBAPIError):
        return (
            f"there is no way to reach a {make_url(address).drivername} here; use postgresql:// or sqlite://"
        )
    said = str(getattr(error, "orig", None) or error)
    known = next((reason for pattern, reason in _SAID if re.search(pattern, said, re.IGNORECASE)), None)
    return _why_no_file(address) or known or f"{type(error).__name__}: {(said.splitlines() or [''])[0]}"


def _shown(address: Address) -> str:
    url = make_url(address)
    return (
        str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
    )


def _why_no_file(address: Address) -> Optional[str]:
    """What is wrong with where an SQLite file is or would be."""
    url = make_url(address)
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    file = Path(url.database)
    if file.is_dir():
        return "it is a folder; name a file in it"
    if not _is_ours(file if file.exists() else _nearest(file)):
        return "this user may not read and write there; change the rights, or name another place"
    return None if _nearest(file).is_dir() else "a file stands where its folder should be; name another place"


def _nearest(file: Path) -> Path:
    """The first of its parents that is there."""
    return next(parent for parent in file.absolute().parents if os.path.lexists(parent))


def _is_ours(path: Path) -> bool:
    return os.access(path, os.R_OK | os.W_OK)
