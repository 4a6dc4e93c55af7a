"""What a member of staff is told of their caseload without asking: who is to be seen to this week, and who from today on.

Decided as any look at a caseload, and audited for those who are shown; who is only counted leaves no event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Callable, FrozenSet, Generic, Mapping, Optional, Sequence, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.caseload.casework_reads import CaseloadRow, KeyDate
from bot.caseload.staff_desk import When, scope_of
from bot.casework import queries
from bot.casework.checked import whole
from bot.casework.plans import key_dates as dating
from bot.casework.plans.key_dates import REVIEW
from bot.casework.scope import ListScope, in_scope
from bot.casework.tables import CallBackRequest, PersonalAdviser, YoungPerson
from bot.entitlements.parameters import Parameters
from bot.identity.access.decisions import Action, Caller, demand, note

AHEAD = (
    14,
    2,
)  # days before a plan's day; the council's practice, as the reminders of young people: no law names them
WEEK = 7  # days

_Row = TypeVar("_Row")


@dataclass(frozen=True)
class Some(Generic[_Row]):
    """The first of a list, and how many there are in all."""

    shown: Sequence[_Row] = ()
    count: int = 0


@dataclass(frozen=True)
class DueContact:
    """Somebody who is to be seen: by when, as the weeks that count as in touch say; None where no contact is on record."""

    row: CaseloadRow
    by: Optional[date]


@dataclass(frozen=True)
class Wait:
    """Somebody who waits for a call. `promised_at` is by when they were told that somebody rings."""

    request: int
    young_person_id: int
    preferred_name: str
    reference: str
    personal_adviser_id: Optional[int]
    asked_at: datetime
    promised_at: Optional[datetime]


@dataclass(frozen=True)
class Ask:
    """What is to be told. `before` is the last day on which they could be told: what fell due since is new.

    `ahead`, `contacts` and `calls` are the parts that are wanted. With `is_week` plans, contacts and key dates of the whole week are
    told, else what is new. At most `room` lines are shown in all.
    """

    before: date
    is_week: bool = False
    ahead: bool = False
    contacts: bool = False
    calls: bool = False
    room: int = 15


@dataclass(frozen=True)
class Digest:
    """Each list with what is most pressing first. `advisers` are the names of a team's, by number; empty for an adviser."""

    calls: Some[Wait]
    overdue: Some[CaseloadRow]
    due: Some[CaseloadRow]
    ahead: Some[CaseloadRow]
    contacts: Some[DueContact]
    dates: Some[KeyDate]
    advisers: Mapping[int, str]

    @property
    def people(self) -> FrozenSet[int]:
        """Everybody who is shown."""
        return frozenset(person for people in self.shown.values() for person in people)

    @property
    def shown(self) -> Mapping[Action, FrozenSet[int]]:
        """Who is shown, by what was looked at."""
        rows = [*self.overdue.shown, *self.due.shown, *self.ahead.shown]
        rows += [one.row for one in self.contacts.shown]
        return {
            Action.CASELOAD: frozenset(row.young_person_id for row in rows),
            Action.KEY_DATES: frozenset(one.young_person_id for one in self.dates.shown),
            Action.CALL_BACK_LIST: frozenset(one.young_person_id for one in self.calls.shown),
        }


def digest_of(
    session: Session, caller: Caller, parameters: Parameters, when: When, ask: Ask
) -> Optional[Digest]:
    """What there is to tell; None for whoever has no caseload. Raises AccessDenied."""
    scope = scope_of(caller)
    if scope is None:
        return None
    for action in (Action.CASELOAD, Action.KEY_DATES, Action.CALL_BACK_LIST):
        demand(session, caller, action, scope, when.now)
    digest = _read(session, scope, parameters, when, ask)
    _note(session, caller, digest, when.now)
    return digest


def _read(session: Session, scope: ListScope, parameters: Parameters, when: When, ask: Ask) -> Digest:
    rows = queries.caseload(session, scope, parameters, when.on)
    weeks = whole("in_touch_weeks", parameters, when.on)
    on, is_week = when.on, ask.is_week
    end = on + timedelta(days=WEEK - 1)
    calls = _waits(session, scope) if ask.calls else []
    overdue = [row for row in rows if is_week and row.is_overdue]
    due = [row for row in rows if is_week and _between(row.due_on, on, end)]
    ahead, contacts = _new_ahead(rows, on, ask), _contacts(rows, weeks, on, ask)
    dates = _dates(session, scope, parameters, on) if is_week else []
    shares = _shares([len(found) for found in (calls, overdue, due, ahead, contacts, dates)], ask.room)
    return Digest(
        calls=_some(calls, shares[0]),
        overdue=_some(overdue, shares[1]),
        due=_some(due, shares[2]),
        ahead=_some(ahead, shares[3]),
        contacts=_some(contacts, shares[4]),
        dates=_some(dates, shares[5]),
        advisers=_names(session, rows),
    )


