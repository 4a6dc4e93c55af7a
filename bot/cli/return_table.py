"""The yearly return's care leavers table (OC3), written and read on the terminal."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.caseload.casework_reads import operator
from bot.casework.privacy.erased import erased_lookup, left_out
from bot.casework.returns.oc3 import (
    Outcome,
    gather_return,
    import_return,
    without_codes,
    without_named_adviser,
    write_return,
)
from bot.casework.returns.oc3_checks import Finding
from bot.casework.tables import YoungPerson
from bot.cli.here import Here
from bot.cli.report_file import report_writer
from bot.identity.access.decisions import Action, audited, demand, note
from bot.records.reach import go_on_as, of_councils

_SHOWN = 20  # findings on the terminal
HEADING = ("line", "field", "rule", "reason", "fix", "done")
_YEARS = range(2017, 2100)  # ACTIV and ACCOM with these codes are younger than the table


@dataclass(frozen=True)
class Table:
    """Which table: its file, the year it ends in, and the council if it was named. Raises RuntimeError for another year."""

    file: Path
    year: int
    council: Optional[str]

    def __post_init__(self) -> None:
        if self.year not in _YEARS:
            raise RuntimeError(
                f"--year: {self.year} is no year of this table; give the year it ends in, e.g. 2026"
            )


def write_table(here: Here, table: Table) -> Outcome:
    """Write what advisers confirmed, with an event for everybody in it; nothing if something is wrong."""
    with audited(here.database, here.reach) as session:
        council = _council(session, table.council)
        now = _admit(session, Action.RETURN_EXPORT, here)
        go_on_as(session, of_councils([council]))
        rows, made = gather_return(session, table.year, council)
        unnamed = without_named_adviser(session, table.year, council)
        unknown = without_codes(session, table.year, council)
        if not made.is_refused:
            note(session, operator(), Action.RETURN_EXPORT, made.people, now)
    if made.is_refused:
        print(f"{table.file}: not written; correct what is named below")
        return made
    # Only now, with every event kept: no row leaves the house without one.
    write_return(table.file, rows)
    print(f"{table.file}: {made.rows} rows")
    if unnamed:
        print(f"{unnamed} of them come from an imported return: no adviser of ours is named for them")
    if unknown:
        print(
            f"{unknown} more were 17 to 21 on 31 March {table.year}, and no codes of theirs are on record: they are not in the table"
        )
    return made


def read_table(here: Here, table: Table, confirmed_by: Optional[int]) -> Outcome:
    """Take in a table that was sent before, with an event for everybody whose record it changed; nothing if something is wrong."""
    on, lookup = here.clock.today(), erased_lookup(here.keyed)
    with audited(here.database, here.reach) as session:
        council = _council(session, table.council)
        now = _admit(session, Action.RETURN_IMPORT, here)
        go_on_as(session, of_councils([council]))
        made = import_return(session, table.file, table.year, council, on, lookup, confirmed_by)
        if not made.is_refused:
            note(session, operator(), Action.RETURN_IMPORT, made.people or [None], now)
    kept = (
        "nothing kept; correct what is named below"
        if made.is_refused
        else f"{made.added} added, {made.changed} changed"
    )
    print(f"{table.file}: {made.rows} rows, {kept}")
    print("".join(f"{note}\n" for note in made.notes), end="")
    if made.blank:
        print(
            f"{table.file}: {made.blank} rows have no code, as rule 153 allows: nothing is known, nothing was kept"
        )
    if made.erased:
        print(f"{table.file}: {left_out(made.erased)}")
    return made


def show(made: Outcome, report: Optional[Path]) -> int:
    """Print what was found, and write all of it to a report if one is wanted; 1 if something is wrong."""
    findings = made.findings
    for finding in findings[:_SHOWN]:
        print(finding, file=sys.stderr)
    if len(findings) > _SHOWN:
        print(f"... {len(findings)} in all; --report FILE lists every one", file=sys.stderr)
    if report is not None:
        _write(report, findings)
    return 1 if made.is_refused else 0


def _admit(session: Session, action: Action, here: Here) -> datetime:
    """The moment for the events, if the operator may."""
    now = here.clock.now()
    demand(session, operator(), action, None, now)
    return now


def _council(session: Session, given: Optional[str]) -> str:
    """The council named, or the only one on record. Raises RuntimeError if there are several."""
    known = sorted(session.execute(select(YoungPerson.council).distinct()).scalars())
    if given in known or (given is None and len(known) == 1):
        return given or str(known[0])
    listed = ", ".join(known) or "none yet"
    raise RuntimeError(f"--council: name one of the councils on record ({listed})")


def _write(report: Path, findings: list[Finding]) -> None:
    file, writer = report_writer(report, HEADING)
    with file:
        writer.writerows(
            (found.line, found.field, found.rule, found.reason, found.fix, found.done) for found in findings
        )
