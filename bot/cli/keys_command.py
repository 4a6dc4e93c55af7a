"""`localoffer keys ...`: make a key for the records, and move the records to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here

if TYPE_CHECKING:
    from bot.records.key_rotation import Rotated


@localoffer.group("keys", help="make a key for the records, or move the records to it")
def keys() -> None:
    """`keys new` and `keys rotate`."""


@keys.command("new", help="print a new key")
def new() -> None:
    """Print a new key; nothing is stored."""
    from bot.records.sealed import new_key

    print(new_key())


@keys.command("rotate", help="seal every record with the first key of LOCALOFFER_DATA_KEYS")
@pass_here
def rotate(here: Here) -> int:
    """Reseal; 0 if everything is sealed with the first key, 1 if it must be run again."""
    from bot.dialogue.kept_events import rotate_events
    from bot.records.key_rotation import rotate as rotate_records

    database, ring = here.database, here.settings.sealing_keys()
    found = [*rotate_records(database, ring), *rotate_events(here.settings.conversations, ring)]
    for column in found:
        print(_line(column))
    if any(column.changed for column in found):
        print(
            "Some values changed meanwhile: run `localoffer keys rotate` again before you take the old key away."
        )
        return 1
    print("Everything is sealed with the first key. Once every server runs with it, the other keys can go.")
    return 0


def _line(column: Rotated) -> str:
    counts = f"{column.resealed} resealed, {column.current} had the first key already"
    return f"{column.table}.{column.column}: {counts}" + (
        f", {column.changed} changed meanwhile" if column.changed else ""
    )
