"""Taking in the files of one run: all of them or none, or with `keep_going` all their good rows, in one transaction.

First every row of every file is read, checked against the records and sealed, without keeping any writer
waiting; then one quick transaction writes what lies ready, if nobody changed it meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from types import TracebackType
from typing import Any, Callable, Iterable, Iterator, Optional, Type

from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from typing_extensions import Self

from bot.casework.intake.batch import AT_ONCE, Context, Counts, Sorted, name_of
from bot.casework.intake.contacts_file import Contacts
from bot.casework.intake.faults import Fault, IntakeError
from bot.casework.intake.no_longer_there import gone
from bot.casework.intake.people_file import People
from bot.casework.intake.plans_file import Plans
from bot.casework.intake.rows_seen import IdsMet, PeopleOfRun, RowsSeen, digest
from bot.casework.intake.source import Row, Rows, Source
from bot.casework.intake.staging import Aside, MeanwhileError, Stage, before_new
from bot.casework.operator import Operator
from bot.casework.privacy.erased import ErasedLookup, all_erased, erased_key, left_out
from bot.casework.tables import PersonalAdviser, Team
from bot.records.database import Database

TABLES: dict[str, Callable[[], Any]] = {"people": People, "plans": Plans, "contacts": Contacts}
IMPORT_LOCK = 0x10CA1  # a number that nothing else of ours locks
MOST_FAULTS = 1000  # kept in memory; `on_fault` hears of every one


@dataclass(frozen=True)
class How:
    """How to take a file in. `progress` hears (rows done, rows in all); `on_fault` hears of each finding.

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
    """What became of a file. `faults` refuse rows, `notices` don't: the first MOST_FAULTS of each.

    `notes` are about the file as a whole; `is_kept` says whether anything was written.
    """

    source: Source
    counts: Counts = field(default_factory=Counts)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_kept: bool = False


def import_file(database: Database, source: Source, how: How) -> Report:
    """Take in one file by itself. Raises IntakeError for a file that can't be read, FileNotFoundError if there is none.

    Without `keep_going`, one fault means that nothing of the file is kept.
    """
    with Run(database) as run:
        report = run.read(source, how)
        run.write(how)
    return report


class Run:
    """The files of one run. Read each of them, people first; then write them all at once."""

    def __init__(self, database: Database) -> None:
        self._kinds: dict[str, Any] = {}
        self._seen: dict[str, RowsSeen] = {}
        self._people = PeopleOfRun()
        self._staged: list[tuple[Report, Stage]] = []
        self._erased: Optional[frozenset[str]] = None
        self._aside = Aside(database)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self._aside.__exit__(kind, error, trace)

    @property
    def files(self) -> list[str]:
        """The names of the files so far."""
        return [report.source.path.name for report, _ in self._staged]

    def read(self, source: Source, how: How) -> Report:
        """Check a file against the records and the files before it. Raises IntakeError, FileNotFoundError."""
        kind = self._kinds.setdefault(source.table, TABLES[source.table]())
        kind.begin()
        report = Report(source)
        stage, session = Stage(kind, self._aside), self._aside.session
        erased = all_erased(session)
        self._erased = self._erased if self._erased is not None else erased
        self._staged.append((report, stage))
        seen = self._seen.setdefault(source.table, RowsSeen())
        _Reading(session, report, how, self._context(source, how), kind, stage, seen, self.files).run()
        session.rollback()
        return report

    def write(self, how: How) -> None:
        """Write everything that was read, unless a row was rejected without `keep_going`, or it is a dry run.

        Raises IntakeError, with nothing kept, if somebody changed the records meanwhile.
        """
        refused = any(report.counts.rejected for report, _ in self._staged)
        if how.is_dry_run or (refused and not how.keep_going):
            return
        try:
            with self._aside.session.begin():
                self._write(self._aside.session, how)
        except (IntegrityError, MeanwhileError) as error:
            # Every rule of the tables is checked before; what is left is somebody else writing at the same time.
            raise IntakeError(
                f"{', '.join(self.files)}: the records changed meanwhile; nothing was kept, run it again"
            ) from error
        for report, _ in self._staged:
            report.is_kept = True

    def _write(self, session: Session, how: How) -> None:
        for report, _ in self._staged:
            session.add(Operator().event(f"import_{report.source.table}", None, how.now))
        session.flush()  # from here on SQLite lets nobody else write, so what is looked at next stays as it is
        _wait_for_other_import(session)
        if all_erased(session) - (self._erased or frozenset()):
            raise MeanwhileError
        before = before_new(session, self._people.new) if self._people.new else 0
        for _, stage in self._staged:
            stage.write(session, before)

    def _context(self, source: Source, how: How) -> Context:
        advisers = {name.casefold(): number for name, number in source.advisers.items()}
        is_erased = _among(self._erased or frozenset(), how)
        return Context(
            source.council, how.councils, advisers, how.on, how.phone_lookup, is_erased, self._people
        )


