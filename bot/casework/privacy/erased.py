"""Who was erased and must not come back with the next import.

Only a keyed hash of council and reference is kept, so that the list names nobody
to whoever lacks the installation's secret.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Callable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.casework.operator import Operator
from bot.casework.tables import ErasedReference
from bot.records.keyed import Keyed

ErasedLookup = Callable[[str], str]  # the keyed hash of a text, made for this list alone


def erased_lookup(keyed: Keyed) -> ErasedLookup:
    """A keyed hash of its own purpose, so that it matches nothing else that is kept. Another secret would bring everybody back."""
    return partial(keyed.hash, "erased")


def erased_key(council: str, reference: str, lookup: ErasedLookup) -> str:
    """How the list names somebody."""
    return lookup(f"{council}\0{reference}")


def remember(session: Session, council: str, reference: str, on: date, lookup: ErasedLookup) -> None:
    """Put somebody on the list; who is on it already keeps the newer day."""
    session.merge(ErasedReference(lookup=erased_key(council, reference, lookup), erased_on=on))
    session.flush()


def readmit(
    session: Session, council: str, reference: str, now: datetime, by: Operator, lookup: ErasedLookup
) -> None:
    """Take somebody off the list, so that the next import may bring them; writes an audit event "readmit".

    The event names no record: there is none. Raises LookupError if nobody of that reference was erased.
    """
    theirs = ErasedReference.lookup == erased_key(council, reference, lookup)
    if not session.execute(delete(ErasedReference).where(theirs)).rowcount:
        raise LookupError(
            f"nobody with the reference {reference!r} was erased in {council}; check the spelling and --council"
        )
    session.add(by.event("readmit", None, now))


def all_erased(session: Session) -> frozenset[str]:
    """Everybody on the list. Erasures are few, so the whole list is less work than asking for each row of a file."""
    return frozenset(session.execute(select(ErasedReference.lookup)).scalars())


def left_out(count: int) -> str:
    """What an import says of rows about erased people."""
    rows = "1 row is of a person who was" if count == 1 else f"{count} rows are of people who were"
    return (
        f"{rows} erased: left out. If the council must hold the person again,"
        " run `localoffer person readmit REFERENCE --council X`"
    )
