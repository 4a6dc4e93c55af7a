"""The digest of a working day: one for each linked adviser and manager, with all that they are told of their people that day.

It is put for eight in the morning and written right before it leaves; what there is to say then is decided as if they looked
themselves. The audit names the assistant, and for which account it looked: nobody else saw it yet.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Callable, Optional

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.caseload.digest_reads import Ask, digest_of
from bot.caseload.staff_desk import When
from bot.casework.codes import Role
from bot.casework.tables import StaffAccount
from bot.delivery.sending.outbox import put
from bot.delivery.sending.outbox_tables import OutgoingMessage
from bot.delivery.sending.outgoing import Channel, Outgoing
from bot.delivery.sending.waits import Night
from bot.delivery.staffing.digest_words import digest_answer
from bot.delivery.staffing.late_notices import Letter
from bot.delivery.staffing.linked_staff import Addressee, Linked, linked_staff
from bot.delivery.staffing.notice_settings import Notice, wanted
from bot.delivery.staffing.working_hours import (
    EVENING,
    begins_week,
    first_moment,
    local,
    utc_of,
    working_day_before,
)
from bot.entitlements.parameters import Parameters
from bot.identity.access.decisions import Caller
from bot.records.database import Database
from bot.records.reach import SENDING

logger = logging.getLogger(__name__)

KIND = "staff_digest"
QUEUE_EVERY = 60  # minutes
SETTINGS = "notices"  # the value of the button that shows what somebody is sent

_WITH_CASELOAD = StaffAccount.role.in_([Role.PERSONAL_ADVISER.value, Role.TEAM_MANAGER.value])


def queue_digests(database: Database, night: Optional[Night], now: datetime) -> int:
    """Put today's digest for everybody who has none yet, if there is still time for it today; how many.

    Two processes that do this at once put one for each: the key of the outbox says whose and of which day.
    """
    day = local(now).date()
    due = first_moment(day, now, night)
    if due is None:
        return 0
    with database.transaction(SENDING) as session:
        waiting = [
            one for one in linked_staff(session, now, _WITH_CASELOAD) if not _is_put(session, one, day)
        ]
    return sum(_put(database, one, day, due, now) for one in waiting)


def on_behalf(caller: Caller) -> Caller:
    """The assistant that looks for an account: it sees what the account sees, and the audit says that it was not they."""
    return replace(caller, actor=f"assistant for {caller.actor}")


@dataclass(frozen=True)
class Digests:
    """Writes digests; see `late_notices.Write`."""

    parameters: Callable[[], Parameters]

    def __call__(self, session: Session, row: Any, addressee: Addressee, now: datetime) -> Optional[Letter]:
        """The digest of the day, of whoever still has the account that it was put for; None if there is nothing to say."""
        on = local(now).date()
        if not row.key.startswith(_key(addressee.account, on)):
            return None
        is_week, ask = _asked(wanted(session, addressee.account), on)
        parameters, when = self.parameters(), When(on, now)
        digest = digest_of(session, on_behalf(addressee.caller), parameters, when, ask)
        if digest is None:
            return None
        answer = digest_answer(digest, parameters, when, is_week=is_week, settings=SETTINGS)
        return None if answer is None else Letter((answer,), digest.people)


def _asked(notices: frozenset[Notice], on: date) -> tuple[bool, Ask]:
    """Whether it is the summary of the week, and what it asks of the caseload."""
    is_week = Notice.MONDAY in notices and begins_week(on)
    ask = Ask(
        before=working_day_before(on),
        is_week=is_week,
        ahead=Notice.REVIEW in notices,
        contacts=Notice.CONTACT in notices,
        calls=Notice.CALL_BACK in notices,
    )
    return is_week, ask


def _key(account: int, day: date) -> str:
    return f"staff digest {account} {day.isoformat()}"


def _is_put(session: Session, one: Linked, day: date) -> bool:
    known = select(OutgoingMessage.id).where(OutgoingMessage.key == _key(one.account, day))
    return session.execute(known).first() is not None


def _put(database: Database, one: Linked, day: date, due: datetime, now: datetime) -> bool:
    digest = Outgoing(
        kind=KIND,
        channel=Channel.TEAMS,
        key=_key(one.account, day),
        person=one.person,
        about=one.account,
        is_fleeting=True,
        not_before=due,
        give_up_at=utc_of(day, EVENING),
    )
    try:
        with database.transaction(SENDING) as session:
            put(session, digest, now)
        return True
    except IntegrityError:  # another process was first
        return False
    except Exception as error:  # noqa: BLE001 - the others have theirs, and the next hour tries again
        logger.error("A digest could not be queued: error=%s", type(error).__name__)
        return False
