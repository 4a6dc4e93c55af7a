"""Who of a list is in a group, who was visited when, and how many contacts were made: to narrow a list that is kept in the audit itself.

As `bot.caseload.casework_reads`: every function takes a session of `access.audited` and raises AccessDenied where the caller may not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Mapping, Optional

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from bot.caseload.staff_desk import When
from bot.casework import groups, queries
from bot.casework.codes import ContactKind
from bot.casework.group_names import Group
from bot.casework.groups import Members
from bot.casework.scope import ListScope, in_scope
from bot.casework.tables import ContactRecord, YoungPerson
from bot.entitlements.parameters import Parameters
from bot.identity.access.decisions import Action, Caller, demand, note

__all__ = ["Group", "Made", "Members", "contacts_made", "last_visits", "members", "of_ages"]


@dataclass(frozen=True)
class Made:
    """Contacts on record: how many of each kind, how many of all were meaningful, and with how many people."""

    by_kind: Mapping[ContactKind, int]
    meaningful: int
    people: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_kind.values())


def members(session: Session, caller: Caller, scope: ListScope, group: Group, when: When) -> Members:
    """Who is in a group, and of whom nothing is on record of it. Numbers alone: whoever is shown is kept by the list."""
    demand(session, caller, Action.CASELOAD, scope, when.now)
    return groups.members(session, scope, group, when.on)


def of_ages(
    session: Session,
    caller: Caller,
    scope: ListScope,
    ages: tuple[int, int],
    parameters: Parameters,
    when: When,
) -> frozenset[int]:
    """Who is of these ages in whole years, both included."""
    demand(session, caller, Action.CASELOAD, scope, when.now)
    rows = queries.caseload(session, scope, parameters, when.on)
    return frozenset(row.young_person_id for row in rows if ages[0] <= row.age <= ages[1])


def last_visits(session: Session, caller: Caller, scope: ListScope, when: When) -> Mapping[int, date]:
    """The day of the last visit on record, of those who have one."""
    demand(session, caller, Action.WITHOUT_CONTACT, scope, when.now)
    visits = (ContactRecord.kind == ContactKind.VISIT.value, ContactRecord.happened_on <= when.on)
    found = select(ContactRecord.young_person_id, func.max(ContactRecord.happened_on)).join(
        YoungPerson, YoungPerson.id == ContactRecord.young_person_id
    )
    rows = session.execute(
        found.where(*visits, in_scope(scope)).group_by(ContactRecord.young_person_id)
    ).all()
    return dict(rows)


def contacts_made(
    session: Session, caller: Caller, scope: ListScope, first: Optional[date], last: date, when: When
) -> Made:
    """Counts of a time, which are nobody's record and one event."""
    demand(session, caller, Action.WITHOUT_CONTACT, scope, when.now)
    note(session, caller, Action.WITHOUT_CONTACT, [None], when.now)
    within = [ContactRecord.happened_on <= last, in_scope(scope)]
    if first is not None:
        within.append(ContactRecord.happened_on >= first)
    counted = select(
        ContactRecord.kind, func.count(ContactRecord.id), func.sum(cast(ContactRecord.is_meaningful, Integer))
    ).join(YoungPerson, YoungPerson.id == ContactRecord.young_person_id)
    rows = session.execute(counted.where(*within).group_by(ContactRecord.kind)).all()
    people = select(func.count(func.distinct(ContactRecord.young_person_id))).join(
        YoungPerson, YoungPerson.id == ContactRecord.young_person_id
    )
    return Made(
        {ContactKind(kind): int(count) for kind, count, _ in rows},
        sum(int(meaningful or 0) for _, _, meaningful in rows),
        int(session.execute(people.where(*within)).scalar_one()),
    )
