"""How hand-overs end: both sides are told once, whoever ends it; one that nobody took becomes a request for a call.

Where whoever took it may not go on, the young person is not left alone: who works with them now is asked, or they are called.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Iterator, List, Optional, Tuple

from sqlalchemy.orm import Session

from bot.answer import Answer, ContactLine
from bot.caseload.own_people import own_people
from bot.delivery.handing_over import hand_over_rows as rows
from bot.delivery.handing_over import said_to_staff as staff
from bot.delivery.handing_over import said_to_young_person as young
from bot.delivery.handing_over.asking_staff import (
    asked_accounts,
    can_be_asked,
    is_busy,
    open_one,
)
from bot.delivery.handing_over.hand_over_parts import Parts, speaker_of, whom_of
from bot.delivery.handing_over.hand_over_rows import By
from bot.delivery.handing_over.own_adviser import adviser_of, is_reached
from bot.delivery.handing_over.promised_calls import promise_call
from bot.delivery.handing_over.said_to_young_person import GONE, Promise
from bot.records.reach import meanwhile, own


def end_for_young_person(
    parts: Parts, session: Session, row: Any, how: str, now: datetime
) -> Optional[Answer]:
    """End one that was taken, and tell the young person in their talk, if they are still there; what they are told.

    None where it had ended before.
    """
    if not rows.end(session, row.id, By(how), now):
        return None
    answer = young.ended(row.channel, speaker_of(session, row.taken_by_id), how)
    if parts.is_here(session, row, now):
        parts.say(session, row, answer, "ended", now)
    return answer


def end_for_adviser(parts: Parts, session: Session, row: Any, how: str, now: datetime) -> Optional[Answer]:
    """End one that was taken, and tell the adviser; what the young person is to be told. None where it had ended before."""
    if not rows.end(session, row.id, By(how), now):
        return None
    told = staff.ended(how, whom_of(session, row.young_person_id))
    parts.tell_taker(session, row, told, "ended", now)
    return young.ended(row.channel, speaker_of(session, row.taken_by_id), how)


def end_for_both(parts: Parts, session: Session, row: Any, how: str, now: datetime) -> None:
    """End one that was taken, and tell both sides, neither of whom did anything just now."""
    answer = end_for_adviser(parts, session, row, how, now)
    if answer is not None and parts.is_here(session, row, now):
        parts.say(session, row, answer, "ended", now)


def end_gone(parts: Parts, session: Session, row: Any, now: datetime, *, tells: bool = True) -> List[Answer]:
    """End one whose adviser has left, is not reached any more, or has the case no more; what the young person is to be told.

    With `tells` the one who took it is told, as far as Teams reaches them, without a name: it is not theirs to see any more. Nothing where
    it had ended before. Needs a session of `access.audited` that sends.
    """
    if not rows.end(session, row.id, By.ADVISER, now):
        return []
    if tells and is_reached(session, row.taken_by_id, parts.clock.today()):
        parts.tell_staff(
            session, row, row.taken_by_id, staff.ended(GONE), "ended", now, is_theirs=False, is_look=False
        )
    ended = young.ended(row.channel, speaker_of(session, row.taken_by_id), GONE)
    return [ended, *_goes_on(parts, session, row, now)] if parts.is_here(session, row, now) else [ended]


def say_gone(parts: Parts, session: Session, row: Any, now: datetime, *, tells: bool = True) -> None:
    """The same, told in the young person's talk, if they are still there."""
    for place, answer in enumerate(end_gone(parts, session, row, now, tells=tells)):
        if parts.is_here(session, row, now):
            parts.say(session, row, answer, f"ended {place}" if place else "ended", now)


def _goes_on(parts: Parts, session: Session, row: Any, now: datetime) -> Iterator[Answer]:
    """Who works with them now is asked to chat, where that can be; else they are put on the list of calls."""
    person = int(row.young_person_id)
    adviser = adviser_of(session, person, parts.clock.today())
    if adviser is None:
        yield young.nobody(_people(session, person, now))
        return
    if adviser.account == row.taken_by_id:  # Teams was switched off
        adviser = replace(adviser, account=None)
    is_open = parts.rules.hours.hold(now) and not parts.is_off()
    if is_open and can_be_asked(session, adviser, parts.clock.today()) and not is_busy(session, adviser):
        yield open_one(parts, session, person, row.conversation, row.channel, adviser, now)
    else:
        _asked, promise = promise_call(session, person, parts.rules, now)
        yield young.called(promise, _people(session, person, now))


def becomes_call(parts: Parts, session: Session, row: Any, now: datetime) -> Optional[Promise]:
    """End one that nobody took: it is a request for a call, and the young person is told of it where they asked.

    None where it had ended or was taken before. Needs a session of `access.audited` that sends.
    """
    if not rows.end_untaken(session, row.id, now):
        return None
    _asked, promise = promise_call(session, row.young_person_id, parts.rules, now)
    if parts.is_here(session, row, now):
        parts.say(session, row, _not_taken(parts, session, row, promise, now), "not taken", now)
    return promise


def tell_not_taken(
    parts: Parts, session: Session, row: Any, promise: Promise, now: datetime, *, but: Optional[int] = None
) -> None:
    """Tell everybody who was asked that it is a call now, but whoever was told already."""
    for account in asked_accounts(session, row, parts.clock.today()):
        if account != but:
            answer = staff.ended("nobody", whom_of(session, row.young_person_id), promise.by)
            parts.tell_staff(session, row, account, answer, f"not taken {account}", now)


def _not_taken(parts: Parts, session: Session, row: Any, promise: Promise, now: datetime) -> Answer:
    people = _people(session, row.young_person_id, now)
    adviser = adviser_of(session, row.young_person_id, parts.clock.today())
    if adviser is None:
        return young.nobody(people)
    was_team_asked = row.team_asked_at is not None
    return young.not_taken(row.channel, adviser.name, promise, people, was_team_asked=was_team_asked)


def _people(session: Session, person: int, now: datetime) -> Tuple[ContactLine, ...]:
    with meanwhile(session, own(person)):
        return own_people(session, person, now)
