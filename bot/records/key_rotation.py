"""Resealing what is sealed with an older key, so that the older key can be thrown away.

Sealed columns are found by walking the metadata. Each batch is one transaction;
a run that was stopped is simply started again, and passes over what is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Callable, Iterator, Mapping, Optional, Sequence

from sqlalchemy import Column, MetaData, Table, Text, bindparam, select, type_coerce, update
from sqlalchemy.orm import Session

from bot.records.database import Base, Database
from bot.records.reach import KEYS
from bot.records.sealed import KeyRing, PartlySealed, Sealed, SealError, is_token

BATCH = 1_000  # rows in one transaction: short enough not to keep writers waiting


@dataclass(frozen=True)
class Rotated:
    """What became of the values of one column. `changed` were written by others meanwhile: run again."""

    table: str
    column: str
    resealed: int = 0
    current: int = 0
    changed: int = 0


def sealed_columns(metadata: MetaData) -> Iterator[Column]:
    """Every column whose values are sealed."""
    for table in metadata.sorted_tables:
        yield from (column for column in table.columns if isinstance(column.type, Sealed))


def rotate(
    database: Database,
    keys: Sequence[str],
    batch: int = BATCH,
    tell: Callable[[Rotated], None] = lambda _: None,
    columns: Optional[Sequence[Column]] = None,
) -> list[Rotated]:
    """Seal every value with the first of `keys`; the others only open. Returns the counts by column.

    `columns` are those of another database than the records'. `tell` hears the counts so far of a column after each batch. Raises SealError, naming table,
    column and row, for a value that none of the keys opens; batches before it stay done.
    """
    ring, first = KeyRing(keys), KeyRing(keys[:1])
    found = sealed_columns(Base.metadata) if columns is None else columns
    return [_rotate_column(database, column, ring, first, batch, tell) for column in found]


def _rotate_column(
    database: Database,
    column: Column,
    ring: KeyRing,
    first: KeyRing,
    batch: int,
    tell: Callable[[Rotated], None],
) -> Rotated:
    done, last = Rotated(column.table.name, column.name), None
    while True:
        with database.transaction(KEYS) as session:
            rows = _next_rows(session, column, last, batch)
            if not rows:
                return done
            done = _rotate_rows(session, column, rows, ring, first, done)
        last = rows[-1]["key"]
        tell(done)


def _next_rows(session: Session, column: Column, last: Any, batch: int) -> list[Mapping[str, Any]]:
    key = _key(column.table)
    # As plain text: the token itself is wanted, not what it holds.
    wanted = select(key.label("key"), type_coerce(column, Text).label("token")).where(column.is_not(None))
    wanted = wanted if last is None else wanted.where(key > last)
    return list(session.execute(wanted.order_by(key).limit(batch)).mappings())


def _rotate_rows(
    session: Session,
    column: Column,
    rows: list[Mapping[str, Any]],
    ring: KeyRing,
    first: KeyRing,
    done: Rotated,
) -> Rotated:
    rows = [row for row in rows if is_token(row["token"]) or not isinstance(column.type, PartlySealed)]
    old = [row for row in rows if not _opens(first, row["token"])]
    changed = sum(not _replace(session, column, row, ring) for row in old)
    return Rotated(
        done.table,
        done.column,
        done.resealed + len(old) - changed,
        done.current + len(rows) - len(old),
        done.changed + changed,
    )


def _replace(session: Session, column: Column, row: Mapping[str, Any], ring: KeyRing) -> bool:
    """Put the new token in the old one's place, unless somebody wrote another value meanwhile."""
    values = {"row": row["key"], "old": row["token"], "fresh": _resealed(column, row, ring)}
    return bool(session.execute(_replacement(column), values).rowcount)


@cache  # building it anew for every row would take longer than running it
def _replacement(column: Column) -> Any:
    old, fresh = bindparam("old", type_=Text), bindparam("fresh", type_=Text)
    here = (_key(column.table) == bindparam("row"), type_coerce(column, Text) == old)
    return update(column.table).where(*here).values({column: type_coerce(fresh, Text)})


def _resealed(column: Column, row: Mapping[str, Any], ring: KeyRing) -> str:
    try:
        return ring.reseal(row["token"])
    except SealError as error:
        where = f"{column.table.name}.{column.name} of row {row['key']}"
        raise SealError(
            f"{where} can't be opened; put its key back into LOCALOFFER_DATA_KEYS, after the new one"
        ) from error


def _opens(ring: KeyRing, token: str) -> bool:
    try:
        ring.open(token)
    except SealError:
        return False
    return True


def _key(table: Table) -> Column:
    found: Optional[Column] = next(iter(table.primary_key.columns), None)
    if found is None or len(table.primary_key.columns) > 1:
        raise RuntimeError(
            f"table {table.name} holds sealed values but has no primary key of one column; give it an id"
        )
    return found
