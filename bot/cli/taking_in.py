"""What `localoffer import` does: the files one after the other, what was found in each, and then all of them at once."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Iterator, Optional, Sequence

from tqdm import tqdm  # type: ignore[import-untyped]

from bot.casework.intake.faults import Fault
from bot.casework.intake.importing import How, Report, Run, lines_of
from bot.casework.intake.rejects import REJECTS, Rejects
from bot.casework.intake.source import Source
from bot.casework.privacy.erased import erased_lookup
from bot.cli.here import Here
from bot.cli.report_file import report_writer
from bot.offer.loader import load_offer
from bot.records.database import Database

_SHOWN = 20  # findings a file on the terminal
HEADING = ("file", "line", "field", "reason", "done", "fix")

_Hear = Callable[[Source, Fault], None]


def take_in(database: Database, sources: Sequence[Source], how: How, findings: Optional[Path] = None) -> int:
    """Take the files in, all or none; 1 if a row was rejected, and then the others only where good rows are wanted.

    `findings` is the file for everything that was found, wrong or not.
    """
    reports: list[Report] = []
    with _report(findings) as hear, Run(database) as run:
        for source in sources:
            reports.append(_one(run, source, how, hear))
            if reports[-1].counts.rejected and not how.keep_going and not how.is_dry_run:
                break  # plans without their people would only be rejected too
        run.write(how)
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


@contextmanager
def _report(path: Optional[Path]) -> Iterator[_Hear]:
    """Writes each finding with its file, if a report is wanted."""
    if path is None:
        yield lambda _source, _fault: None
        return
    file, writer = report_writer(path, HEADING)
    with file:
        yield lambda source, found: writer.writerow(
            (source.path.name, found.line or "", found.field, found.reason, found.done, found.fix)
        )


def _one(run: Run, source: Source, how: How, hear: _Hear) -> Report:
    with ExitStack() as stack:
        # tqdm is told outright: other programs' bars are switched off by the environment.
        bar = stack.enter_context(
            tqdm(desc=source.path.name, unit="row", disable=not sys.stderr.isatty(), file=sys.stderr)
        )
        rejects = stack.enter_context(Rejects(source.path.with_name(f"{source.path.name}{REJECTS}")))
        keeps_rejects = how.keep_going and not how.is_dry_run

        def on_fault(fault: Fault) -> None:
            hear(source, fault)
            if keeps_rejects and fault.refuses:
                rejects.add(fault)

        how = replace(how, progress=lambda done, total: _advance(bar, done, total), on_fault=on_fault)
        report = run.read(source, how)
    _show(report, rejects)
    return report


def _advance(bar: Any, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)


def _show(report: Report, rejects: Rejects) -> None:
    """What is of no row (line 0) names a reference, which belongs into a file and not on a terminal."""
    name = report.source.path.name
    notices = [fault for fault in report.notices if fault.line]
    for fault in (*report.faults[:_SHOWN], *notices[:_SHOWN]):
        print(f"{name}: {fault}", file=sys.stderr)
    if len(report.faults) > _SHOWN:
        print(f"{name}: ... {report.counts.rejected} rows in all", file=sys.stderr)
    if report.counts.noted > _SHOWN:
        print(f"{name}: ... {report.counts.noted} findings that refuse no row", file=sys.stderr)
    if rejects.count:
        print(f"{name}: rejected rows are in {rejects.path}", file=sys.stderr)


def _name_the_rest(sources: Sequence[Source]) -> None:
    for source in sources:
        print(f"{source.path.name} ({source.table}): not read, because the file before it was refused")
