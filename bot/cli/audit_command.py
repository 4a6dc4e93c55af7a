"""`localoffer audit`: who looked at a young person's record."""

from __future__ import annotations

import argparse
from typing import Any

from bot.caseload.casework_reads import operator
from bot.casework.plans.plan_status import require_by_reference
from bot.identity.access.audit_report import as_lines, audit_report
from bot.identity.access.decisions import audited
from bot.records.database import Database
from bot.settings import Settings


def add_to(commands_of: Any) -> None:
    """Add `audit`."""
    audit = commands_of.add_parser("audit", help="list every access to a young person's record")
    audit.add_argument("reference", help="the council's reference, e.g. YP-1042")
    audit.add_argument("--council", help="the council, where several use this reference")
    audit.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the report. Raises LookupError if the reference is unknown or not clear."""
    settings = Settings()
    database = Database(settings.database, settings.sealing_keys())
    database.create_tables()
    with audited(database) as session:
        person = require_by_reference(session, arguments.reference, arguments.council)
        lines = as_lines(
            arguments.reference, audit_report(session, operator(), person, settings.clock().now())
        )
    print("\n".join(lines))
    return 0
