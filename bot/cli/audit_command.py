"""`localoffer audit`: who looked at a young person's record."""

from __future__ import annotations

from typing import Optional

import click

from bot.cli.command_group import localoffer
from bot.cli.here import Here, pass_here


@localoffer.command("audit", help="list every access to a young person's record")
@click.argument("reference", help="the council's reference, e.g. YP-1042")
@click.option("--council", help="the council, where several use this reference")
@pass_here
def audit(here: Here, reference: str, council: Optional[str]) -> None:
    """Print the report. Raises LookupError if the reference is unknown or not clear."""
    from bot.caseload.casework_reads import operator
    from bot.casework.plans.plan_status import require_by_reference
    from bot.identity.access.audit_report import as_lines, audit_report
    from bot.identity.access.decisions import audited

    with audited(here.database, here.reach) as session:
        person = require_by_reference(session, reference, council)
        lines = as_lines(reference, audit_report(session, operator(), person, here.clock.now()))
    print("\n".join(lines))
