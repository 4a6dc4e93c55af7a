"""Taking a talk, or not: by the young person's own adviser, and by the managers of their team once they were asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, List

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.answer import Answer
from bot.casework.codes import Role
from bot.delivery.handing_over import hand_over_rows as rows
from bot.delivery.handing_over import said_to_staff as staff
from bot.delivery.handing_over import said_to_young_person as young
from bot.delivery.handing_over.asking_staff import ask_team, asked_managers, tell_others
from bot.delivery.handing_over.hand_over_endings import becomes_call, tell_not_taken
from bot.delivery.handing_over.hand_over_parts import Parts, speaker_of, whom_of
from bot.delivery.handing_over.said_to_young_person import SMS
from bot.delivery.texting.text_state import forget_standing
from bot.identity.access.decisions import Action, Caller, note
from bot.records.reach import meanwhile, taking_in


@dataclass(frozen=True)
class Press:
    """A member of staff who may take a hand-over does something with it, in a transaction of the side of staff."""

    session: Session
    caller: Caller
    account: int
    row: Any
    now: datetime


def take(parts: Parts, press: Press) -> List[Answer]:
    """Take it, if nobody was faster; everybody else who was asked is told."""
    session, row, now = press.session, press.row, press.now
    current = rows.taken_by(session, press.account)
    if current is not None and current.id != row.id:
        return [staff.in_another(row.id, current.id)]
    if current is not None:
        return [_here(press, Action.HAND_OVER_SHOW)]
    if row.ended_at is not None or row.taken_at is not None:
        return [staff.too_late()]
    if not parts.is_here(session, row, now):
        becomes_call(parts, session, row, now)
        return [staff.left_page()]
    return [_taken(parts, press) if _is_first(press) else staff.too_late()]


def put_off(parts: Parts, press: Press) -> List[Answer]:
    """ "Not now": of the adviser it asks the managers, of a manager it leaves it to the others; where nobody is left it is a call."""
    session, row, now = press.session, press.row, press.now
    if row.ended_at is not None or row.taken_at is not None:
        return [staff.too_late()]
    note(session, press.caller, Action.HAND_OVER_DECLINE, [row.young_person_id], now)
    until = _until(parts, press)
    if until is not None:
        is_manager = press.caller.role is Role.TEAM_MANAGER
        return [staff.to_others(until) if is_manager else staff.to_team(until)]
    promise = becomes_call(parts, session, row, now)
    if promise is None:
        return [staff.too_late()]
    tell_not_taken(parts, session, row, promise, now, but=press.account)
    return [staff.put_off(promise.by)]


def _until(parts: Parts, press: Press) -> Any:
    """Until when somebody else has time to take it; None where nobody has."""
    if press.row.team_asked_at is None:
        return ask_team(parts, press.session, press.row, press.now)
    others = set(asked_managers(press.session, press.row, parts.clock.today())) - {press.account}
    return press.row.waits_until if others and press.row.waits_until > press.now else None


def _is_first(press: Press) -> bool:
    try:
        with press.session.begin_nested():
            return rows.take(press.session, press.row.id, press.account, press.now)
    except IntegrityError:  # another one was taken in the same moment
        return False


def _taken(parts: Parts, press: Press) -> Answer:
    session, row, now = press.session, press.row, press.now
    if row.channel == SMS:  # a number that they text is a number now, and no button of a list before
        with meanwhile(session, taking_in(row.conversation)):
            forget_standing(session, row.conversation)
    parts.say(session, row, young.here(row.channel, speaker_of(session, press.account)), "here", now)
    tell_others(parts, session, row, press.account, now)
    return _here(press, Action.HAND_OVER_TAKE)


def _here(press: Press, action: Action) -> Answer:
    """The card names the young person: a look, kept as what it came with."""
    note(press.session, press.caller, action, [press.row.young_person_id], press.now)
    whom = whom_of(press.session, press.row.young_person_id)
    return staff.here(press.row.id, whom, press.row.channel)
