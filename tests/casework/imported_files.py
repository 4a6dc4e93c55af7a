"""Files that tests import, and the import for real on a known day that takes them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bot.casework.intake.importing import How, Report, import_file
from bot.casework.intake.source import Source
from bot.casework.privacy.erased import erased_lookup

if TYPE_CHECKING:
    from pathlib import Path

    from bot.records.database import Database
    from bot.records.keyed import Keyed

DAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 12)


def for_real(keyed: Keyed) -> How:
    """Into two councils."""
    return How(DAY, NOW, keyed.phone, erased_lookup(keyed), frozenset({"rutland", "rotherham"}))


def taken(
    database: Database, how: How, folder: Path, text: str | bytes, table: str = "people", **source: Any
) -> Report:
    """Import a file of this text."""
    path = folder / f"{table}.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return import_file(database, Source(path, table, **source), how)
