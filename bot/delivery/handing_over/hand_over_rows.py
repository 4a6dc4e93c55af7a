"""The rows of hand-overs: opened, taken and ended by one statement each, so that of two who come at once one is first."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Optional, Sequence

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from bot.delivery.handing_over.hand_over_rules import SILENCE
from bot.delivery.handing_over.hand_over_tables import HandOver

KEPT = timedelta(days=365)  # after it ended

_ALONE = {"synchronize_session": False}  # no object of the session is changed with it


class By(str, Enum):
    """Who or what ended a hand-over."""

    YOUNG_PERSON = "young_person"
    ADVISER = "adviser"
    SILENCE = "silence"
    NOBODY = "nobody"  # it was not taken


def add(
    session: Session,
    person: int,
    conversation: str,
    channel: str,
    now: datetime,
    until: datetime,
    *,
    asks_team: bool = False,
) -> HandOver:
    """Open one; with `asks_team` the managers are asked from the beginning. Raises IntegrityError where the conversation has an open one."""
    row = HandOver(
        young_person_id=person,
        conversation=conversation,
        channel=channel,
        asked_at=now,
        waits_until=until,
        team_asked_at=now if asks_team else None,
    )
    session.add(row)
    session.flush()
    return row


def open_in(session: Session, conversation: str) -> Optional[Any]:
    """The open one of a young person's conversation."""
    return _open(session, HandOver.conversation == conversation)


def open_of_person(session: Session, person: int) -> Optional[Any]:
    """An open one of a young person, in whichever of their conversations."""
    return _open(session, HandOver.young_person_id == person)


def taken_by(session: Session, account: int) -> Optional[Any]:
    """The open one that an account of staff has taken."""
    return _open(session, HandOver.taken_by_id == account)


def all_open(session: Session) -> Sequence[int]:
    """The numbers of all that are open, oldest first."""
    wanted = select(HandOver.id).where(HandOver.ended_at.is_(None)).order_by(HandOver.id)
    return [int(number) for number in session.execute(wanted).scalars()]


def was_turned_down(session: Session, person: int, since: datetime) -> bool:
    """Whether one of theirs ended since then that nobody took."""
    theirs = (HandOver.young_person_id == person, HandOver.ended_by == By.NOBODY.value)
    lately = exists().where(*theirs, HandOver.ended_at > since)
    return bool(session.execute(select(lately)).scalar_one())


def ask_team(session: Session, number: int, now: datetime, until: datetime) -> bool:
    """Let the team's managers take it too, until then; whether nobody had taken it and they were not asked before."""
    free = (HandOver.id == number, HandOver.ended_at.is_(None), HandOver.taken_at.is_(None))
    asked = update(HandOver).where(*free, HandOver.team_asked_at.is_(None))
    changed = asked.values(team_asked_at=now, waits_until=until).execution_options(**_ALONE)
    return bool(session.execute(changed).rowcount)


def take(session: Session, number: int, account: int, now: datetime) -> bool:
    """Let an account of staff take it; whether nobody was faster. Raises IntegrityError where they are in another one."""
    free = (HandOver.id == number, HandOver.ended_at.is_(None), HandOver.taken_at.is_(None))
    taken = update(HandOver).where(*free).values(taken_by_id=account, taken_at=now, last_said_at=now)
    return bool(session.execute(taken.execution_options(**_ALONE)).rowcount)


def said(session: Session, number: int, now: datetime) -> bool:
    """Somebody said something in it; whether it still goes on."""
    goes_on = (HandOver.id == number, HandOver.ended_at.is_(None))
    changed = update(HandOver).where(*goes_on).values(last_said_at=now)
    return bool(session.execute(changed.execution_options(**_ALONE)).rowcount)


def end(session: Session, number: int, by: By, now: datetime) -> bool:
    """End it; whether it had not ended before."""
    goes_on = (HandOver.id == number, HandOver.ended_at.is_(None))
    ended = update(HandOver).where(*goes_on).values(ended_at=now, ended_by=by.value)
    return bool(session.execute(ended.execution_options(**_ALONE)).rowcount)


def end_untaken(session: Session, number: int, now: datetime) -> bool:
    """End one that nobody took; whether it was neither taken nor ended before."""
    free = (HandOver.id == number, HandOver.ended_at.is_(None), HandOver.taken_at.is_(None))
    ended = update(HandOver).where(*free).values(ended_at=now, ended_by=By.NOBODY.value)
    return bool(session.execute(ended.execution_options(**_ALONE)).rowcount)


def sweep_hand_overs(session: Session, now: datetime) -> None:
    """Delete what ended a year ago (data/retention.yml)."""
    session.execute(delete(HandOver).where(HandOver.ended_at < now - KEPT).execution_options(**_ALONE))


def is_silent(row: Any, now: datetime) -> bool:
    """Whether nobody said anything for too long in one that was taken."""
    return row.taken_at is not None and now - (row.last_said_at or row.taken_at) >= SILENCE


def is_overdue(row: Any, now: datetime) -> bool:
    """Whether nobody took it in the time that the young person was told."""
    return row.taken_at is None and now >= row.waits_until


def _open(session: Session, which: Any) -> Optional[Any]:
    wanted = select(HandOver).where(which, HandOver.ended_at.is_(None)).order_by(HandOver.id).limit(1)
    return session.execute(wanted).scalar_one_or_none()
