"""Who looked at, or changed, one person's record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.tables import AuditEvent
from bot.identity.access.decisions import Action, Caller, read


@dataclass(frozen=True)
class Access:
    """One event. `happened_at` is UTC without zone; role and actor are accounts, never names."""

    happened_at: datetime
    role: str
    actor: str
    action: str
    outcome: str


def audit_report(session: Session, caller: Caller, person_id: int, now: datetime) -> list[Access]:
    """The accesses to one person's record, this report included. Raises AccessDenied; see `access.audited`."""
    # Kept first, so that whoever reads the report next knows who asked, and this reader that they are known.
    read(session, caller, Action.AUDIT_REPORT, person_id, now)
    return accesses_of(session, person_id)


def accesses_of(session: Session, person_id: int) -> list[Access]:
    """Every event about this person, denied ones too, oldest first. Unchecked: `audit_report` is the way in."""
    event = AuditEvent
    columns = (event.happened_at, event.role, event.actor, event.action, event.outcome)
    wanted = select(*columns).where(event.person == person_id).order_by(event.happened_at, event.id)
    return [Access(*row) for row in session.execute(wanted)]


def as_lines(reference: str, found: list[Access]) -> list[str]:
    """The report as lines for the terminal, times in UTC."""
    head = f"{reference}: {len(found)} access{'' if len(found) == 1 else 'es'} (times in UTC)"
    rows = [(f"{a.happened_at:%Y-%m-%d %H:%M:%S}", a.role, a.actor, a.action, a.outcome) for a in found]
    if not rows:
        return [head]
    table = [("when", "role", "actor", "action", "outcome"), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    return [
        head,
        *(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in table
        ),
    ]
