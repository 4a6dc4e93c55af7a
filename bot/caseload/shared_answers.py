"""Answers that staff leave for a young person: who may, what waits, that it was shown, and taking it back while it was not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Optional, Sequence

from sqlalchemy import and_, delete, select, update
from sqlalchemy.orm import Session

from bot.advising.advising_tables import SharedAnswer
from bot.answer import Answer
from bot.answer_data import as_data, from_data
from bot.identity.access.decisions import Action, Caller, demand, note

KEPT = timedelta(days=30)  # then it is deleted, seen or not: data/retention.yml says the same
_NOBODY = -1  # no record has it: an answer that is not there is denied as somebody else's
_ALONE = {"synchronize_session": False}  # no object of the session is changed with it


@dataclass(frozen=True)
class Waiting:
    """An answer that its young person was not shown yet."""

    id: int
    answer: Answer


def share_answer(
    session: Session,
    caller: Caller,
    person: int,
    account: int,
    answer: Answer,
    now: datetime,
    *,
    by_text: bool,
) -> int:
    """Leave an answer for somebody whom the caller reaches; its number. It is shown as it is here, word by word.

    Needs a session of `access.audited`. Raises AccessDenied.
    """
    demand(session, caller, Action.ANSWER_SHARE, person, now)
    note(session, caller, Action.ANSWER_SHARE, [person], now)
    row = SharedAnswer(
        young_person_id=person,
        staff_account_id=account,
        topic=answer.topic,
        place=answer.place,
        words=json.dumps(as_data(answer)),
        by_text=by_text,
        shared_at=now,
    )
    session.add(row)
    session.flush()
    return int(row.id)


def unshare_answer(session: Session, caller: Caller, shared: int, now: datetime) -> bool:
    """Take it back; False, with nothing changed, if it was shown already. Raises AccessDenied, also for one that is not there."""
    whose = select(SharedAnswer.young_person_id).where(SharedAnswer.id == shared)
    person = session.execute(whose).scalar_one_or_none()
    demand(session, caller, Action.ANSWER_UNSHARE, _NOBODY if person is None else int(person), now)
    taken = update(SharedAnswer).where(*_waits(), SharedAnswer.id == shared).values(taken_back_at=now)
    if not session.execute(taken.execution_options(**_ALONE)).rowcount:
        return False
    note(session, caller, Action.ANSWER_UNSHARE, [person], now)
    return True


def waiting_answers(session: Session, person: int) -> Sequence[Waiting]:
    """What waits for a person, the oldest first. Unchecked: for themselves, at their next visit."""
    wanted = select(SharedAnswer).where(*_waits(), SharedAnswer.young_person_id == person)
    rows = session.execute(wanted.order_by(SharedAnswer.id)).scalars()
    return [Waiting(int(row.id), from_data(json.loads(row.words))) for row in rows]


def shown(session: Session, person: int, shared: int, now: datetime) -> bool:
    """Keep that it was shown to its person; False if it was before, or was taken back. Unchecked: for themselves."""
    theirs = (*_waits(), SharedAnswer.id == shared, SharedAnswer.young_person_id == person)
    seen = update(SharedAnswer).where(*theirs).values(seen_at=now)
    return bool(session.execute(seen.execution_options(**_ALONE)).rowcount)


def shared_for_text(session: Session, person: int, shared: int) -> Optional[Answer]:
    """One of a person's answers; None if it was taken back, is past its time, or is not theirs. Unchecked."""
    theirs = (SharedAnswer.id == shared, SharedAnswer.young_person_id == person)
    row = session.execute(select(SharedAnswer).where(*theirs)).scalar_one_or_none()
    return None if row is None or row.taken_back_at is not None else from_data(json.loads(row.words))


def not_seen() -> Any:
    """The condition on `SharedAnswer` that it still waits."""
    return and_(*_waits())


def sweep_shared(session: Session, now: datetime) -> None:
    """Delete what is past its time."""
    session.execute(
        delete(SharedAnswer).where(SharedAnswer.shared_at < now - KEPT).execution_options(**_ALONE)
    )


def _waits() -> tuple[object, ...]:
    return SharedAnswer.seen_at.is_(None), SharedAnswer.taken_back_at.is_(None)
