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

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.casework.intake.faults import IntakeError
from bot.casework.intake.reading import layout_of, rows_of
from bot.casework.privacy.erased import ErasedLookup, all_erased, erased_key
from bot.casework.returns.oc3_checks import COLUMNS, DAY, Finding, OC3Row, birth_date_of, check
from bot.casework.tables import PersonalAdviser, ReturnFact, YoungPerson


@dataclass
class Outcome:
    """What became of a return: rows written or kept, and what is wrong. With a finding nothing is written or kept.

    `erased` rows are of people who were erased, and left out. `people` are the ids of those whose rows go out, or whose
    record an import changed.
    """

    rows: int = 0
    erased: int = 0
    added: int = 0
    changed: int = 0
    findings: list[Finding] = field(default_factory=list)
    people: list[int] = field(default_factory=list)


def gather_return(session: Session, year: int, council: str) -> tuple[list[OC3Row], Outcome]:
    """What advisers confirmed for the year that ends in `year`, by reference, and what is wrong with it."""
    found = _confirmed(session, year, council)
    rows = [
        OC3Row(row.reference, row.birth_date.strftime(DAY), row.in_touch, row.activ, row.accom)
        for row in found
    ]
    findings = list(_findings(enumerate(rows, start=2), year))
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
    read, erased = list(_read(path)), all_erased(session)
    rows = [(line, row) for line, row in read if erased_key(council, row.child, erased_lookup) not in erased]
    made = Outcome(rows=len(rows), erased=len(read) - len(rows), findings=list(_findings(rows, year)))
    people = _people(session, council)
    facts = _facts(session, year, council)
    made.findings += [
        found for line, row in rows for found in _against_records(line, row, people, facts, confirmed_by)
    ]
    if not made.findings:
        for _, row in rows:
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


def _findings(rows: Iterable[tuple[int, OC3Row]], year: int) -> Iterator[Finding]:
    seen: Counter[str] = Counter()
    for line, row in rows:
        yield from check(row, line, year)
        seen[row.child] += 1
        if row.child and seen[row.child] > 1:
            yield Finding(line, "CHILD", "INT34", "stands in the table twice", "leave one of the two rows")


def _read(path: Path) -> Iterator[tuple[int, OC3Row]]:
    layout = layout_of(path)
    if layout.heading != COLUMNS:
        raise IntakeError(
            f"{path.name}: the columns must be exactly {','.join(COLUMNS)}; correct the heading"
        )
    for line, cells in rows_of(layout):
        if len(cells) != len(COLUMNS):
            raise IntakeError(
                f"{path.name}: line {line} has {len(cells)} cells, not {len(COLUMNS)}; look for a missing comma"
            )
        yield line, OC3Row(*(cell.strip() for cell in cells))


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
    line: int, row: OC3Row, people: _People, facts: dict[int, ReturnFact], confirmed_by: Optional[int]
) -> Iterator[Finding]:
    person = people.get(row.child)
    if person is None:
        if row.child:
            yield Finding(
                line,
                "CHILD",
                "",
                "nobody has this reference in this council",
                "import people first, or correct it",
            )
        return
    if birth_date_of(row.dob) not in (None, person[1]):
        yield Finding(
            line, "DOB", "INT15", "is not the birth date on record", "correct the file or the record"
        )
    fact = facts.get(person[0])
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
