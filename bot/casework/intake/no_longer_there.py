"""What is on record and not in a file any more. It is reported and stays: a file that is cut short must delete nobody."""

from __future__ import annotations

from typing import Any, Collection, Iterator, Optional

from sqlalchemy.orm import Session

from bot.casework.intake.faults import Fault
from bot.casework.intake.rows_seen import IdsMet, digest

_AT_ONCE = 1000  # rows in memory
_FIX = {
    "young_person": "if the council no longer holds them, run `localoffer person erase`; else export the whole file",
    "pathway_plan": "if it has another plan now, put that into the file; else export the whole file",
    "contact_record": "if it was written here, add it to the case system; else export the whole file",
}


def gone(
    session: Session, kind: Any, councils: Collection[str], met: IdsMet, refused: Collection[Optional[int]]
) -> Iterator[Fault]:
    """A finding of line 0 for each row of these councils that was not `met`; those of `refused` people were in the file."""
    if not councils:
        return
    wanted = kind.on_record(frozenset(councils)).execution_options(stream_results=True)
    fix = _FIX[kind.model.__tablename__]
    for row in session.execute(wanted).yield_per(_AT_ONCE):
        if row.id not in met and digest(row.council, row.reference) not in refused:
            yield Fault(
                0,
                "reference",
                f"{row.reference} of {row.council} is on record and not in the file",
                fix,
                "kept",
            )
