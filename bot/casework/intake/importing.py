"""Taking in one file: all of it, or with `keep_going` all its good rows, in one transaction.

First every row is read, checked against the records and sealed, without keeping any writer
waiting; then one quick transaction writes what lies ready, if nobody changed it meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, Callable, Iterator, Optional

from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.casework.intake.batch import AT_ONCE, Context, Counts, Sorted
from bot.casework.intake.contacts_file import Contacts
from bot.casework.intake.faults import Fault, IntakeError
from bot.casework.intake.people_file import People
from bot.casework.intake.plans_file import Plans
from bot.casework.intake.source import Row, Rows, Source
from bot.casework.intake.staging import MeanwhileError, Stage
from bot.casework.operator import Operator
from bot.casework.privacy.erased import ErasedLookup, all_erased, erased_key, left_out
from bot.casework.tables import PersonalAdviser, Team
from bot.records.database import Database
from bot.records.reach import OPERATOR  # a number must be one person's in all councils

TABLES: dict[str, Callable[[], Any]] = {"people": People, "plans": Plans, "contacts": Contacts}
IMPORT_LOCK = 0x10CA1  # a number that nothing else of ours locks
MOST_FAULTS = 1000  # kept in memory; `on_fault` hears of every one


@dataclass(frozen=True)
class How:
    """How to take a file in. `progress` hears (rows done, rows in all); `on_fault` hears of each fault.

    `phone_lookup` and `erased_lookup` are keyed hashes: of a mobile number, and as `bot.casework.privacy.erased` has it.
    """

    on: date
    now: datetime
    phone_lookup: Callable[[str], str]
    erased_lookup: ErasedLookup
    councils: Optional[frozenset[str]] = None
    is_dry_run: bool = False
    keep_going: bool = False
    progress: Callable[[int, int], None] = lambda _done, _total: None
    on_fault: Callable[[Fault], None] = lambda _fault: None


@dataclass
class Report:
    """What became of a file. `faults` are the first MOST_FAULTS; `is_kept` says whether anything was written."""

    source: Source
    counts: Counts = field(default_factory=Counts)
    faults: list[Fault] = field(default_factory=list)
    is_kept: bool = False


def import_file(database: Database, source: Source, how: How) -> Report:
    """Take in one file. Raises IntakeError for a file that can't be read, FileNotFoundError if there is none.

    Without `keep_going`, one fault means that nothing of the file is kept.
    """
    made, table = Report(source), TABLES[source.table]()
    with Stage(table, database.engine.dialect) as stage:
        with database.transaction(OPERATOR) as session:
            erased = all_erased(session)
            _Import(session, source, how, made, table, stage, erased).run()
        if how.is_dry_run or (made.counts.rejected and not how.keep_going):
            return made
        try:
            _write(database, source, how, stage, erased)
        except (IntegrityError, MeanwhileError) as error:
            # Every rule of the tables is checked before; what is left is somebody else writing at the same time.
            raise IntakeError(
                f"{source.path.name}: the records changed meanwhile; nothing was kept, run it again"
            ) from error
    made.is_kept = True
    return made


def _write(database: Database, source: Source, how: How, stage: Stage, erased: frozenset[str]) -> None:
    with database.transaction(OPERATOR) as session:
        session.add(Operator().event(f"import_{source.table}", None, how.now))
        session.flush()  # from here on SQLite lets nobody else write, so what is looked at next stays as it is
        _wait_for_other_import(session)
        if all_erased(session) - erased:
            raise MeanwhileError
        stage.write(session)


def _wait_for_other_import(session: Session) -> None:
    """On PostgreSQL two imports of one file could each find a plan missing, and both add it: so one waits for the other."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL lock_timeout = 0"))  # the other one may take minutes
        session.execute(select(func.pg_advisory_xact_lock(IMPORT_LOCK)))


class _Import:
    """One run over one file. Only reads the database; what is to be written goes to the stage."""

    def __init__(
        self,
        session: Session,
        source: Source,
        how: How,
        report: Report,
        table: Any,
        stage: Stage,
        erased: frozenset[str],
    ) -> None:
        self._session, self._how, self._report = session, how, report
        self._table, self._stage = table, stage
        advisers = {name.casefold(): number for name, number in source.advisers.items()}
        self._context = Context(
            source.council, how.councils, advisers, how.on, how.phone_lookup, _among(erased, how)
        )
        self._first_line: dict[Any, int] = {}
        self._rows = Rows(source, self._table.fields, how.on)
        _check_advisers(session, source)

    def run(self) -> None:
        """Read, sort and stage batch by batch."""
        rows, done = iter(self._rows), 0
        while batch := list(islice(rows, AT_ONCE)):
            self._take([row for row in (self._passed(*read) for read in batch) if row])
            done += len(batch)
            self._how.progress(done, self._rows.total)

    def _passed(self, row: Optional[Row], faults: list[Fault]) -> Optional[Row]:
        if row is not None:
            fault = self._of_council(row) or self._seen(row)
            faults = [fault] if fault else []
        self._reject(faults)
        return None if faults else row

    def _take(self, rows: list[Row]) -> None:
        if not rows:
            return
        made: Sorted = self._table.sort(self._session, rows, self._context)
        self._reject(made.faults)
        self._report.counts.erased += made.erased
        if self._how.keep_going or not self._report.counts.rejected:
            self._stage.add(made.items, self._report.counts)

    def _of_council(self, row: Row) -> Optional[Fault]:
        said, given = row.values.get("council"), self._context.council
        council = said or given
        if council is None:
            return Fault(
                row.line, "council", "is not known", "add the column, or name the council with --council"
            )
        if given is not None and council != given:
            return Fault(
                row.line, "council", "is not the council of this import", "import each council by itself"
            )
        if self._context.councils is not None and council not in self._context.councils:
            return Fault(
                row.line,
                "council",
                "is none that we know",
                f"use one of {', '.join(sorted(self._context.councils))}",
            )
        row.values["council"] = council
        return None

    def _seen(self, row: Row) -> Optional[Fault]:
        line = self._first_line.setdefault(self._table.key(row), row.line)
        if line == row.line:
            return None
        return Fault(row.line, "reference", f"says again what line {line} is about", "leave one of the two")

    def _reject(self, faults: list[Fault]) -> None:
        self._report.counts.rejected += len({fault.line for fault in faults})
        self._report.faults.extend(faults[: MOST_FAULTS - len(self._report.faults)])
        for fault in faults:
            self._how.on_fault(fault)


def _check_advisers(session: Session, source: Source) -> None:
    for name, number in source.advisers.items():
        council = session.execute(
            select(Team.council).join(PersonalAdviser).where(PersonalAdviser.id == number)
        ).scalar()
        if council is None or source.council not in (None, council):
            whose = "nobody" if council is None else f"an adviser of {council}"
            raise IntakeError(
                f"mapping, advisers: {name!r} has the id {number}, which is {whose}; correct it"
            )


def _among(erased: frozenset[str], how: How) -> Callable[[str, str], bool]:
    return lambda council, reference: (
        bool(erased) and erased_key(council, reference, how.erased_lookup) in erased
    )


def lines_of(reports: list[Report]) -> Iterator[str]:
    """What became of each file, one line each, and one more if rows of erased people were left out."""
    for report in reports:
        counts = report.counts
        kept = "" if report.is_kept else " - NOTHING KEPT"
        yield (
            f"{report.source.path.name} ({report.source.table}): {counts.added} added, {counts.changed} changed,"
            f" {counts.same} the same, {counts.rejected} rejected{kept}"
        )
        if counts.erased:
            yield f"{report.source.path.name}: {left_out(counts.erased)}"
