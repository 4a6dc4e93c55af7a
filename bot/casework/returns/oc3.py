"""The yearly return's care leavers table (SSDA903, OC3): written from and read into what advisers confirmed.

Only `ReturnFact` is read. Where somebody lives or works by other records is never
turned into a code here, because a return states what a person was asked.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Iterable, Iterator, Optional

from dateutil.relativedelta import relativedelta
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.casework.intake.faults import IntakeError
from bot.casework.privacy.erased import ErasedLookup, all_erased, erased_key
from bot.casework.returns.oc3_checks import COLUMNS, DAY, Finding, OC3Row, birth_date_of, check, year_end
from bot.casework.returns.oc3_file import read_table
from bot.casework.tables import PersonalAdviser, ReturnFact, YoungPerson

_DIED = "DIED"
FIRST_AGE, LAST_AGE = 17, 21


@dataclass
class Outcome:
    """What became of a return: rows written or kept, and what was found. With a finding that refuses, nothing is written or kept.

    `erased` rows are of people who were erased, and left out. `blank` ones have no code at all, so there was nothing to
    keep. `people` are the ids of those whose rows go out, or whose record an import changed. `notes` are about the file.
    """

    rows: int = 0
    erased: int = 0
    blank: int = 0
    added: int = 0
    changed: int = 0
    findings: list[Finding] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Whether nothing was written or kept."""
        return any(finding.refuses for finding in self.findings)


def gather_return(session: Session, year: int, council: str) -> tuple[list[OC3Row], Outcome]:
    """What advisers confirmed for the year that ends in `year`, by reference, and what is wrong with it."""
    found = _confirmed(session, year, council)
    rows = [
        OC3Row(row.reference, row.birth_date.strftime(DAY), row.in_touch, row.activ, row.accom)
        for row in found
    ]
    findings = list(_findings(enumerate(rows, start=2), year))
    died = _deaths(session, year, council)
    for line, row in enumerate(found, start=2):
        findings += _after_death(line, row.in_touch, died.get(row.id))
    return rows, Outcome(rows=len(rows), findings=findings, people=[int(row.id) for row in found])


def _confirmed(session: Session, year: int, council: str) -> list[Any]:
    wanted = (
        select(
            YoungPerson.id,
            YoungPerson.reference,
            YoungPerson.birth_date,
            ReturnFact.in_touch,
            ReturnFact.activ,
            ReturnFact.accom,
        )
        .join(ReturnFact, ReturnFact.young_person_id == YoungPerson.id)
        .where(ReturnFact.year_ending == year, YoungPerson.council == council)
        .order_by(YoungPerson.reference)
    )
    return list(session.execute(wanted))


def without_named_adviser(session: Session, year: int, council: str) -> int:
    """How many of these came from an earlier return, so that no adviser of ours is named for them."""
    wanted = (
        select(func.count())
        .select_from(ReturnFact)
        .join(YoungPerson)
        .where(
            ReturnFact.year_ending == year,
            YoungPerson.council == council,
            ReturnFact.confirmed_by_id.is_(None),
        )
    )
    return int(session.execute(wanted).scalar_one())


def without_codes(session: Session, year: int, council: str) -> int:
    """How many people of the table's ages have nothing confirmed for the year: of them it says nothing."""
    last = year_end(year)
    wanted = (
        select(func.count())
        .select_from(YoungPerson)
        .outerjoin(
            ReturnFact, (ReturnFact.young_person_id == YoungPerson.id) & (ReturnFact.year_ending == year)
        )
        .where(
            YoungPerson.council == council,
            ReturnFact.id.is_(None),
            YoungPerson.birth_date <= last - relativedelta(years=FIRST_AGE),
            YoungPerson.birth_date > last - relativedelta(years=LAST_AGE + 1),
        )
    )
    return int(session.execute(wanted).scalar_one())


def write_return(path: Path, rows: list[OC3Row]) -> None:
    """Write the table, whole or not at all."""
    beside = path.with_name(f"{path.name}.part")
    with beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(row.texts() for row in rows)
    beside.replace(path)


def import_return(
    session: Session,
    path: Path,
    year: int,
    council: str,
    on: date,
    erased_lookup: ErasedLookup,
    confirmed_by: Optional[int] = None,
) -> Outcome:
    """Take in a return that was sent before, whole or not at all; the same file twice changes nothing.

    What a named adviser confirmed is only replaced if `confirmed_by` names an adviser
    again. Raises IntakeError if the file can't be read or that adviser is not the council's.
    """
    _check_adviser(session, confirmed_by, council)
    read, erased = read_table(path, year), all_erased(session)
    rows = [
        (line, row) for line, row in read.rows if erased_key(council, row.child, erased_lookup) not in erased
    ]
    made = Outcome(rows=len(rows), erased=len(read.rows) - len(rows), notes=read.notes)
    unread = {(found.line, found.field) for found in read.findings}
    made.findings = [
        *read.findings,
        *(found for found in _findings(rows, year) if (found.line, found.field) not in unread),
    ]
    records = _Records(
        _people(session, council), _facts(session, year, council), _deaths(session, year, council)
    )
    people, facts = records.people, records.facts
    made.findings += [
        found for line, row in rows for found in _against_records(line, row, records, confirmed_by)
    ]
    made.findings.sort(key=lambda found: found.line)
    made.blank = sum(row.is_blank for _, row in rows)
    if not made.is_refused:
        for _, row in rows:
            if row.is_blank:
                continue
            _keep(
                session,
                row,
                people[row.child][0],
                facts,
                ReturnFact(year_ending=year, confirmed_on=on, confirmed_by_id=confirmed_by),
                made,
            )
    return made


