"""`localoffer import`: take in a case system's exports."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm  # type: ignore[import-untyped]

from bot.casework.intake.importing import How, Report, import_file, lines_of
from bot.casework.intake.mapping import PLAIN, load_mapping, sources_of
from bot.casework.intake.rejects import Rejects
from bot.casework.intake.source import Source
from bot.casework.privacy.erased import erased_lookup
from bot.records.database import Database
from bot.records.keyed import Keyed
from bot.settings import Settings

_SHOWN = 20  # faults a file on the terminal


def add_to(commands_of: Any) -> None:
    """Add the command and its options."""
    command = commands_of.add_parser(
        "import", help="take in people.csv, plans.csv, contacts.csv or a folder of exports"
    )
    command.add_argument("path", type=Path, help="people.csv, plans.csv, contacts.csv, or a folder")
    command.add_argument("--mapping", type=Path, help="YAML file that says which file and column is which")
    command.add_argument(
        "--council", help="the council the records are of, if no column says so, e.g. rotherham"
    )
    command.add_argument("--dry-run", action="store_true", help="check everything, keep nothing")
    command.add_argument(
        "--keep-going", action="store_true", help="take the good rows; list the others in FILE.rejects.csv"
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Take the files in; 1 if a row was rejected."""
    mapping = load_mapping(arguments.mapping) if arguments.mapping else PLAIN
    sources = sources_of(arguments.path, mapping, arguments.council)
    settings = Settings()
    how = _how(arguments, settings)
    database = Database(settings.database, settings.sealing_keys())
    database.create_tables()
    reports = []
    for source in sources:
        reports.append(_one(database, source, how))
        if reports[-1].counts.rejected and not how.keep_going and not how.is_dry_run:
            break  # plans without their people would only be rejected too
    print("\n".join(lines_of(reports)))
    _name_the_rest(sources[len(reports) :])
    return 1 if any(report.counts.rejected for report in reports) else 0


def _how(arguments: argparse.Namespace, settings: Settings) -> How:
    from bot.offer.loader import load_offer

    clock = settings.clock()
    councils = frozenset(
        place.id for place in load_offer(settings.home / "data" / "offer", lambda _figure: True).councils()
    )
    keyed = Keyed(settings.secret())
    return How(
        clock.today(),
        clock.now(),
        keyed.phone,
        erased_lookup(keyed),
        councils,
        arguments.dry_run,
        arguments.keep_going,
    )


def _one(database: Database, source: Source, how: How) -> Report:
    with ExitStack() as stack:
        # tqdm is told outright: other programs' bars are switched off by the environment.
        bar = stack.enter_context(
            tqdm(desc=source.path.name, unit="row", disable=not sys.stderr.isatty(), file=sys.stderr)
        )
        how = replace(how, progress=lambda done, total: _advance(bar, done, total))
        rejects = Rejects(source.path.with_name(f"{source.path.name}.rejects.csv"))
        if how.keep_going and not how.is_dry_run:
            how = replace(how, on_fault=stack.enter_context(rejects).add)
        report = import_file(database, source, how)
    _show(report, rejects)
    return report


def _advance(bar: Any, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)


def _show(report: Report, rejects: Rejects) -> None:
    for fault in report.faults[:_SHOWN]:
        print(f"{report.source.path.name}: {fault}", file=sys.stderr)
    if len(report.faults) > _SHOWN:
        print(f"{report.source.path.name}: ... {report.counts.rejected} rows in all", file=sys.stderr)
    if rejects.count:
        print(f"{report.source.path.name}: rejected rows are in {rejects.path}", file=sys.stderr)


def _name_the_rest(sources: list[Source]) -> None:
    for source in sources:
        print(f"{source.path.name} ({source.table}): not read, because the file before it was refused")
