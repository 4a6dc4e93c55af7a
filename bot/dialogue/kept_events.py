"""The table of Rasa's events as key rotation sees it, without Rasa, which takes seconds to load."""

from __future__ import annotations

from typing import Sequence

from sqlalchemy import Column, Integer, MetaData, Table, inspect

from bot.records.database import Database
from bot.records.key_rotation import Rotated, rotate
from bot.records.sealed import PartlySealed
from bot.records.unusable import CONVERSATIONS, explained

_EVENTS = Table("events", MetaData(), Column("id", Integer, primary_key=True), Column("data", PartlySealed))


def rotate_events(url: str, keys: Sequence[str]) -> list[Rotated]:
    """Seal what was typed with the first of `keys`; nothing where no conversation was ever kept. Raises SealError as `rotate` does, and UnusableDatabaseError."""
    database = Database(url, keys, setting=CONVERSATIONS)
    with explained(url, CONVERSATIONS):
        if not inspect(database.engine).has_table(_EVENTS.name):
            return []
    return rotate(database, keys, columns=[_EVENTS.c.data])
