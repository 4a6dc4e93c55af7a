"""What an import is to write, kept aside until all of it can be written at once.

SQLite has one writer at a time, and a chat that waits five seconds breaks. So
reading, checking and sealing a file happen without its lock; only then one
transaction writes what lies ready here, which takes a small part of the time.
"""

from __future__ import annotations

import pickle
import tempfile
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Iterator, Mapping, Optional, Type

from sqlalchemy import Table, Text, bindparam, column, insert, table, update
from sqlalchemy.orm import Session
from typing_extensions import Self

from bot.casework.intake.batch import Counts, Item
from bot.casework.intake.rows_seen import PeopleOfRun
from bot.records.sealed import Sealed


_WHOSE = "young_person_id"


class MeanwhileError(RuntimeError):
    """Somebody else changed the records after a row was checked and before it was written."""


@dataclass(frozen=True)
class Change:
    """A row to write, sealed already: the id of the row it changes (None: a new one), what made that unique, its values."""

    place: tuple[Any, ...]
    id: Optional[int]
    values: dict[str, Any]


class Stage:
    """Changes of one table in the order of the file, in a nameless file that is gone with its process, however it ends."""

    def __init__(self, kind: Any, dialect: Any) -> None:
        self._kind = kind  # one of `importing.TABLES`
        self._dialect = dialect
        self._columns: Mapping[str, Any] = kind.model.__table__.columns
        self._file: Any = tempfile.TemporaryFile()  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self._file.close()

    def add(self, items: list[Item], counts: Counts) -> None:
        """Keep what is new or changed of a batch, and count it all. Items of one file all have the same fields."""
        changes = [
            self._change(item) for item in items if item.before is None or item.is_changed(self._kind.ignored)
        ]
        new = sum(change.id is None for change in changes)
        counts.added += new
        counts.changed += len(changes) - new
        counts.same += len(items) - len(changes)
        if changes:
            pickle.dump(changes, self._file, pickle.HIGHEST_PROTOCOL)

    def write(self, session: Session, people: PeopleOfRun) -> None:
        """Write everything; `people` are those of the same run, written before. Raises MeanwhileError if a row is no longer as it was checked."""
        plain = _plain(self._kind.model.__table__)
        for changes in self._batches():
            self._require_unchanged(session, changes)
            self._kind.prepare(session, changes)
            new = [change for change in changes if change.id is None]
            old = [change for change in changes if change.id is not None]
            if new:
                self._insert(session, plain, new, people)
            if old:
                _update(session, plain, old)

    def _insert(self, session: Session, plain: Any, new: list[Change], people: PeopleOfRun) -> None:
        for change in new:
            if change.values.get(_WHOSE, 1) < 0:
                change.values[_WHOSE] = people.real(change.values[_WHOSE])
        session.execute(insert(plain), [change.values for change in new])
        if _WHOSE not in self._columns:
            ids = self._kind.standing(session, new)
            for change in new:
                people.written(ids[change.place])

    def _change(self, item: Item) -> Change:
        defaults = {} if item.before else self._defaults()
        values = {name: self._sealed(name, value) for name, value in {**defaults, **item.after}.items()}
        place = self._kind.place(item.before or values)
        return Change(place, item.before["id"] if item.before else None, values)

    def _defaults(self) -> dict[str, Any]:
        return {name: found.default.arg for name, found in self._columns.items() if found.default is not None}

    def _sealed(self, name: str, value: Any) -> Any:
        kind = self._columns[name].type
        return kind.process_bind_param(value, self._dialect) if isinstance(kind, Sealed) else value

    def _batches(self) -> Iterator[list[Change]]:
        end = self._file.tell()
        self._file.seek(0)
        while self._file.tell() < end:
            yield pickle.load(self._file)  # noqa: S301 - our own words, in a file that nobody else can open

    def _require_unchanged(self, session: Session, changes: list[Change]) -> None:
        standing: Mapping[tuple[Any, ...], int] = self._kind.standing(session, changes)
        if any(standing.get(change.place) != change.id for change in changes):
            raise MeanwhileError


def _plain(whole: Table) -> Any:
    """The table with its sealed columns as text: what is sealed already must not be sealed again."""
    return table(
        whole.name,
        *(column(one.name, Text() if isinstance(one.type, Sealed) else one.type) for one in whole.columns),
    )


def _update(session: Session, plain: Any, changes: list[Change]) -> None:
    names = list(changes[0].values)
    statement = (
        update(plain)
        .where(plain.c.id == bindparam("the_id"))
        .values({name: bindparam(f"new_{name}") for name in names})
    )
    session.execute(
        statement,
        [
            {"the_id": change.id, **{f"new_{name}": value for name, value in change.values.items()}}
            for change in changes
        ],
    )
