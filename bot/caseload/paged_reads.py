"""Lists a page at a time: whoever is on the page that is shown is kept in the audit, and nobody else.

As `bot.caseload.casework_reads`: every function takes a session of `access.audited` and raises AccessDenied where the caller may not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Callable, Generic, Optional, Protocol, Sequence, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.caseload.casework_reads import CaseloadRow, KeyDate
from bot.caseload.staff_desk import SOON, When
from bot.casework import queries
from bot.casework.checked import whole
from bot.casework.plans import key_dates as dating
from bot.casework.plans.key_dates import BIRTHDAY, REVIEW
from bot.casework.plans.periods import in_touch_since
from bot.casework.returns.not_counted import NotCounted, definition_of, not_counted
from bot.casework.scope import ListScope, in_scope
from bot.casework.tables import CallBackRequest, YoungPerson
from bot.delivery.alerts.alert_tables import Alert
from bot.entitlements.parameters import Parameters
from bot.identity.access.decisions import Action, Caller, demand, note

__all__ = ["BIRTHDAY", "REVIEW", "CaseloadRow", "KeyDate", "NotCounted", "definition_of"]

SHOWN = 10  # people on a page


class OfPerson(Protocol):
    """A row of a list, about one young person."""

    @property
    def young_person_id(self) -> int: ...


Row = TypeVar("Row", bound=OfPerson)
Shown_co = TypeVar("Shown_co", bound=OfPerson, covariant=True)
Pick = Callable[[Sequence[Row]], Sequence[Row]]


@dataclass(frozen=True)
class Page(Generic[Shown_co]):
    """One page of a list, counted from 1, and how many rows the whole list has."""

    rows: Sequence[Shown_co]
    total: int
    number: int = 1

    @property
    def pages(self) -> int:
        """How many pages the list has; an empty one has one."""
        return max(1, -(-self.total // SHOWN))


@dataclass(frozen=True)
class Counts:
    """A caseload in numbers. `without_contact` is None where no figure says how many weeks count."""

    people: int
    overdue: int
    due: int
    without_plan: int
    without_contact: Optional[int]
    calls: int
    alerts: int


@dataclass(frozen=True)
class WaitingRow:
    """Somebody who waits for a call: the number of the request, when they asked, by when they were told, and their words."""

    id: int
    young_person_id: int
    preferred_name: str
    reference: str
    personal_adviser_id: int
    asked_at: datetime
    promised_at: Optional[datetime]
    words: Optional[str]


def glance(
    session: Session, caller: Caller, scope: ListScope, parameters: Parameters, when: When
) -> tuple[Counts, Page[CaseloadRow]]:
    """The caseload in numbers, which are nobody's record and one event, and its first page."""
    demand(session, caller, Action.CASELOAD, scope, when.now)
    demand(session, caller, Action.ALERT_LIST, scope, when.now)
    rows = queries.caseload(session, scope, parameters, when.on)
    note(session, caller, Action.CASELOAD, [None], when.now)
    page = _noted(session, caller, Action.CASELOAD, rows, 1, when)
    return _counts(session, scope, rows, parameters, when), page


def counts(session: Session, caller: Caller, scope: ListScope, parameters: Parameters, when: When) -> Counts:
    """The caseload in numbers alone: nobody's record and one event."""
    demand(session, caller, Action.CASELOAD, scope, when.now)
    demand(session, caller, Action.ALERT_LIST, scope, when.now)
    rows = queries.caseload(session, scope, parameters, when.on)
    note(session, caller, Action.CASELOAD, [None], when.now)
    return _counts(session, scope, rows, parameters, when)


def people_page(
    session: Session,
    caller: Caller,
    action: Action,
    scope: ListScope,
    parameters: Parameters,
    when: When,
    pick: Pick[CaseloadRow],
    number: int,
) -> Page[CaseloadRow]:
    """A page of those of the caseload whom `pick` picks, in its order."""
    demand(session, caller, action, scope, when.now)
    rows = pick(queries.caseload(session, scope, parameters, when.on))
    return _noted(session, caller, action, rows, number, when)