def _shares(counts: Sequence[int], room: int) -> Sequence[int]:
    """How many of each list are shown: one of each in turn, the most pressing list first, until the room is full."""
    turns = [(turn, number) for number, count in enumerate(counts) for turn in range(count)]
    shown = [number for _, number in sorted(turns)[:room]]
    return [shown.count(number) for number in range(len(counts))]


def _some(found: Sequence[_Row], most: int) -> Some[_Row]:
    return Some(tuple(found[:most]), len(found))


def _between(day: Optional[date], first: date, last: date) -> bool:
    return day is not None and first <= day <= last


def _new_ahead(rows: Sequence[CaseloadRow], on: date, ask: Ask) -> list[CaseloadRow]:
    """Plans whose day came within 14 or 2 days since they could be told last; what the week tells anyway is left out."""
    days = _just_reached(on, ask.before)
    told = on + timedelta(days=WEEK - 1) if ask.is_week else on - timedelta(days=1)
    return [row for row in rows if ask.ahead and row.due_on in days and row.due_on > told]


def _just_reached(on: date, before: date) -> FrozenSet[date]:
    new = range((on - before).days)
    return frozenset(on + timedelta(days=ahead - since) for ahead in AHEAD for since in new)


def _contacts(rows: Sequence[CaseloadRow], weeks: Optional[int], on: date, ask: Ask) -> list[DueContact]:
    """Without a checked number of weeks nobody is told that somebody is to be seen."""
    if weeks is None or not ask.contacts:
        return []
    found = [DueContact(row, _contact_by(row, weeks)) for row in rows]
    wanted = _in_week(on) if ask.is_week else _since(ask.before, on)
    return sorted((one for one in found if wanted(one.by)), key=_longest_first)


def _contact_by(row: CaseloadRow, weeks: int) -> Optional[date]:
    last = row.last_meaningful_contact_on
    return None if last is None else last + timedelta(weeks=weeks)


def _in_week(on: date) -> Callable[[Optional[date]], bool]:
    return lambda by: by is None or by < on + timedelta(days=WEEK)


def _since(before: date, on: date) -> Callable[[Optional[date]], bool]:
    return lambda by: by is not None and before < by <= on


def _longest_first(one: DueContact) -> tuple[bool, date, str]:
    return one.by is None, one.by or date.max, one.row.reference


def _dates(session: Session, scope: ListScope, parameters: Parameters, on: date) -> list[KeyDate]:
    """Reviews stand among the plans."""
    found = dating.key_dates(session, scope, parameters, on, WEEK - 1)
    return [one for one in found if one.what != REVIEW]


def _waits(session: Session, scope: ListScope) -> list[Wait]:
    wanted = select(CallBackRequest, YoungPerson).join(
        YoungPerson, YoungPerson.id == CallBackRequest.young_person_id
    )
    waiting = wanted.where(CallBackRequest.done_at.is_(None), in_scope(scope))
    rows = session.execute(waiting.order_by(CallBackRequest.asked_at, CallBackRequest.id)).all()
    return [wait_of(request, person) for request, person in rows]


def wait_of(request: Any, person: Any) -> Wait:
    """One request with whose it is. Unchecked."""
    return Wait(
        int(request.id),
        int(person.id),
        person.preferred_name,
        person.reference,
        person.personal_adviser_id,
        request.asked_at,
        request.promised_at,
    )


def _names(session: Session, rows: Sequence[CaseloadRow]) -> Mapping[int, str]:
    advisers = {row.personal_adviser_id for row in rows}
    if len(advisers) < 2:  # noqa: PLR2004 - whoever reads of one adviser's people knows whose they are
        return {}
    wanted = select(PersonalAdviser.id, PersonalAdviser.name).where(PersonalAdviser.id.in_(advisers))
    return {int(row.id): str(row.name) for row in session.execute(wanted)}


def _note(session: Session, caller: Caller, digest: Digest, now: datetime) -> None:
    """One event for each person and list that they are shown in."""
    for action, people in digest.shown.items():
        note(session, caller, action, sorted(people), now)
