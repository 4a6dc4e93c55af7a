"""Calls that are promised for a day: only where somebody hears of it if nobody called, and then they do, once each."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any, Iterator

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.caseload.call_backs import Asked, ask_for_call
from bot.casework.tables import CallBackRequest
from bot.delivery.handing_over.hand_over_parts import KIND, Parts, whom_of
from bot.delivery.handing_over.hand_over_rules import HandOverRules
from bot.delivery.handing_over.own_adviser import adviser_of, managers_of
from bot.delivery.handing_over.said_to_staff import call_is_overdue
from bot.delivery.handing_over.said_to_young_person import Promise
from bot.delivery.reminding.reminder_facts import london
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.identity.access.decisions import Action, Caller, audited, demand, note
from bot.records.reach import REMINDING, SENDING, meanwhile, own

LATE = timedelta(days=14)  # after which nobody is told any more: so long the outbox surely knows whom it told

_ASSISTANT = Caller("assistant", "call-backs")
logger = logging.getLogger(__name__)


def promise_call(session: Session, person: int, rules: HandOverRules, now: datetime) -> tuple[Asked, Promise]:
    """Put a young person on the list of calls, and promise a day if that can be kept or told on.

    Needs a session of `access.audited`. Where an open request has a day already, that day stands. Raises AccessDenied for somebody unknown.
    """
    with meanwhile(session, own(person)):
        asked = ask_for_call(session, person, now)
    return asked, Promise(None) if asked is Asked.NOBODY else _promised(session, person, rules, now)


def is_to_be_called(session: Session, person: int) -> bool:
    """Whether a call of theirs waits to be ticked off. Needs what reaches the person."""
    theirs = (CallBackRequest.young_person_id == person, CallBackRequest.done_at.is_(None))
    return session.execute(select(CallBackRequest.id).where(*theirs).limit(1)).first() is not None


def tell_overdue(parts: Parts) -> None:
    """Tell advisers and managers of the calls whose day has passed. What fails is logged by kind, and tried the next time."""
    now = parts.clock.now()
    with parts.database.transaction(REMINDING) as session:
        found = list(session.execute(_overdue(now)).all())
    for call in found:
        _try_to_tell(parts, call, now)


def _promised(session: Session, person: int, rules: HandOverRules, now: datetime) -> Promise:
    with meanwhile(session, SENDING):
        on = london(now).date()
        adviser = adviser_of(session, person, on)
        managers = managers_of(session, adviser.team, on) if adviser else ()
    if adviser is None or (adviser.account is None and not managers):
        return Promise(None)
    with meanwhile(session, own(person)):
        by = _kept(session, person, rules.hours.end_of_next_day(now))
    return Promise(by if by > now else None, bool(managers))


def _kept(session: Session, person: int, by: datetime) -> datetime:
    """The moment that is promised: this one, unless there is one already."""
    theirs = (CallBackRequest.young_person_id == person, CallBackRequest.done_at.is_(None))
    promised = update(CallBackRequest).where(*theirs, CallBackRequest.promised_at.is_(None))
    session.execute(promised.values(promised_at=by).execution_options(synchronize_session=False))
    kept: datetime = session.execute(
        select(CallBackRequest.promised_at).where(*theirs).order_by(CallBackRequest.id).limit(1)
    ).scalar_one()
    return kept


def _overdue(now: datetime) -> Any:
    row = CallBackRequest
    return (
        select(row.id, row.young_person_id, row.promised_at)
        .where(row.done_at.is_(None), row.promised_at <= now, row.promised_at > now - LATE)
        .order_by(row.id)
    )


def _try_to_tell(parts: Parts, call: Any, now: datetime) -> None:
    try:
        _tell(parts, call.id, call.young_person_id, call.promised_at, now)
    except Exception as error:  # noqa: BLE001 - the others are told, and the next time tries again
        logger.error("Nobody could be told of an overdue call: error=%s", type(error).__name__)


def _tell(parts: Parts, call: int, person: int, promised: datetime, now: datetime) -> None:
    with audited(parts.database, SENDING) as session:
        untold = [
            account
            for account in _who_hears(parts, session, person)
            if not _was_told(session, _key(call, account))
        ]
        answer = call_is_overdue(call, whom_of(session, person), promised)
        told = [
            parts.tell(session, account, [answer], _key(call, account), KIND, now, young_person=person)
            for account in untold
        ]
        if any(told):
            demand(session, _ASSISTANT, Action.CALL_BACK_TELL, person, now)
            note(session, _ASSISTANT, Action.CALL_BACK_TELL, [person], now)


def _key(call: int, account: int) -> str:
    return f"call-back {call} overdue {account}"


def _was_told(session: Session, key: str) -> bool:
    """Whether the outbox knows it, whose keys begin with ours."""
    known = select(OutgoingMessage.id).where(OutgoingMessage.key.startswith(f"{key} "))
    return session.execute(known.limit(1)).scalar_one_or_none() is not None


def _who_hears(parts: Parts, session: Session, person: int) -> Iterator[int]:
    on = parts.clock.today()
    adviser = adviser_of(session, person, on)
    if adviser is None:
        return
    if adviser.account is not None:
        yield adviser.account
    yield from managers_of(session, adviser.team, on)
