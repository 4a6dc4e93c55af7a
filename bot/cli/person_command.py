"""`localoffer person ...`: hand over what is held about somebody, erase it, or let an erased person in again."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, Callable, Optional

from sqlalchemy.orm import Session

import bot.delivery.alerts.alert_tables
import bot.delivery.conversation.journal
import bot.identity.sign_in.sign_in_tables  # noqa: F401 - with the lines above: every table must be known, or it would be forgotten
from bot.caseload.casework_reads import operator
from bot.casework.operator import Operator
from bot.casework.plans.plan_status import require_by_reference
from bot.casework.privacy.erased import erased_lookup, readmit
from bot.casework.privacy.subject_access import erase, export, scrub
from bot.identity.access.decisions import Action, audited, demand
from bot.records.database import Database
from bot.records.keyed import Keyed
from bot.settings import Settings


def add_to(commands_of: Any) -> None:
    """Add `person export`, `person erase`, `person readmit` and `person scrub`."""
    person = commands_of.add_parser("person", help="hand over or erase what is held about somebody")
    actions = person.add_subparsers(title="person", required=True)
    giving = actions.add_parser("export", help="write everything held about somebody as JSON")
    _who(giving)
    giving.add_argument(
        "--out", type=Path, help="write to this new file, readable by you alone; default: standard output"
    )
    giving.set_defaults(run=run_export)
    erasing = actions.add_parser(
        "erase", help="delete everything held about somebody but the audit's numbers"
    )
    _who(erasing)
    erasing.add_argument("--yes", action="store_true", help="really delete; there is no way back")
    erasing.set_defaults(run=run_erase)
    letting = actions.add_parser("readmit", help="let the next import bring an erased person again")
    letting.add_argument("reference", help="the council's reference, e.g. YP-1042")
    letting.add_argument("--council", required=True, help="the council that must hold the person again")
    letting.set_defaults(run=run_readmit)
    scrubbing = actions.add_parser(
        "scrub", help="rewrite the database files so that nothing deleted can be read from them"
    )
    scrubbing.set_defaults(run=run_scrub)


def run_export(arguments: argparse.Namespace) -> int:
    """Write the export; 0 if it was written. Raises LookupError if nobody has the reference."""
    if arguments.out and arguments.out.exists():
        raise RuntimeError(f"--out: {arguments.out} exists already; name a new file")
    database, now = _open(Settings())
    with audited(database) as session:
        held = export(session, _reached(session, arguments, Action.EXPORT, now), now, Operator())
    _write(json.dumps(held, indent=2, ensure_ascii=False) + "\n", arguments.out)
    return 0


def run_erase(arguments: argparse.Namespace) -> int:
    """Erase; 0 if it was done, 1 without --yes. Raises LookupError if nobody has the reference."""
    settings = Settings()
    database, now = _open(settings)
    if not arguments.yes:
        with database.transaction() as session:
            require_by_reference(session, arguments.reference, arguments.council)
        print(f"{arguments.reference} would be erased for good; add --yes to do it.", file=sys.stderr)
        return 1
    forget, scrub_conversations = conversations_of(settings)
    with audited(database) as session:
        person = _reached(session, arguments, Action.ERASE, now)
        gone = erase(session, person, now, Operator(), forget, erased_lookup(Keyed(settings.secret())))
    scrub(database.engine)
    scrub_conversations()
    for table, count in gone.items():
        print(f"{table}: {count} deleted")
    return 0


def run_readmit(arguments: argparse.Namespace) -> int:
    """Let an erased person in again; 0 if it was done. Raises LookupError if nobody of that reference was erased."""
    settings = Settings()
    database, now = _open(settings)
    lookup = erased_lookup(Keyed(settings.secret()))
    with audited(database) as session:
        demand(session, operator(), Action.READMIT, None, now)
        readmit(session, arguments.council, arguments.reference, now, Operator(), lookup)
    print(f"{arguments.reference} is no longer left out: the next import that names them adds them again")
    return 0


def run_scrub(_arguments: argparse.Namespace) -> int:
    """Rewrite the files of the records and of the conversations; 0 if both were."""
    settings = Settings()
    database, _now = _open(settings)
    scrub(database.engine)
    conversations_of(settings)[1]()
    return 0


def conversations_of(settings: Settings) -> tuple[Callable[[str], None], Callable[[], None]]:
    """How to forget one of Rasa's conversations, and how to scrub their database."""
    from bot.dialogue.tracker_store import ConversationStore  # loads Rasa, which takes seconds

    store = ConversationStore(host=settings.conversations)
    return store.forget, lambda: scrub(store.engine)


def _who(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("reference", help="the council's reference, e.g. YP-1042")
    parser.add_argument("--council", help="the council, where several use this reference")


def _open(settings: Settings) -> tuple[Database, datetime]:
    database = Database(settings.database, settings.sealing_keys())
    database.create_tables()
    return database, settings.clock().now()


def _reached(session: Session, arguments: argparse.Namespace, action: Action, now: datetime) -> int:
    """The person, if the operator may do this with them; the audit event is written by what is done."""
    person = require_by_reference(session, arguments.reference, arguments.council)
    demand(session, operator(), action, person, now)
    return person


def _write(text: str, out: Optional[Path]) -> None:
    if out is None:
        print(text, end="")
        return
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    print(f"written to {out}", file=sys.stderr)
