"""What is said of a field where it is declared: once, on its column in `bot.casework.tables`.

From there the words go into the documents and into what is handed over to the person, and its cell into import and export.
"""

from __future__ import annotations

from typing import Any, Iterator, Mapping, Optional

from sqlalchemy import Boolean, Table

from bot.casework.intake.fields import Field

_WORDS, _CELL = "words", "cell"
OF_PERSON = ("reference", "council")  # by which every row of a file says whom it is about


def kept(words: str, cell: Optional[Field] = None) -> dict[str, Any]:
    """What a column is, in plain words, and how a cell of our CSV files holds it (None: the files have no such cell)."""
    return {_WORDS: words} if cell is None else {_WORDS: words, _CELL: cell}


def words_of(table: Table) -> dict[str, str]:
    """The words of each column that has some."""
    return {column.name: column.info[_WORDS] for column in table.columns if _WORDS in column.info}


def cells_of(table: Table) -> dict[str, Field]:
    """By column, what the files hold of a table, in the order of the columns."""
    return {column.name: column.info[_CELL] for column in table.columns if _CELL in column.info}


def fields_of(table: Table, people: Table) -> tuple[Field, ...]:
    """The columns of a table's file: whom the row is about, and what is declared."""
    own, whose = cells_of(table), cells_of(people)
    return (
        *(whose[name] for name in OF_PERSON),
        *(cell for name, cell in own.items() if name not in OF_PERSON),
    )


def values_of(table: Table, cells: Mapping[str, Any], apart: tuple[str, ...]) -> dict[str, Any]:
    """A row's cells by column, but those that the caller takes `apart`. An empty yes or no that must be known is a no."""
    return {
        name: False if cells[cell.name] is None and _must_be_known(table, name) else cells[cell.name]
        for name, cell in cells_of(table).items()
        if cell.name in cells and name not in apart
    }


def compared(table: Table, *more: str) -> Iterator[Any]:
    """What an import reads of the rows that are there: the id, `more` columns and every one that the files hold."""
    names = dict.fromkeys(("id", *more, *cells_of(table)))
    return (table.c[name] for name in names)


def _must_be_known(table: Table, name: str) -> bool:
    return isinstance(table.c[name].type, Boolean) and not table.c[name].nullable
