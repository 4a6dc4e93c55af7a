"""Deleting what is no longer needed: sessions nobody came back to, used codes, old message ids."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.delivery.journal import SeenMessage
from bot.identity.models import SignInCode, SignInFailure, StaffSession, WebSession
from bot.identity.sessions import ANONYMOUS_IDLE, SIGNED_IN_IDLE
from bot.identity.staff_sessions import over

SIGN_IN_RECORDS = timedelta(days=1)
MESSAGE_IDS = timedelta(days=7)  # longer than any provider goes on sending a message again


def sweep(session: Session, now: datetime) -> list[str]:
    """Delete what is past its time. Returns the conversations whose words must go too."""
    left = [row.conversation for row in session.execute(select(WebSession)).scalars() if _is_over(row, now)]
    session.execute(delete(WebSession).where(WebSession.conversation.in_(left)))
    session.execute(delete(SignInCode).where(SignInCode.asked_at < now - SIGN_IN_RECORDS))
    session.execute(delete(SignInFailure).where(SignInFailure.failed_at < now - SIGN_IN_RECORDS))
    session.execute(delete(StaffSession).where(over(now)))
    session.execute(delete(SeenMessage).where(SeenMessage.seen_at < now - MESSAGE_IDS))
    return left


def _is_over(row: WebSession, now: datetime) -> bool:
    limit = ANONYMOUS_IDLE if row.young_person_id is None else SIGNED_IN_IDLE
    return bool(now - row.last_seen_at > limit)
