"""`localoffer audit`: who looked at a young person's record."""

from __future__ import annotations

import argparse
from typing import Any

from bot.casework.database import Database
from bot.casework.plan_status import find_by_reference
from bot.identity.audit_report import accesses_of, as_lines
from bot.settings import Settings


def add_to(commands_of: Any) -> None:
    """Add `audit`."""
    audit = commands_of.add_parser("audit", help="list every access to a young person's record")
    audit.add_argument("reference", help="the council's reference, e.g. YP-1042")
    audit.add_argument("--council", help="the council, where several use this reference")
    audit.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the report. Raises RuntimeError if the reference is unknown or not clear."""
    settings = Settings()
    database = Database(settings.database, settings.sealing_keys())
    database.create_tables()
    with database.transaction() as session:
        lines = as_lines(arguments.reference, accesses_of(session, _find(session, arguments)))
    print("\n".join(lines))
    return 0


def _find(session: Any, arguments: argparse.Namespace) -> int:
    try:
        found = find_by_reference(session, arguments.reference, arguments.council)
    except LookupError as error:
        raise RuntimeError(str(error)) from error
    if found is None:
        where = f" in {arguments.council}" if arguments.council else ""
        raise RuntimeError(f"nobody has the reference {arguments.reference!r}{where}; check the spelling and --council")
    return found
