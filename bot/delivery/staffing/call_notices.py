"""That a young person asked to be called, told to their adviser in Teams: within a minute in working hours, else the next morning.

Who is their adviser is asked when it is put and again when it leaves: a case that moves is told to whoever has it now.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Optional, Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.caseload.call_promises import asked_call
from bot.casework.tables import CallBackRequest, YoungPerson
from bot.delivery.sending.outbox import put
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.delivery.sending.waits import Night
from bot.delivery.staffing.call_words import call_answer, new_call
from bot.delivery.staffing.digests import on_behalf
from bot.delivery.staffing.late_notices import Letter
from bot.delivery.staffing.linked_staff import Addressee, linked_staff, of_adviser
from bot.delivery.staffing.notice_settings import Notice, wanted
from bot.delivery.staffing.working_hours import next_moment
from bot.identity.access.decisions import Action, may
from bot.records.database import Database
from bot.records.reach import REMINDING, SENDING

logger = logging.getLogger(__name__)

KIND = "staff_call"
QUEUE_EVERY = 1  # minutes
TOLD = timedelta(days=3)  # older ones stand in the digest alone
GIVE_UP = timedelta(days=1)


def queue_calls(database: Database, night: Optional[Night], now: datetime) -> int:
    """Put what advisers were not told yet; how many. Two processes that do this at once put one for each."""
    with database.transaction(REMINDING) as session:
        open_ = (CallBackRequest.done_at.is_(None), CallBackRequest.asked_at > now - TOLD)
        wanted_ = select(CallBackRequest.id, CallBackRequest.young_person_id, YoungPerson.personal_adviser_id)
        joined = wanted_.join(YoungPerson, YoungPerson.id == CallBackRequest.young_person_id)
        calls = session.execute(joined.where(*open_, YoungPerson.personal_adviser_id.is_not(None))).all()
    if not calls:
        return 0
    with database.transaction(SENDING) as session:
        news = [one for call in calls for one in _notices(session, call, night, now)]
    return sum(_put(database, one, now) for one in news)


@dataclass(frozen=True)
class CallNotices:
    """Writes them; see `late_notices.Write`."""

    def __call__(self, session: Session, row: Any, addressee: Addressee, now: datetime) -> Optional[Letter]:
        """None if somebody has rung, they are not this adviser's any more, or the adviser wants none of these."""
        request = session.get(CallBackRequest, row.about)
        if request is None or request.done_at is not None:
            return None
        if not row.key.startswith(_key(row.about, addressee.account)):
            return None
        caller, person = on_behalf(addressee.caller), int(request.young_person_id)
        is_wanted = Notice.CALL_BACK in wanted(session, addressee.account)
        if not is_wanted or not may(session, caller, Action.CALL_BACK_LIST, person):
            return None
        asked = asked_call(session, caller, row.about, now)
        return Letter((call_answer(asked, new_call(), now),), frozenset({person}))


def _notices(session: Session, call: Any, night: Optional[Night], now: datetime) -> Sequence[Outgoing]:
    """Those that are not in the outbox yet."""
    due = next_moment(now, night)
    theirs = [
        Outgoing(
            kind=KIND,
            channel=Channel.TEAMS,
            key=_key(call.id, one.account),
            person=one.person,
            about=call.id,
            young_person=call.young_person_id,
            is_fleeting=True,
            not_before=due,
            give_up_at=due + GIVE_UP,
        )
        for one in linked_staff(session, now, of_adviser(call.personal_adviser_id))
    ]
    keys = select(OutgoingMessage.key).where(OutgoingMessage.key.in_([one.key for one in theirs]))
    known = set(session.execute(keys).scalars())
    return [one for one in theirs if one.key not in known]


def _key(request: int, account: int) -> str:
    return f"call back {request} to staff {account};"  # the mark at the end: 1 does not begin as 12 does


def _put(database: Database, notice: Outgoing, now: datetime) -> bool:
    try:
        with database.transaction(SENDING) as session:
            put(session, notice, now)
        return True
    except IntegrityError:  # another process was first, or the person was erased
        return False
    except Exception as error:  # noqa: BLE001 - the others have theirs, and the next minute tries again
        logger.error("A request for a call could not be queued: error=%s", type(error).__name__)
        return False
