"""Answers that staff left for a young person: put into their chat at their next visit, each once, word by word as they were shared."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Sequence

from sqlalchemy.orm import Session

from bot.answer import Answer
from bot.caseload.shared_answers import shown, waiting_answers
from bot.delivery.conversation.journal import (
    AnsweredAlreadyError,
    Answering,
    Journal,
    Line,
    new_line_id,
)
from bot.records.database import Database
from bot.records.reach import meanwhile, own


class LeftAnswers:
    """Waits for the database: call it in a lane."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database, self._journal = database, journal

    def bring(self, conversation: str, person: int, now: datetime) -> int:
        """Put what waits for the signed-in person of this conversation at its end; how many. Raises what the database raises."""
        with self._database.transaction(own(person)) as session:
            waiting = waiting_answers(session, person)
        return sum(self._brought(conversation, person, one.id, [_line(one.answer)], now) for one in waiting)

    def _brought(
        self, conversation: str, person: int, shared: int, lines: Sequence[Line], now: datetime
    ) -> bool:
        """False if another window of theirs brought it, or it was taken back, in this moment."""
        try:
            seen = partial(_keep_shown, person=person, shared=shared, now=now)
            self._journal.write(conversation, lines, Answering(deliver=seen))
        except AnsweredAlreadyError:
            return False
        return True


def _line(answer: Answer) -> Line:
    return Line(new_line_id(), answer=answer)


def _keep_shown(
    session: Session,
    conversation: str,
    lines: Sequence[Line],
    *,
    person: int,
    shared: int,
    now: datetime,
) -> None:
    """In the transaction that keeps the line. Raises AnsweredAlreadyError, so that nothing is kept."""
    with meanwhile(session, own(person)):
        is_first = shown(session, person, shared, now)
    if not is_first:
        raise AnsweredAlreadyError
