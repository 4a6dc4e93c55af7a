"""What `localoffer import` does: one file after the other, with what is wrong in each."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Sequence

from tqdm import tqdm  # type: ignore[import-untyped]

from bot.casework.intake.importing import How, Report, import_file, lines_of
from bot.casework.intake.rejects import Rejects
from bot.casework.intake.source import Source
from bot.casework.privacy.erased import erased_lookup
from bot.cli.here import Here
from bot.offer.loader import load_offer
from bot.records.database import Database

_SHOWN = 20  # faults a file on the terminal


def take_in(database: Database, sources: Sequence[Source], how: How) -> int:
    """Take the files in; 1 if a row was rejected, and then those behind it only where good rows are wanted."""
    reports: list[Report] = []
    for source in sources:
        reports.append(_one(database, source, how))
        if reports[-1].counts.rejected and not how.keep_going and not how.is_dry_run:
            break  # plans without their people would only be rejected too
    print("\n".join(lines_of(reports)))
    _name_the_rest(sources[len(reports) :])
    return 1 if any(report.counts.rejected for report in reports) else 0


def how_of(here: Here, *, is_dry_run: bool, keep_going: bool) -> How:
    """How to take in: on which day, for which councils, who was erased, and what to do with a wrong row."""
    # A figure that is not there is no matter here.
    offer = load_offer(here.settings.home / "data" / "offer", lambda _figure: True)
    return How(
        here.clock.today(),
        here.clock.now(),
        here.keyed.phone,
        erased_lookup(here.keyed),
        frozenset(place.id for place in offer.councils()),
        is_dry_run,
        keep_going,
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


def _name_the_rest(sources: Sequence[Source]) -> None:
    for source in sources:
        print(f"{source.path.name} ({source.table}): not read, because the file before it was refused")
