"""Forgetting talks in Teams: words after eight hours, what can be undone after a day, and at last whom we knew there.

A card stays in its chat until Teams deletes it, and its buttons should do what they say as long as that is sensible. So answers with
buttons of staff stay for thirty days: they name nobody, and what a button shows is decided when it is pressed.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Iterator, List

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from bot.advising.advising_tables import StaffDeed, StaffTalk
from bot.delivery.conversation.conversation_tables import TranscriptLine
from bot.delivery.handing_over.hand_over_tables import HandOver
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.identity.by_teams.teams_users import TEAMS

TALK = timedelta(hours=8)  # of silence: then a talk's subject is forgotten, and what was said so long ago
BUTTONS = DEEDS = timedelta(days=30)
UNDO = timedelta(days=1)
HAND_OVERS = USERS = timedelta(days=365)
_LOOKED_BACK = timedelta(days=1)  # lines that are older and still there were looked at before

_ALONE = {"synchronize_session": False}


def sweep_teams(session: Session, now: datetime) -> None:
    """Delete what is past its time, in a transaction that reaches everybody's."""
    _delete(session, StaffTalk, StaffTalk.changed_at < now - TALK)
    _sweep_lines(session, now)
    undo = update(StaffDeed).where(StaffDeed.done_at < now - UNDO, StaffDeed.undo.is_not(None))
    session.execute(undo.values(undo=None).execution_options(**_ALONE))
    _delete(session, StaffDeed, StaffDeed.done_at < now - DEEDS)
    _delete(session, HandOver, HandOver.ended_at < now - HAND_OVERS)
    _delete(session, TeamsUser, TeamsUser.last_heard_at < now - USERS)


def _sweep_lines(session: Session, now: datetime) -> None:
    line = TranscriptLine
    in_teams = line.conversation.startswith(TEAMS, autoescape=True)
    said = select(line.id, line.answer).where(
        in_teams, line.said_at < now - TALK, line.said_at >= now - TALK - _LOOKED_BACK
    )
    words = [row.id for row in session.execute(said) if not _has_staff_buttons(row.answer)]
    for part in _parts(words):
        _delete(session, line, line.id.in_(part))
    # Where nobody swept for days, what has no answer is known without reading it.
    is_old = or_(line.said_at < now - BUTTONS, (line.said_at < now - TALK) & line.answer.is_(None))
    _delete(session, line, in_teams & is_old)


def _has_staff_buttons(answer: Any) -> bool:
    """Whether the journal's answer offers what only the desk does."""
    choices = json.loads(answer).get("choices", ()) if answer else ()
    return any(choice["kind"] == "staff" for choice in choices)


def _delete(session: Session, table: Any, which: Any) -> None:
    session.execute(delete(table).where(which).execution_options(**_ALONE))


def _parts(rows: List[int], size: int = 500) -> Iterator[List[int]]:
    """So many that a database takes them in one statement."""
    return (rows[start : start + size] for start in range(0, len(rows), size))
