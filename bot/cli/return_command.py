"""`localoffer return import|export`: the yearly return's care leavers table."""

from __future__ import annotations

import argparse
import csv
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.caseload.casework_reads import operator
from bot.casework.privacy.erased import erased_lookup, left_out
from bot.casework.returns.oc3 import (
    Outcome,
    gather_return,
    import_return,
    without_named_adviser,
    write_return,
)
from bot.casework.returns.oc3_checks import COLUMNS, Finding
from bot.casework.tables import YoungPerson
from bot.identity.access.decisions import Action, audited, demand, note
from bot.records.database import Database
from bot.records.keyed import Keyed
from bot.settings import Settings

_SHOWN = 20  # findings on the terminal
_YEARS = range(2017, 2100)  # ACTIV and ACCOM with these codes are younger than the table


def add_to(commands_of: Any) -> None:
    """Add the two commands and their options."""
    command = commands_of.add_parser("return", help="write or read the SSDA903 care leavers table (OC3)")
    ways = command.add_subparsers(title="ways", required=True)
    for name, what in (
        ("import", "take in a table that was sent before"),
        ("export", "write what advisers confirmed"),
    ):
        way = ways.add_parser(name, help=what)
        way.add_argument("file", type=Path, help=f"CSV with the columns {','.join(COLUMNS)}")
        way.add_argument(
            "--year", type=int, required=True, help="the year in which the collection year ends, e.g. 2026"
        )
        way.add_argument("--council", help="the council, if the records are of several, e.g. rotherham")
        way.add_argument(
            "--report", type=Path, help="CSV file for what is wrong: line, field, rule, reason, fix"
        )
        way.set_defaults(run=run, way=name, confirmed_by=None)
        if name == "import":
            way.add_argument(
                "--confirmed-by", type=int, help="the id of the adviser who confirmed these rows"
            )


def run(arguments: argparse.Namespace) -> int:
    """Write or read the table; 1 if something is wrong with a row, and then nothing is written or kept."""
    if arguments.year not in _YEARS:
        raise RuntimeError(
            f"--year: {arguments.year} is no year of this table; give the year it ends in, e.g. 2026"
        )
    settings = Settings()
    database = Database(settings.database, settings.sealing_keys())
    database.create_tables()
    made = (
        _export(database, arguments, settings)
        if arguments.way == "export"
        else _import(database, arguments, settings)
    )
    _show(made.findings, arguments.report)
    return 1 if made.findings else 0


def _export(database: Database, arguments: argparse.Namespace, settings: Settings) -> Outcome:
    with audited(database) as session:
        council = _council(session, arguments.council)
        now = _admit(session, Action.RETURN_EXPORT, settings)
        rows, made = gather_return(session, arguments.year, council)
        unnamed = without_named_adviser(session, arguments.year, council)
        if not made.findings:
            note(session, operator(), Action.RETURN_EXPORT, made.people, now)
    if made.findings:
        print(f"{arguments.file}: not written; correct what is named below")
        return made
    # Only now, with every event kept: no row leaves the house without one.
    write_return(arguments.file, rows)
    print(f"{arguments.file}: {made.rows} rows")
    if unnamed:
        print(f"{unnamed} of them come from an imported return: no adviser of ours is named for them")
    return made


def _import(database: Database, arguments: argparse.Namespace, settings: Settings) -> Outcome:
    on, lookup = settings.clock().today(), erased_lookup(Keyed(settings.secret()))
    with audited(database) as session:
        council = _council(session, arguments.council)
        now = _admit(session, Action.RETURN_IMPORT, settings)
        made = import_return(
            session, arguments.file, arguments.year, council, on, lookup, arguments.confirmed_by
        )
        if not made.findings:
            note(session, operator(), Action.RETURN_IMPORT, made.people or [None], now)
    kept = (
        "nothing kept; correct what is named below"
        if made.findings
        else f"{made.added} added, {made.changed} changed"
    )
    print(f"{arguments.file}: {made.rows} rows, {kept}")
    if made.erased:
        print(f"{arguments.file}: {left_out(made.erased)}")
    return made


def _admit(session: Session, action: Action, settings: Settings) -> datetime:
    """The moment for the events, if the operator may."""
    now = settings.clock().now()
    demand(session, operator(), action, None, now)
    return now


def _council(session: Session, given: Optional[str]) -> str:
    """The council named, or the only one on record. Raises RuntimeError if there are several."""
    known = sorted(session.execute(select(YoungPerson.council).distinct()).scalars())
    if given in known or (given is None and len(known) == 1):
        return given or str(known[0])
    listed = ", ".join(known) or "none yet"
    raise RuntimeError(f"--council: name one of the councils on record ({listed})")


def _show(findings: list[Finding], report: Optional[Path]) -> None:
    for finding in findings[:_SHOWN]:
        print(finding, file=sys.stderr)
    if len(findings) > _SHOWN:
        print(f"... {len(findings)} in all; --report FILE lists every one", file=sys.stderr)
    if report is not None:
        _write(report, findings)


def _write(report: Path, findings: list[Finding]) -> None:
    with report.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("line", "field", "rule", "reason", "fix"))
        writer.writerows((found.line, found.field, found.rule, found.reason, found.fix) for found in findings)
