"""Deleting what is no longer needed: sessions nobody came back to, used codes, old message ids, what was sent long ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.advising.doing.deeds import sweep_deeds
from bot.caseload.shared_answers import sweep_shared
from bot.delivery.conversation import inbox_rows
from bot.delivery.conversation.journal import TranscriptLine
from bot.delivery.handing_over.hand_over_rows import sweep_hand_overs
from bot.delivery.sending import outbox
from bot.identity.by_phone import texters
from bot.identity.by_phone.texters import SMS
from bot.identity.sign_in.code_limits import A_DAY
from bot.identity.sign_in.sessions import WEB, is_idle, living
from bot.identity.sign_in.sign_in_tables import SignInCode, SignInFailure, StaffSession, WebSession
from bot.identity.sign_in.staff_sessions import over

SIGN_IN_RECORDS = A_DAY  # as long as they count
ORPHANS = timedelta(minutes=10)  # longer than any turn takes: one that is just being answered is no orphan
MESSAGE_IDS = timedelta(days=7)  # longer than any provider goes on sending a message again


def sweep(session: Session, now: datetime) -> list[str]:
    """Delete what is past its time. Returns the conversations whose words must go too."""
    left = [row.conversation for row in session.execute(select(WebSession)).scalars() if is_idle(row, now)]
    session.execute(delete(WebSession).where(WebSession.conversation.in_(left)))
    session.execute(delete(SignInCode).where(SignInCode.asked_at < now - SIGN_IN_RECORDS))
    session.execute(delete(SignInFailure).where(SignInFailure.failed_at < now - SIGN_IN_RECORDS))
    session.execute(delete(StaffSession).where(over(now)))
    left += texters.sweep_texters(session, now)
    sweep_hand_overs(session, now)
    outbox.forget_old(session, now)
    sweep_deeds(session, now)
    sweep_shared(session, now)
    inbox_rows.forget_old(session.connection(), now - MESSAGE_IDS)
    return left


def orphans(session: Session, silent: Sequence[str], now: datetime) -> list[str]:
    """Conversations of browsers without a session, and of phones without a number, of which something is left: a process died.

    `silent` are those that are kept elsewhere and silent for `ORPHANS`. Conversations of other kinds are left alone.
    """
    newest = func.max(TranscriptLine.said_at)
    old = (
        select(TranscriptLine.conversation)
        .group_by(TranscriptLine.conversation)
        .having(newest < now - ORPHANS)
    )
    found = {*silent, *session.execute(old).scalars()}
    ours = sorted(conversation for conversation in found if conversation.startswith((WEB, SMS)))
    alive = {one for part in _parts(ours) for one in living(session, part) | texters.living(session, part)}
    return [conversation for conversation in ours if conversation not in alive]


def _parts(conversations: Sequence[str], size: int = 500) -> list[Sequence[str]]:
    """So many that a database takes them in one question."""
    return [conversations[start : start + size] for start in range(0, len(conversations), size)]
