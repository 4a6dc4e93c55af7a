"""What is looked at again and again: hand-overs that nobody took in time, that went silent, or whose side is gone; calls that are overdue."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.delivery.handing_over import hand_over_rows as rows
from bot.delivery.handing_over.asking_staff import ask_again, ask_team
from bot.delivery.handing_over.hand_over_endings import becomes_call, end_for_both, say_gone, tell_not_taken
from bot.delivery.handing_over.hand_over_parts import Parts
from bot.delivery.handing_over.hand_over_tables import HandOver
from bot.delivery.handing_over.promised_calls import tell_overdue
from bot.identity.access.decisions import audited
from bot.records.reach import SENDING

logger = logging.getLogger(__name__)


def tend(parts: Parts) -> None:
    """One look. What fails is logged by kind, and the next look tries again."""
    now = parts.clock.now()
    with parts.database.transaction(SENDING) as session:
        numbers = rows.all_open(session)
    for number in numbers:
        _try_to_look(parts, number, now)
    tell_overdue(parts)


def _try_to_look(parts: Parts, number: int, now: datetime) -> None:
    try:
        _look_at(parts, number, now)
    except Exception as error:  # noqa: BLE001 - the others have their look, and the next one tries again
        logger.error("A hand-over could not be looked at: error=%s", type(error).__name__)


def _look_at(parts: Parts, number: int, now: datetime) -> None:
    with audited(parts.database, SENDING) as session:
        row = session.get(HandOver, number)
        if row is not None and row.ended_at is None:
            end_if_over(parts, session, row, now)


def end_if_over(parts: Parts, session: Session, row: Any, now: datetime) -> None:
    """End a hand-over that goes on no more: silent, or one of its sides is gone.

    Where the adviser did not take it in time the managers of their team are asked; where they did not either, it becomes a call.
    """
    if row.taken_at is None:
        if not rows.is_overdue(row, now):
            ask_again(parts, session, row, now)
        elif ask_team(parts, session, row, now) is None:
            _not_taken(parts, session, row, now)
    elif not parts.is_here(session, row, now):
        end_for_both(parts, session, row, "young_person", now)
    elif not parts.is_served(session, row):
        say_gone(parts, session, row, now)
    elif rows.is_silent(row, now):
        end_for_both(parts, session, row, "silence", now)


def _not_taken(parts: Parts, session: Session, row: Any, now: datetime) -> None:
    promise = becomes_call(parts, session, row, now)
    if promise is not None:
        tell_not_taken(parts, session, row, promise, now)
