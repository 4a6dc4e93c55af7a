"""What `localoffer restore` does, step by step: nothing is changed before everything fits."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Iterator, Optional

from sqlalchemy.exc import SQLAlchemyError

import bot.cli.every_table  # noqa: F401 - a table that is not known would be forgotten when somebody is erased again
from bot.casework.privacy.erased import erased_lookup
from bot.casework.privacy.erased_again import (
    Erased,
    as_sql,
    erase_again,
    erased_in,
    forget_events,
    from_lines,
)
from bot.casework.privacy.subject_access import scrub
from bot.records.copies.bringing_back import (
    Place,
    holds_something,
    name_of,
    places,
    require_opened,
    require_ours,
)
from bot.records.copies.manifest import (
    CONVERSATIONS,
    RECORDS,
    BackupError,
    Manifest,
    read_manifest,
    require_whole,
)
from bot.records.database import Database, make_engine
from bot.records.keyed import Keyed
from bot.records.reach import OPERATOR
from bot.settings import Settings


@dataclass(frozen=True)
class Restored:
    """What was brought back, how many are known to be erased, and how many had to be erased again."""

    manifest: Manifest
    known: int
    again: int


def urls_of(settings: Settings) -> dict[str, str]:
    """Both databases, as the role that is shown every row."""
    return {RECORDS: settings.database_as_owner, CONVERSATIONS: settings.conversations}


def restore(
    settings: Settings, folder: Path, now: datetime, *, over: bool, erased: Optional[Path]
) -> Restored:
    """Bring a backup back, to this program's version, without those who were erased since. Raises BackupError, or ValueError for the list."""
    urls, manifest = urls_of(settings), read_manifest(folder)
    require_ours(manifest, settings.secret(), settings.sealing_keys())  # before anything it names is believed
    require_whole(folder, manifest)
    found = places(manifest, folder, urls)
    if not over:
        _require_empty([urls[name] for name in found])
    known = _erased_since(urls[RECORDS], erased)
    with ExitStack() as stack:
        for place in found.values():
            stack.enter_context(place.held())
        again = _bring(settings, found, known, now)
    return Restored(manifest, len(known), again)


def _require_empty(urls: list[str]) -> None:
    for url in urls:
        if holds_something(url):
            raise BackupError(
                f"{name_of(url)} is not empty; --over puts the backup in the place of what is there"
            )


def _erased_since(url: str, file: Optional[Path]) -> dict[str, date]:
    """Who is known to be erased: by the list that is given, or else by the database that is replaced."""
    if file is not None:
        return from_lines(file.read_text(encoding="utf-8").splitlines(), str(file))
    if not holds_something(url):
        return {}
    engine = make_engine(url)
    try:
        return erased_in(engine)
    except SQLAlchemyError as error:
        raise BackupError(
            f"{name_of(url)} can't be asked who was erased since the backup ({type(error).__name__}); give the list with --erased"
        ) from None
    finally:
        engine.dispose()


def _bring(settings: Settings, found: dict[str, Place], known: Erased, now: datetime) -> int:
    """Fill both, work on both, and only then put both in their places: first the words, which nobody sees without a session."""
    filled = {name: place.fill(as_sql(known) if name == RECORDS else "") for name, place in found.items()}
    keys = settings.sealing_keys()
    with (
        _opened(filled[RECORDS], keys) as records,
        _opened(filled.get(CONVERSATIONS, filled[RECORDS]), keys) as talks,
    ):
        records.create_tables()
        require_opened(records, keys)
        lookup = erased_lookup(Keyed(settings.secret()))
        with records.transaction(OPERATOR) as session:
            again = erase_again(session, now, partial(forget_events, talks.engine), lookup)
        if again:
            scrub(records.engine)
            scrub(talks.engine)
    for name in reversed(list(found)):
        found[name].settle()
    return again


@contextmanager
def _opened(url: str, keys: list[str]) -> Iterator[Database]:
    database = Database(url, keys)
    try:
        yield database
    finally:
        database.engine.dispose()
