"""What an import is to write, kept aside until all of it can be written at once.

SQLite has one writer at a time, and a chat that waits five seconds breaks. So
reading, checking and sealing the files happen without its lock, into tables that only
the import's own connection has and that are gone with it; only then one transaction
writes what lies ready there, table to table, which takes a small part of the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Any, Mapping, Optional, Type

from sqlalchemy import Column, Integer, MetaData, Table, Text, event, insert, text
from sqlalchemy.orm import Session
from typing_extensions import Self

from bot.casework.intake.batch import Counts, Item
from bot.records.database import Database
from bot.records.reach import OPERATOR, info, say_at_begin
from bot.records.sealed import Sealed

_WHOSE = "young_person_id"
_NEW = "new_number"  # of somebody who has no id yet: 1 for the first of the run
_ROW = "row_number"
_CACHE = 64 * 1024  # KiB; with SQLite's usual 2 MiB, each row would push index pages out to the disk


class MeanwhileError(RuntimeError):
    """Somebody else changed the records after a row was checked and before it was written."""


class Aside:
    """A connection with room for what is not written yet. It is closed at the end, and all of that is gone, however it ends."""

    def __init__(self, database: Database) -> None:
        self._connection = database.engine.connect()
        self.is_sqlite = self._connection.dialect.name == "sqlite"
        if self.is_sqlite:
            # Without a name: a file that nobody else can open, and that has no name in any folder.
            self._connection.exec_driver_sql("ATTACH DATABASE '' AS aside")
            self._connection.exec_driver_sql(f"PRAGMA cache_size=-{_CACHE}")
            self._connection.commit()
        self.session = Session(self._connection, future=True, expire_on_commit=False, info=info(OPERATOR))
        event.listen(self.session, "after_begin", say_at_begin)
        self._made = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.session.close()
        self._connection.invalidate()
        self._connection.close()

    def table(self, columns: list[Column]) -> Table:
        """A new table of these columns."""
        self._made += 1
        name = f"staged_{self._made}"
        if self.is_sqlite:
            made = Table(name, MetaData(), *columns, schema="aside")
        else:
            made = Table(name, MetaData(), *columns, prefixes=["TEMPORARY"])
        self.session.connection().execute(_create(made))
        self.session.commit()
        return made


@dataclass(frozen=True)
class Staged:
    """A table of rows to write, as SQL names it, and the columns that the file has."""

    name: str
    columns: tuple[str, ...]


class Stage:
    """The rows of one file that are new or changed, sealed already, in the order of the file."""

    def __init__(self, kind: Any, aside: Aside) -> None:
        self._kind = kind  # one of `importing.TABLES`
        self._aside = aside
        self._dialect = aside.session.get_bind().dialect
        self._columns: Mapping[str, Any] = kind.model.__table__.columns
        self._names = tuple(name for name in self._columns.keys() if name != "id")  # noqa: SIM118 - a collection of columns, by name
        self._defaults = {
            name: found.default.arg for name, found in self._columns.items() if found.default is not None
        }
        self._to_seal = {
            name: found.type for name, found in self._columns.items() if isinstance(found.type, Sealed)
        }
        self._present: tuple[str, ...] = ()
        self._rows = 0
        self._table = aside.table(
            [
                Column(_ROW, Integer, primary_key=True, autoincrement=False),
                Column(_NEW, Integer),
                Column("id", Integer),
                *(Column(name, _plain(self._columns[name].type)) for name in self._names),
            ]
        )

    def add(self, items: list[Item], counts: Counts) -> None:
        """Keep what is new or changed of a batch, and count it all. Items of one file all have the same fields."""
        wanted = [item for item in items if item.before is None or item.is_changed(self._kind.ignored)]
        new = sum(item.before is None for item in wanted)
        counts.added += new
        counts.changed += len(wanted) - new
        counts.same += len(items) - len(wanted)
        if wanted:
            self._present = tuple(wanted[0].after)
            self._aside.session.execute(insert(self._table), [self._row(item) for item in wanted])
        self._aside.session.commit()  # so that no look at the records grows old, and nobody waits for it

    def write(self, session: Session, before_new: int) -> None:
        """Write everything; somebody new gets the id `before_new` and their number. Raises MeanwhileError if a row is no longer as it was checked."""
        if not self._rows:
            return
        staged = Staged(str(self._table), self._present)
        if session.execute(text(self._kind.is_other(staged))).first():  # says what an SQL of ours selects
            raise MeanwhileError
        for statement in self._kind.before_writing(staged):
            session.execute(text(statement))
        session.execute(text(self._update()))
        session.execute(text(self._insert()), {"before_new": before_new})

    def _row(self, item: Item) -> dict[str, Any]:
        self._rows += 1
        values = item.after if item.before else {**self._defaults, **item.after}
        made = {name: values.get(name) for name in self._names}
        for name, kind in self._to_seal.items():
            made[name] = kind.process_bind_param(made[name], self._dialect)
        return {
            _ROW: self._rows,
            _NEW: item.new_number,
            "id": item.before["id"] if item.before else None,
            **made,
        }

    def _update(self) -> str:
        table = self._kind.model.__tablename__
        values = ", ".join(f"{name} = staged.{name}" for name in self._present)
        return f"UPDATE {table} SET {values} FROM {self._table} AS staged WHERE {table}.id = staged.id"  # noqa: S608 - names of our own tables and columns

    def _insert(self) -> str:
        """People get the ids that were counted for them; a row of somebody new, that person's."""
        table, names = self._kind.model.__tablename__, list(self._names)
        values = [f"staged.{name}" for name in names]
        if _WHOSE in names:
            values[names.index(_WHOSE)] = (
                f"CASE WHEN staged.{_WHOSE} < 0 THEN :before_new - staged.{_WHOSE} ELSE staged.{_WHOSE} END"
            )
        else:
            names, values = ["id", *names], [f":before_new + staged.{_NEW}", *values]
        return (
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)}"  # noqa: S608 - as above
            f" FROM {self._table} AS staged WHERE staged.id IS NULL ORDER BY staged.{_ROW}"
        )


def before_new(session: Session, how_many: int) -> int:
    """The id before those of so many new people, which nobody else gets any more."""
    if session.get_bind().dialect.name == "sqlite":
        # It counts on where the last one ended, also of those who were erased.
        last = "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'young_person'), 0), coalesce(max(id), 0)) FROM young_person"
        return int(session.execute(text(last)).scalar_one())
    sequence = "pg_get_serial_sequence('young_person', 'id')"
    before = int(session.execute(text(f"SELECT nextval({sequence}) - 1")).scalar_one())
    session.execute(text(f"SELECT setval({sequence}, :last)"), {"last": before + how_many})
    return before


def _plain(kind: Any) -> Any:
    """What is sealed already must not be sealed again."""
    return Text() if isinstance(kind, Sealed) else kind


def _create(table: Table) -> Any:
    from sqlalchemy.schema import CreateTable

    return CreateTable(table)
