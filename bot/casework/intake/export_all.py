"""Everybody of a council as people.csv, plans.csv and contacts.csv, in the shape that `bot.casework.intake` takes in.

Another machine reads these files, so every cell is what the record says, even where
a spreadsheet would take it for a formula.
"""

from __future__ import annotations

import csv
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Iterable, Iterator, Mapping

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from bot.casework.declared import cells_of
from bot.casework.intake.contacts_file import FIELDS as CONTACT_FIELDS
from bot.casework.intake.contacts_file import id_of_record
from bot.casework.intake.fields import Field
from bot.casework.intake.people_file import FIELDS as PEOPLE_FIELDS
from bot.casework.intake.plans_file import FIELDS as PLAN_FIELDS
from bot.casework.tables import ContactRecord, PathwayPlan, PersonalAdviser, YoungPerson

MAPPING = "mapping.yml"
_AT_ONCE = 1000  # rows in memory
_MOST_OF_A_NAME = 150  # characters; with the number behind it a cell stays within what import takes


@dataclass(frozen=True)
class _Table:
    model: Any
    fields: tuple[Field, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)


_TABLES: Mapping[str, _Table] = {
    "people": _Table(YoungPerson, PEOPLE_FIELDS),
    "plans": _Table(PathwayPlan, PLAN_FIELDS),
    "contacts": _Table(ContactRecord, CONTACT_FIELDS),
}


def require_new(folder: Path) -> None:
    """Raise FileExistsError if the folder is there."""
    if folder.exists():
        raise FileExistsError(f"{folder} is there already; name a new folder")


def require_council(session: Session, council: str) -> None:
    """Raise LookupError that names the councils on record if this one has nobody."""
    known = sorted(session.execute(select(YoungPerson.council).distinct()).scalars())
    if council not in known:
        raise LookupError(
            f"--council: nobody of {council!r} is on record; known are {', '.join(known) or 'none yet'}"
        )


def export_all(session: Session, council: str, folder: Path) -> dict[str, int]:
    """Write the files into a new folder, all of them or none, readable by their owner alone; rows by file.

    The caller keeps the audit event first. `session` must not have been used yet: all files are of one moment.
    Raises FileExistsError if the folder is there.
    """
    _hold_still(session)
    advisers = _advisers(session, council)
    with _new_folder(folder) as making:
        counts = {f"{name}.csv": _write(session, making, name, council, advisers) for name in _TABLES}
        _write_mapping(making / MAPPING, advisers)
    return counts


def _hold_still(session: Session) -> None:
    """See the records as they are now until the end, whatever others write, so that no plan is without its person."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("BEGIN")  # Python's driver would begin only at the first change
    else:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """A folder that gets its name once everything is in it; after an error it is gone."""
    require_new(folder)
    making = folder.with_name(f"{folder.name}.part")
    making.mkdir(mode=0o700, parents=True)
    try:
        yield making
        making.rename(folder)
    except BaseException:
        shutil.rmtree(making)
        raise


def _write(session: Session, folder: Path, name: str, council: str, advisers: Mapping[int, str]) -> int:
    table, count = _TABLES[name], 0
    rows = _rows(session, _wanted(table, council))
    with _private(folder / f"{name}.csv") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        for row in rows:
            writer.writerow(_cells(row, table.columns, advisers))
            count += 1
    return count


@contextmanager
def _private(path: Path) -> Iterator[Any]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        yield file


def _rows(session: Session, wanted: Select) -> Iterable[Mapping[str, Any]]:
    found = session.execute(wanted.execution_options(stream_results=True)).yield_per(_AT_ONCE)
    rows: Iterable[Mapping[str, Any]] = found.mappings()
    return rows


def _cells(row: Mapping[str, Any], columns: tuple[str, ...], advisers: Mapping[int, str]) -> list[str]:
    return [_text(_value(row, name, advisers)) for name in columns]


def _value(row: Mapping[str, Any], name: str, advisers: Mapping[int, str]) -> Any:
    if name == "adviser":
        return advisers.get(row[name])
    return _contact_id(row) if name == "contact_id" else row[name]


def _contact_id(row: Mapping[str, Any]) -> str:
    """A contact that was never imported has no id yet; without one, two of one day and kind would be taken for one."""
    return row["contact_id"] or id_of_record(row["council"], row["id"])


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _advisers(session: Session, council: str) -> dict[int, str]:
    """What stands for each adviser of these people; with the number, because two may have one name."""
    of_people = select(YoungPerson.personal_adviser_id).where(YoungPerson.council == council)
    of_contacts = (
        select(ContactRecord.personal_adviser_id).join(YoungPerson).where(YoungPerson.council == council)
    )
    wanted = select(PersonalAdviser.id, PersonalAdviser.name).where(
        PersonalAdviser.id.in_(of_people) | PersonalAdviser.id.in_(of_contacts)
    )
    return {
        found.id: f"{found.name.strip()[:_MOST_OF_A_NAME]} ({found.id})" for found in session.execute(wanted)
    }


def _write_mapping(path: Path, advisers: Mapping[int, str]) -> None:
    """The mapping that gives an import the advisers' numbers; a database with other numbers needs them corrected."""
    files = [{"pattern": f"{name}.csv", "table": name} for name in _TABLES]
    with _private(path) as file:
        yaml.safe_dump(
            {"advisers": {name: number for number, name in advisers.items()}, "files": files},
            file,
            allow_unicode=True,
        )


def _wanted(table: _Table, council: str) -> Select:
    """By person and then as they came, so that an import into an empty database gives the same order again."""
    people, own = YoungPerson.__table__, table.model.__table__
    joined = people if own is people else own.join(people)
    wanted = select(own.c.id, *(_column(own, people, name) for name in table.columns)).select_from(joined)
    return wanted.where(people.c.council == council).order_by(people.c.id, own.c.id)


def _column(own: Any, people: Any, name: str) -> Any:
    """A column of the files, where it stands in the records: beside the row's own ones, some are the person's."""
    table, kept_as = next(
        (table, column)
        for table in (own, people)
        for column, cell in cells_of(table).items()
        if cell.name == name
    )
    return table.c[kept_as].label(name)
