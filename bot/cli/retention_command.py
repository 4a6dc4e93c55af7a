"""`localoffer retention`: show what is past its time, or delete it."""

from __future__ import annotations

import argparse
from typing import Any

import bot.delivery.alerts.alert_tables
import bot.delivery.conversation.journal
import bot.identity.sign_in.sign_in_tables  # noqa: F401 - with the lines above: the rules name their tables
from bot.casework.privacy.erased import erased_lookup
from bot.casework.privacy.retention import Due, apply, due_for_deletion, load_rules
from bot.casework.privacy.subject_access import scrub
from bot.cli.person_command import conversations_of
from bot.records.database import Database
from bot.records.keyed import Keyed
from bot.settings import Settings


def add_to(commands_of: Any) -> None:
    """Add `retention`."""
    retention = commands_of.add_parser(
        "retention", help="show which records are past their time (data/retention.yml)"
    )
    retention.add_argument("--apply", action="store_true", help="delete them; without it nothing is changed")
    retention.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Show or delete; 0 if it went well. Raises RuntimeError if data/retention.yml is wrong."""
    settings = Settings()
    rules, _elsewhere = load_rules(settings.home / "data" / "retention.yml")
    database = Database(settings.database, settings.sealing_keys())
    database.create_tables()
    clock = settings.clock()
    if not arguments.apply:
        with database.transaction() as session:
            _show(due_for_deletion(session, rules, clock.today()), "would be deleted")
        print("Nothing was changed; --apply deletes.")
        return 0
    forget, scrub_conversations = conversations_of(settings)
    with database.transaction() as session:
        deleted = apply(
            session, rules, clock.today(), clock.now(), forget, erased_lookup(Keyed(settings.secret()))
        )
    scrub(database.engine)
    scrub_conversations()
    _show(deleted, "deleted")
    return 0


def _show(found: list[Due], what: str) -> None:
    for due in found:
        print(f"{due.rule.kind}: {due.count} {what} (kept {due.rule.keep_years} years; {due.rule.source})")
