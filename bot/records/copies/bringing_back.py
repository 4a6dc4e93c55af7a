"""Bringing a backup back: each database is taken for ourselves, filled, worked on and put in its place."""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Iterator, Mapping, Optional, Protocol

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Text, inspect, select, text, type_coerce
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from bot.records.copies import postgresql_copies, sqlite_copies
from bot.records.copies.backing_up import kind_of
from bot.records.copies.manifest import CONVERSATIONS, RECORDS, BackupError, Copy, Manifest, mark
from bot.records.database import Base, Database, make_engine
from bot.records.key_rotation import sealed_columns
from bot.records.migrations import FOLDER
from bot.records.reach import OPERATOR
from bot.records.sealed import KeyRing, SealError, is_token

_STEPS = "alembic_version"
_LOOKED_AT = 200  # values of each sealed column, to see that our keys open them


class Place(Protocol):
    """Where one database is brought back to."""

    def held(self) -> AbstractContextManager[None]:
        """Within, nobody else uses it. Raises BackupError."""

    def fill(self, also: str = "") -> str:
        """Bring the copy, and do this SQL besides. The URL of what is to be worked on. Raises BackupError."""

    def settle(self) -> None:
        """What was worked on is in its place."""


class FilePlace:
    """A file of SQLite: filled beside, and put in its place at the end, from one moment to the next."""

    def __init__(self, url: str, source: Path) -> None:
        self._target, self._source = sqlite_copies.file_of(url), source
        self._staged: Optional[Path] = None

    def held(self) -> AbstractContextManager[None]:
        """As `Place`."""
        return sqlite_copies.held_alone(self._target)

    def fill(self, also: str = "") -> str:
        """As `Place`."""
        self._staged = sqlite_copies.stage(self._source, self._target)
        url = f"sqlite:///{self._staged}"
        _execute(url, also)
        return url

    def settle(self) -> None:
        """As `Place`."""
        assert self._staged is not None
        sqlite_copies.put_in_place(self._staged, self._target)


class ServerPlace:
    """A database of PostgreSQL: filled in one transaction."""

    def __init__(self, url: str, source: Path) -> None:
        self._url, self._source = url, source

    @contextmanager
    def held(self) -> Iterator[None]:
        """As `Place`; whoever connects afterwards waits for the transaction."""
        postgresql_copies.require_alone(self._url)
        yield

    def fill(self, also: str = "") -> str:
        """As `Place`."""
        postgresql_copies.bring_back(self._url, self._source, also)
        return self._url

    def settle(self) -> None:
        """It is there already."""


def places(manifest: Manifest, folder: Path, urls: Mapping[str, str]) -> dict[str, Place]:
    """Where each copy goes. Raises BackupError where it does not fit."""
    is_one = manifest.copy(CONVERSATIONS) is None
    if not is_one and urls[RECORDS] == urls[CONVERSATIONS]:
        raise BackupError("the backup is of two databases; set LOCALOFFER_CONVERSATIONS_URL to a second one")
    return {copy.name: _place(copy, folder, urls[copy.name]) for copy in manifest.copies}


def _place(copy: Copy, folder: Path, url: str) -> Place:
    kind = kind_of(url)
    if kind != copy.kind:
        raise BackupError(
            f"the backup's {copy.name} are of {copy.kind}, and the settings name {kind}; set LOCALOFFER_DATABASE_URL and "
            "LOCALOFFER_CONVERSATIONS_URL to databases of the same kind"
        )
    source = folder / copy.file
    return FilePlace(url, source) if kind == "sqlite" else ServerPlace(url, source)


def require_ours(manifest: Manifest, secret: bytes, keys: list[str]) -> None:
    """Raise BackupError if the backup was made with other keys, was changed since, or is a newer program's: nothing has been changed then."""
    if mark(secret.decode()) != manifest.secret:
        raise BackupError(
            "wrong key: the backup was made with another secret key; put that one into secret.key or LOCALOFFER_SECRET_KEY"
        )
    if not manifest.is_sealed(secret):
        raise BackupError(
            "the backup was changed after it was made, or is older than seals; use another backup"
        )
    if manifest.data_key not in map(mark, keys):
        raise BackupError(
            "wrong key: the backup is sealed with a key that is not here; add it to data.key or LOCALOFFER_DATA_KEYS"
        )
    records = manifest.copy(RECORDS)
    if records is None or not _is_known(records.revision):
        raise BackupError(
            f"the backup was made by a newer program (version {manifest.version}); install that one"
        )


def _is_known(revision: Optional[str]) -> bool:
    try:
        return revision is not None and ScriptDirectory(str(FOLDER)).get_revision(revision) is not None
    except CommandError:
        return False


def holds_something(url: str) -> bool:
    """Whether any table has a row. A file that is no database holds something too: nobody knows what."""
    if kind_of(url) == "sqlite" and not sqlite_copies.file_of(url).exists():
        return False
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            names = [name for name in inspect(connection).get_table_names() if name != _STEPS]
            quoted = map(engine.dialect.identifier_preparer.quote, names)
            return any(
                connection.execute(text(f"SELECT 1 FROM {name} LIMIT 1")).first() is not None  # noqa: S608 - quoted
                for name in quoted
            )
    except DatabaseError:
        return True
    finally:
        engine.dispose()


def require_opened(database: Database, keys: list[str]) -> None:
    """Raise BackupError if our keys don't open what is sealed there; the oldest and the newest values are tried."""
    ring = KeyRing(keys)
    for column in sealed_columns(Base.metadata):
        kept = select(type_coerce(column, Text)).where(column.is_not(None)).limit(_LOOKED_AT)
        key = next(iter(column.table.primary_key.columns))
        with database.connection(OPERATOR) as connection:
            found = [
                token
                for order in (key, key.desc())
                for token in connection.execute(kept.order_by(order)).scalars()
            ]
        _open_all(ring, [token for token in found if is_token(token)], f"{column.table.name}.{column.name}")


def _open_all(ring: KeyRing, tokens: list[str], where: str) -> None:
    try:
        for token in tokens:
            ring.open(token)
    except SealError:
        raise BackupError(
            f"wrong key: {where} can't be opened; add the key that was in use then to LOCALOFFER_DATA_KEYS"
        ) from None


def _execute(url: str, statements: str) -> None:
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            for statement in filter(None, map(str.strip, statements.split(";"))):
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


def name_of(url: str) -> str:
    """A database as a sentence names it, without its password."""
    return str(make_url(url).render_as_string(hide_password=True))
