"""The text with a sign-in code."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery.sending.outbox import put
from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.identity.sign_in.code_limits import CODE_LIFE
from bot.identity.sign_in.sign_in_tables import SignInCode
from bot.phrases import phrase

KIND = "sign_in_code"
_NO_CODE = "000000"  # as long as one


def put_code(session: Session, session_hash: str, number: str, code: Optional[str], now: datetime) -> None:
    """Store the text with a code that was just asked for in this browser.

    Where there is none, because nothing must be sent, the same is done and taken back: nobody can tell by the time it takes.
    """
    trial = session.begin_nested()
    put(session, _text(_asked(session, session_hash), number, code or _NO_CODE, now), now)
    if code is None:
        trial.rollback()
    else:
        trial.commit()


def _asked(session: Session, session_hash: str) -> Any:
    wanted = select(SignInCode).where(SignInCode.session_hash == session_hash)
    return session.execute(wanted.order_by(SignInCode.id.desc()).limit(1)).scalar_one()


def _text(asked: Any, number: str, code: str, now: datetime) -> Outgoing:
    """Urgent: somebody waits for it. Kept no longer than it takes, for it opens a record."""
    return Outgoing(
        kind=KIND,
        channel=Channel.SMS,
        key=f"sign-in code {asked.code_hash} {now.isoformat()}",
        person=asked.phone_lookup,
        recipient=number,
        text=phrase("sign_in.text", code=code),
        young_person=asked.young_person_id,
        is_urgent=True,
        is_fleeting=True,
        give_up_at=now + CODE_LIFE,
    )
