"""Making a backup of both databases into a folder that only its owner can read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Mapping, Optional, Sequence

from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine, make_url

from bot.records.copies.manifest import (
    CONVERSATIONS,
    RECORDS,
    BackupError,
    Copy,
    Manifest,
    hash_of,
    mark,
    write_manifest,
)
from bot.records.copies.postgresql_copies import dump
from bot.records.copies.sqlite_copies import copy_file, file_of
from bot.records.database import make_engine

_MAKERS = {"sqlite": (copy_file, "db"), "postgresql": (dump, "dump")}


def back_up(
    urls: Mapping[str, str], folder: Path, secret: bytes, keys: Sequence[str], version: str, now: datetime
) -> Manifest:
    """Copy the databases (`RECORDS` and `CONVERSATIONS`, by URL); a server may run meanwhile. Raises BackupError.

    `secret` seals what the backup says of itself; it and the `keys` are marked and not kept. Each copy shows one moment of its database; that of the records is the older one.
    """
    kinds = {name: kind_of(url) for name, url in urls.items()}
    _make_folder(folder)
    copies = [_copy(name, kinds[name], url, folder) for name, url in _apart(urls).items()]
    manifest = Manifest(
        f"{now.isoformat(timespec='seconds')}Z", version, mark(secret.decode()), mark(keys[0]), copies
    )
    sealed = manifest.sealed(secret)
    write_manifest(folder, sealed)
    return sealed


def kind_of(url: str) -> str:
    """`sqlite` or `postgresql`. Raises BackupError for any other."""
    kind = str(make_url(url).get_backend_name())
    if kind not in _MAKERS:
        raise BackupError(f"there are no backups of {kind}; use what comes with it")
    return kind


def revision_of(engine: Engine) -> Optional[str]:
    """The step of its tables; None if they have none."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)


def _apart(urls: Mapping[str, str]) -> Mapping[str, str]:
    """Both, or one where both are in the same database, or where nobody has talked yet."""
    records, conversations = urls[RECORDS], urls[CONVERSATIONS]
    if conversations == records or (
        kind_of(conversations) == "sqlite" and not file_of(conversations).exists()
    ):
        return {RECORDS: records}
    return {RECORDS: records, CONVERSATIONS: conversations}


def _copy(name: str, kind: str, url: str, folder: Path) -> Copy:
    make, ending = _MAKERS[kind]
    file = folder / f"{name}.{ending}"
    make(url, file)
    engine = make_engine(url)
    try:
        revision = revision_of(engine)
    finally:
        engine.dispose()
    return Copy(name, kind, file.name, hash_of(file), file.stat().st_size, revision)


def _make_folder(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(f"{folder} is not empty; name a new folder")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
