"""One request to be called, as whoever answers it sees it; and saying by when one rings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.caseload.digest_reads import Wait, wait_of
from bot.casework.tables import CallBackRequest, YoungPerson
from bot.identity.access.decisions import Action, Caller, demand, note, read

LONGEST = timedelta(days=7)  # ahead that a call can be promised
_NO_PERSON = -1  # no record has it: a request that is not there is denied as somebody else's


class NotAheadError(ValueError):
    """A call can't be promised for then."""


@dataclass(frozen=True)
class AskedCall:
    """A request. `words` is what they wrote with it, if they agreed that it is shown; with `is_done` somebody has rung."""

    wait: Wait
    words: str
    is_done: bool


def asked_call(session: Session, caller: Caller, request_id: int, now: datetime) -> AskedCall:
    """One request, open or not. Raises AccessDenied for somebody else's, and for one that is not there."""
    request = _request(session, request_id)
    read(session, caller, Action.CALL_BACK_LIST, _person(request), now)
    person = session.get(YoungPerson, _person(request))
    if request is None or person is None:  # the database does not show them
        raise LookupError(request_id)
    return AskedCall(wait_of(request, person), request.words or "", request.done_at is not None)


def promise_call(session: Session, caller: Caller, request_id: int, by: datetime, now: datetime) -> bool:
    """Keep by when somebody rings, in naive UTC; False, with nothing kept, if somebody has rung already.

    Raises AccessDenied as `asked_call`, NotAheadError for a moment that has passed or is further ahead than `LONGEST`.
    """
    person = _person(_request(session, request_id))
    demand(session, caller, Action.CALL_BACK_PROMISE, person, now)
    if not now < by <= now + LONGEST:
        raise NotAheadError
    still_open = update(CallBackRequest).where(
        CallBackRequest.id == request_id, CallBackRequest.done_at.is_(None)
    )
    done = session.execute(still_open.values(promised_at=by).execution_options(synchronize_session=False))
    if not done.rowcount:
        return False
    note(session, caller, Action.CALL_BACK_PROMISE, [person], now)
    return True


def _request(session: Session, request_id: int) -> Any:
    return session.get(CallBackRequest, request_id, populate_existing=True)


def _person(request: Any) -> int:
    return _NO_PERSON if request is None else int(request.young_person_id)
