"""What showed danger and may not be shown to the adviser who took the talk any more: whoever has the case now is shown it.

The urgent reply, and the alert that it offers, wait for none of this.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Mapping, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery.handing_over.hand_over_parts import KIND, Tell, whom_of
from bot.delivery.handing_over.own_adviser import adviser_of, managers_of
from bot.delivery.handing_over.said_to_staff import wrote_in_danger_elsewhere
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.sending.outgoing import Outgoing
from bot.delivery.sending.waits import london_day
from bot.delivery.staffing.teams_kinds import TeamsMessages
from bot.identity.access.decisions import Action, Caller, demand, note

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class HandOverMessages(TeamsMessages):
    """The kind of what staff are sent about hand-overs. The words of a row that showed danger are its `subject`, beside its activity."""

    tell: Tell

    def write(self, session: Session, row: Any, now: datetime) -> Optional[Outgoing]:
        """See `TeamsMessages`: what showed danger and is kept back from one is put for another in the same transaction."""
        made = super().write(session, row, now)
        is_kept_back = made is None or made.recipient is None
        if is_kept_back and row.subject and row.young_person_id is not None:
            key = row.key.rpartition(" ")[0]  # one for all activities of an answer
            tell_elsewhere(self.tell, session, int(row.young_person_id), row.subject, key, now, but=row.about)
        return made


def tell_elsewhere(
    tell: Tell,
    session: Session,
    person: int,
    words: str,
    key: str,
    now: datetime,
    *,
    but: Optional[int] = None,
) -> bool:
    """Show what somebody wrote in danger to their adviser of now, or else to the managers of their team, but not to one account.

    Whether anybody in Teams is. Needs a transaction that sends, of `audited`. Each account is told once for a key.
    """
    hear = _who_hears(session, person, now, but)
    told = [_tell(tell, session, account, person, words, f"{key} for {account}", now) for account in hear]
    if not any(told):
        logger.error("What showed danger in a talk could be shown to nobody in Teams; its alert stands")
    return any(told)


def _tell(
    tell: Tell, session: Session, account: int, person: int, words: str, key: str, now: datetime
) -> bool:
    if _is_told(session, key):
        return True
    answer = wrote_in_danger_elsewhere(whom_of(session, person), words)
    more: Mapping[str, Any] = {"is_urgent": True, "young_person": person, "words": words}
    if not tell(session, account, [answer], key, KIND, now, **more):
        return False
    caller = Caller("assistant", f"teams to staff:{account}")
    demand(session, caller, Action.ALERT_DELIVER, person, now)
    note(session, caller, Action.ALERT_DELIVER, [person], now)
    return True


def _is_told(session: Session, key: str) -> bool:
    known = select(OutgoingMessage.id).where(OutgoingMessage.key.startswith(f"{key} ", autoescape=True))
    return session.execute(known.limit(1)).scalar_one_or_none() is not None


def _who_hears(session: Session, person: int, now: datetime, but: Optional[int]) -> Sequence[int]:
    on = london_day(now)
    adviser = adviser_of(session, person, on)
    if adviser is None:
        return ()
    if adviser.account is not None and adviser.account != but:
        return (adviser.account,)
    return [account for account in managers_of(session, adviser.team, on) if account != but]
