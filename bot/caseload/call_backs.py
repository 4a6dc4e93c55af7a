"""Asking to be called: who may, the request, and the audit, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Optional

from sqlalchemy import DateTime, Integer, exists, insert, literal, select, update
from sqlalchemy.orm import Session, aliased

from bot.caseload.casework_reads import young_person
from bot.caseload.staff_desk import scope_of
from bot.casework.scope import in_scope
from bot.casework.tables import CallBackRequest, YoungPerson
from bot.identity.access.decisions import Action, Caller, demand, note

_NO_PERSON = -1  # no record has it: a request that is not there is denied as somebody else's


class Asked(str, Enum):
    """What became of a request."""

    NEW = "new"
    WAITING = "waiting"  # an earlier one is still open; there is no second
    NOBODY = "nobody"  # no adviser is on record, so nobody would see it


@dataclass(frozen=True)
class WaitingCall:
    """Somebody who waits for a call."""

    id: int
    young_person_id: int
    preferred_name: str
    reference: str
    asked_at: datetime


def ask_for_call(session: Session, young_person_id: int, now: datetime) -> Asked:
    """Keep that the signed-in young person wants a call from their adviser. Pressed twice, it is kept once.

    Needs a session of `access.audited`. Raises AccessDenied for somebody unknown.
    """
    demand(session, young_person(young_person_id), Action.CALL_BACK_ASK, young_person_id, now)
    note(session, young_person(young_person_id), Action.CALL_BACK_ASK, [young_person_id], now)
    # The event above has begun SQLite's one writer; other databases lock the person, so that two presses take turns.
    adviser = (
        select(YoungPerson.personal_adviser_id).where(YoungPerson.id == young_person_id).with_for_update()
    )
    if session.execute(adviser).scalar_one() is None:
        return Asked.NOBODY
    return Asked.NEW if _added(session, young_person_id, now) else Asked.WAITING


def waiting_calls(session: Session, caller: Caller, now: datetime) -> list[WaitingCall]:
    """Who of the caller's own people waits for a call, longest first. Raises AccessDenied."""
    scope = scope_of(caller)
    demand(session, caller, Action.CALL_BACK_LIST, scope, now)
    assert scope is not None  # others than advisers and managers were just denied
    wanted = select(CallBackRequest, YoungPerson).join(
        YoungPerson, YoungPerson.id == CallBackRequest.young_person_id
    )
    wanted = wanted.where(CallBackRequest.done_at.is_(None), in_scope(scope))
    rows = session.execute(wanted.order_by(CallBackRequest.asked_at, CallBackRequest.id)).all()
    note(session, caller, Action.CALL_BACK_LIST, sorted({person.id for _, person in rows}), now)
    return [_waiting(request, person) for request, person in rows]


def call_done(session: Session, caller: Caller, request_id: int, now: datetime) -> Optional[datetime]:
    """Keep that somebody was called; the moment that is kept, or None if it was kept before. Twice changes nothing.

    Raises AccessDenied for the request of somebody whom the caller does not reach, and for one that is not there.
    """
    request = session.get(CallBackRequest, request_id)
    person = _NO_PERSON if request is None else int(request.young_person_id)
    demand(session, caller, Action.CALL_BACK_DONE, person, now)
    # A clock of another machine may be behind that of the one that took the request.
    done_at = max(now, request.asked_at) if request else now
    first = update(CallBackRequest).where(CallBackRequest.id == request_id, CallBackRequest.done_at.is_(None))
    ticked = session.execute(first.values(done_at=done_at).execution_options(synchronize_session=False))
    if not ticked.rowcount:
        return None  # whoever comes second did nothing, and the audit says nothing else
    note(session, caller, Action.CALL_BACK_DONE, [person], now)
    return done_at


def call_not_done(
    session: Session, caller: Caller, request_id: int, done_at: datetime, now: datetime
) -> bool:
    """Take back that somebody was called, as it was noted at `done_at`; False, with nothing changed, if it was not, or they asked again since.

    Raises AccessDenied as `call_done` does.
    """
    request = session.get(CallBackRequest, request_id)
    person = _NO_PERSON if request is None else int(request.young_person_id)
    demand(session, caller, Action.CALL_BACK_UNDO, person, now)
    again = aliased(CallBackRequest)
    asked_again = exists().where(again.young_person_id == person, again.done_at.is_(None))
    same = (CallBackRequest.id == request_id, CallBackRequest.done_at == done_at, ~asked_again)
    opened = update(CallBackRequest).where(*same).values(done_at=None)
    if not session.execute(opened.execution_options(synchronize_session=False)).rowcount:
        return False
    note(session, caller, Action.CALL_BACK_UNDO, [person], now)
    return True


def person_of_call(session: Session, request_id: int) -> int:
    """Whose request it is; a number that nobody has if there is none. Unchecked."""
    wanted = select(CallBackRequest.young_person_id).where(CallBackRequest.id == request_id)
    found = session.execute(wanted).scalar_one_or_none()
    return _NO_PERSON if found is None else int(found)


def _added(session: Session, young_person_id: int, now: datetime) -> bool:
    """One statement looks and adds, so that nothing comes between."""
    is_open = (CallBackRequest.young_person_id == young_person_id) & CallBackRequest.done_at.is_(None)
    row = select(literal(young_person_id, Integer), literal(now, DateTime)).where(
        ~select(CallBackRequest.id).where(is_open).exists()
    )
    columns = [CallBackRequest.young_person_id, CallBackRequest.asked_at]
    return bool(
        session.execute(insert(CallBackRequest).from_select(columns, row, include_defaults=False)).rowcount
    )


def _waiting(request: CallBackRequest, person: YoungPerson) -> WaitingCall:
    return WaitingCall(request.id, person.id, person.preferred_name, person.reference, request.asked_at)