def _wait_for_other_import(session: Session) -> None:
    """On PostgreSQL two imports of one file could each find a plan missing, and both add it: so one waits for the other."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL lock_timeout = 0"))  # the other one may take minutes
        session.execute(select(func.pg_advisory_xact_lock(IMPORT_LOCK)))


class _Reading:
    """One look through one file. Only reads the database; what is to be written goes to the stage."""

    def __init__(
        self,
        session: Session,
        report: Report,
        how: How,
        context: Context,
        kind: Any,
        stage: Stage,
        seen: RowsSeen,
        files: list[str],
    ) -> None:
        self._session, self._how, self._report, self._context = session, how, report, context
        self._kind, self._stage, self._seen, self._files = kind, stage, seen, files
        self._met = IdsMet()
        self._councils = {council for council in (context.council,) if council}
        self._refused: set[Optional[int]] = (
            set()
        )  # digests of whom rows are about that were refused; None: of whom is not known
        self._rows = Rows(report.source, kind.fields, how.on)
        report.notes.extend(self._rows.notes)
        _check_advisers(session, report.source)

    def run(self) -> None:
        """Read, sort and stage batch by batch; then tell what the file no longer has."""
        rows, done = iter(self._rows), 0
        while batch := list(islice(rows, AT_ONCE)):
            self._take([row for row, faults in batch if self._passes(row, faults)])
            done += len(batch)
            self._how.progress(done, self._rows.total)
        if None in self._refused:
            self._report.notes.append(
                f"{self._files[-1]}: what is no longer in it can't be told, as a rejected row has no reference"
            )
        else:
            self._tell(gone(self._session, self._kind, self._councils, self._met, self._refused))

    def _passes(self, row: Row, faults: list[Fault]) -> bool:
        if not any(fault.refuses for fault in faults):
            more = self._of_council(row) or self._again(row)
            faults = [*faults, more] if more else faults
            if more and not more.refuses:
                self._tell(faults)
                return False
        self._tell(faults)
        if any(fault.refuses for fault in faults):
            self._refuse(row)
            return False
        return True

    def _take(self, rows: list[Row]) -> None:
        if not rows:
            return
        made: Sorted = self._kind.sort(self._session, rows, self._context)
        self._tell(made.faults)
        lines = {fault.line for fault in made.faults if fault.refuses}
        for row in rows:
            if row.line in lines:
                self._refuse(row)
        self._report.counts.erased += made.erased
        self._keep(made)

    def _keep(self, made: Sorted) -> None:
        for item in made.items:
            if item.before:
                self._met.add(item.before["id"])
            if self._kind.model.__tablename__ == "young_person":
                born = item.value("birth_date")
                person = item.before["id"] if item.before else None
                item.new_number = self._context.people.add(*name_of(item.row), person, born)
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
        self._councils.add(council)
        return None

    def _again(self, row: Row) -> Optional[Fault]:
        said = digest(*(row.values[name] for name in self._rows.present))
        number = len(self._files) - 1
        earlier = self._seen.note(digest(*self._kind.key(row)), said, number, row.line)
        if earlier is None:
            return None
        where = f"line {earlier.line}" + (
            f" of {self._files[earlier.file]}" if earlier.file != number else ""
        )
        if earlier.is_same:
            return Fault(row.line, "", f"says the same as {where}", "leave one of the two", "taken once")
        return Fault(
            row.line, self._kind.known_by, f"says again what {where} is about", "leave one of the two"
        )

    def _refuse(self, row: Row) -> None:
        council = row.values.get("council") or self._context.council
        reference = row.values.get("reference")
        self._refused.add(digest(council, reference) if reference else None)

    def _tell(self, faults: Iterable[Fault]) -> None:
        counts, report = self._report.counts, self._report
        lines = set()
        for fault in faults:
            kept = report.faults if fault.refuses else report.notices
            if len(kept) < MOST_FAULTS:
                kept.append(fault)
            if fault.refuses:
                lines.add(fault.line)
            elif fault.line:
                counts.noted += 1
            else:
                counts.gone += 1
            self._how.on_fault(fault)
        counts.rejected += len(lines)


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
    """What became of each file, one line each, and more where something is to be known about it."""
    for report in reports:
        counts, name = report.counts, report.source.path.name
        kept = "" if report.is_kept else " - NOTHING KEPT"
        yield (
            f"{name} ({report.source.table}): {counts.added} added, {counts.changed} changed,"
            f" {counts.same} the same, {counts.rejected} rejected{kept}"
        )
        if counts.erased:
            yield f"{name}: {left_out(counts.erased)}"
        yield from report.notes
        if counts.noted:
            yield f"{name}: {counts.noted} findings that refuse no row; --report FILE lists them"
        if counts.gone:
            what = {"people": "people", "plans": "plans", "contacts": "contacts of these days"}[
                report.source.table
            ]
            yield (
                f"{name}: {counts.gone} {what} on record are not in this file; nothing of them was deleted;"
                " --report FILE lists them"
            )
