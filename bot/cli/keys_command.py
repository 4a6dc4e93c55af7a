"""`localoffer keys ...`: make a key for the records, and move the records to it."""

from __future__ import annotations

import argparse
from typing import Any

import bot.delivery.conversation.journal
import bot.identity.sign_in.sign_in_tables  # noqa: F401 - with the line above: a table that is not known would keep the old key
from bot.dialogue.kept_events import rotate_events
from bot.records.database import Database
from bot.records.key_rotation import Rotated, rotate
from bot.records.sealed import new_key
from bot.settings import Settings


def add_to(commands_of: Any) -> None:
    """Add `keys new` and `keys rotate`."""
    keys = commands_of.add_parser("keys", help="make a key for the records, or move the records to it")
    actions = keys.add_subparsers(title="keys", required=True)
    making = actions.add_parser("new", help="print a new key")
    making.set_defaults(run=run_new)
    moving = actions.add_parser("rotate", help="seal every record with the first key of LOCALOFFER_DATA_KEYS")
    moving.set_defaults(run=run_rotate)


def run_new(_arguments: argparse.Namespace) -> int:
    """Print a new key; nothing is stored."""
    print(new_key())
    return 0


def run_rotate(_arguments: argparse.Namespace) -> int:
    """Reseal; 0 if everything is sealed with the first key, 1 if it must be run again."""
    settings = Settings()
    keys = settings.sealing_keys()
    database = Database(settings.database, keys)
    database.create_tables()
    found = [*rotate(database, keys), *rotate_events(settings.conversations, keys)]
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