_People = dict[str, tuple[int, date]]


@dataclass(frozen=True)
class _Records:
    """What a file is held against: people by reference, facts of the year by person, deaths by person."""

    people: _People
    facts: dict[int, ReturnFact]
    deaths: dict[int, list[tuple[int, str]]]


def _findings(rows: Iterable[tuple[int, OC3Row]], year: int) -> Iterator[Finding]:
    seen: Counter[str] = Counter()
    for line, row in rows:
        yield from check(row, line, year)
        seen[row.child] += 1
        if row.child and seen[row.child] > 1:
            yield Finding(line, "CHILD", "INT34", "stands in the table twice", "leave one of the two rows")


def _deaths(session: Session, year: int, council: str) -> dict[int, list[tuple[int, str]]]:
    """By person, the other years in which the return says something that can't be beside a death, or a death."""
    wanted = (
        select(ReturnFact.young_person_id, ReturnFact.year_ending, ReturnFact.in_touch)
        .join(YoungPerson)
        .where(
            YoungPerson.council == council,
            ((ReturnFact.year_ending < year) & (ReturnFact.in_touch == _DIED))
            | ((ReturnFact.year_ending > year) & (ReturnFact.in_touch != _DIED)),
        )
        .order_by(ReturnFact.year_ending)
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for person, ending, in_touch in session.execute(wanted):
        found.setdefault(person, []).append((ending, in_touch))
    return found


def _after_death(line: int, in_touch: str, others: Optional[list[tuple[int, str]]]) -> Iterator[Finding]:
    """Who died in an earlier return can't be anything else in a later one."""
    for ending, code in others or ():
        if (code == _DIED) != (in_touch == _DIED):
            yield Finding(
                line,
                "IN_TOUCH",
                "348",
                f"is {in_touch}, and the return of {ending} on record says {code}",
                "find out which is right, and correct the file or the other return",
            )
            return


def _nobody(child: str, people: _People) -> tuple[str, str]:
    bare = child.lstrip("0")
    padded = bare.isdigit() and any(known.lstrip("0") == bare for known in people)
    if padded:
        return (
            "nobody has this reference, but somebody has it with other zeros at its beginning",
            "format the column as text in the spreadsheet, so that no zero is lost",
        )
    return "nobody has this reference in this council", "import people first, or correct it"


def _people(session: Session, council: str) -> _People:
    table = YoungPerson
    wanted = select(table.reference, table.id, table.birth_date).where(table.council == council)
    return {row.reference: (row.id, row.birth_date) for row in session.execute(wanted)}


def _facts(session: Session, year: int, council: str) -> dict[int, ReturnFact]:
    wanted = (
        select(ReturnFact)
        .join(YoungPerson)
        .where(ReturnFact.year_ending == year, YoungPerson.council == council)
    )
    return {fact.young_person_id: fact for fact in session.execute(wanted).scalars()}


def _against_records(
    line: int, row: OC3Row, records: _Records, confirmed_by: Optional[int]
) -> Iterator[Finding]:
    person = records.people.get(row.child)
    if person is None:
        if row.child:
            yield Finding(line, "CHILD", "", *_nobody(row.child, records.people))
        return
    if birth_date_of(row.dob) not in (None, person[1]):
        yield Finding(
            line, "DOB", "INT15", "is not the birth date on record", "correct the file or the record"
        )
    fact = records.facts.get(person[0])
    if row.is_blank:
        if fact:
            yield Finding(
                line,
                "IN_TOUCH",
                "",
                "has no code, and codes of this year are on record",
                "give the codes if they were wrong",
                "those on record were kept",
            )
        return
    yield from _after_death(line, row.in_touch, records.deaths.get(person[0]))
    if fact and fact.confirmed_by_id and confirmed_by is None and _codes(fact) != row.texts()[2:]:
        yield Finding(
            line,
            "IN_TOUCH",
            "",
            "an adviser confirmed other codes",
            "ask the adviser, then import with --confirmed-by",
        )


def _keep(
    session: Session, row: OC3Row, person: int, facts: dict[int, ReturnFact], new: ReturnFact, made: Outcome
) -> None:
    fact = facts.get(person)
    if fact is None:
        fact, made.added = new, made.added + 1
        fact.young_person_id = person
        session.add(fact)
    elif _codes(fact) == row.texts()[2:]:
        return
    else:
        fact.confirmed_on, fact.confirmed_by_id, made.changed = (
            new.confirmed_on,
            new.confirmed_by_id,
            made.changed + 1,
        )
    fact.in_touch, fact.activ, fact.accom = row.texts()[2:]
    made.people.append(person)


def _codes(fact: ReturnFact) -> tuple[str, ...]:
    return fact.in_touch, fact.activ, fact.accom


def _check_adviser(session: Session, confirmed_by: Optional[int], council: str) -> None:
    if confirmed_by is None:
        return
    adviser = session.get(PersonalAdviser, confirmed_by)
    if adviser is None or adviser.team.council != council:
        raise IntakeError(f"--confirmed-by: no adviser of {council} has the id {confirmed_by}; correct it")