def dates_page(
    session: Session,
    caller: Caller,
    scope: ListScope,
    parameters: Parameters,
    when: When,
    until: date,
    pick: Pick[KeyDate],
    number: int,
) -> Page[KeyDate]:
    """A page of those key dates from today to a day that `pick` picks. A day that has passed gives none."""
    demand(session, caller, Action.KEY_DATES, scope, when.now)
    days = (until - when.on).days
    rows = dating.key_dates(session, scope, parameters, when.on, days) if days >= 0 else []
    return _noted(session, caller, Action.KEY_DATES, pick(rows), number, when)


def not_counted_page(
    session: Session,
    caller: Caller,
    scope: ListScope,
    key: str,
    parameters: Parameters,
    when: When,
    number: int,
) -> Page[NotCounted]:
    """A page of those who are not counted as in by an indicator. Raises LookupError for a key that none has."""
    demand(session, caller, Action.INDICATORS, scope, when.now)
    rows = not_counted(session, scope, key, parameters, when.on)
    return _noted(session, caller, Action.INDICATORS, rows, number, when)


def calls_page(
    session: Session,
    caller: Caller,
    scope: ListScope,
    when: When,
    number: int,
    pick: Pick[WaitingRow] = list,
) -> Page[WaitingRow]:
    """A page of those who wait for a call and whom `pick` picks, longest first."""
    rows = open_calls(session, caller, scope, when)
    return _noted(session, caller, Action.CALL_BACK_LIST, pick(rows), number, when)


def open_calls(session: Session, caller: Caller, scope: ListScope, when: When) -> Sequence[WaitingRow]:
    """All who wait for a call, longest first, to be counted: whoever is shown is kept by the page."""
    demand(session, caller, Action.CALL_BACK_LIST, scope, when.now)
    wanted = select(CallBackRequest, YoungPerson).where(_is_open(), in_scope(scope))
    joined = wanted.join(YoungPerson, YoungPerson.id == CallBackRequest.young_person_id)
    found = session.execute(joined.order_by(CallBackRequest.asked_at, CallBackRequest.id)).all()
    return [_waiting(request, person) for request, person in found]


def cut(rows: Sequence[Row], number: int) -> Page[Row]:
    """A page of rows. A number beyond the last page gives the last: a list may have become shorter since it was shown."""
    whole_list: Page[Row] = Page(rows, len(rows))
    number = min(max(number, 1), whole_list.pages)
    return Page(rows[(number - 1) * SHOWN : number * SHOWN], len(rows), number)


def _noted(
    session: Session, caller: Caller, action: Action, rows: Sequence[Row], number: int, when: When
) -> Page[Row]:
    page = cut(rows, number)
    note(session, caller, action, sorted({row.young_person_id for row in page.rows}), when.now)
    return page


def _counts(
    session: Session, scope: ListScope, rows: Sequence[CaseloadRow], parameters: Parameters, when: When
) -> Counts:
    soon = when.on + timedelta(days=SOON)
    return Counts(
        people=len(rows),
        overdue=sum(row.is_overdue for row in rows),
        due=sum(row.due_on is not None and when.on <= row.due_on <= soon for row in rows),
        without_plan=sum(row.state is None for row in rows),
        without_contact=_without_contact(rows, parameters, when.on),
        calls=_how_many(session, scope, CallBackRequest, _is_open()),
        alerts=_how_many(session, scope, Alert, Alert.acknowledged_at.is_(None)),
    )


def _without_contact(rows: Sequence[CaseloadRow], parameters: Parameters, on: date) -> Optional[int]:
    weeks = whole("in_touch_weeks", parameters, on)
    return None if weeks is None else sum(is_contact_due(row, on, weeks) for row in rows)


def is_contact_due(row: CaseloadRow, on: date, weeks: int) -> bool:
    """Whether no meaningful contact is on record in the so many weeks up to a day."""
    last = row.last_meaningful_contact_on
    return last is None or last < in_touch_since(on, weeks)


def _how_many(session: Session, scope: ListScope, table: Any, is_open: Any) -> int:
    joined = select(func.count(table.id)).join(YoungPerson, YoungPerson.id == table.young_person_id)
    return int(session.execute(joined.where(is_open, in_scope(scope))).scalar_one())


def _is_open() -> Any:
    return CallBackRequest.done_at.is_(None)


def _waiting(request: Any, person: Any) -> WaitingRow:
    return WaitingRow(
        request.id,
        person.id,
        person.preferred_name,
        person.reference,
        person.personal_adviser_id,
        request.asked_at,
        request.promised_at,
        request.words,
    )
