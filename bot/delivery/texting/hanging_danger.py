"""Tells staff of a danger whose urgent text did not arrive, or whose texter can't be asked: once, whoever finds it first."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Optional

from sqlalchemy.orm import Session

from bot.delivery.alerts.about_whom import Whom, whom_by_number
from bot.delivery.alerts.alert_tables import Unasked
from bot.delivery.alerts.stored_alerts import Rules, raise_alert, reaches, was_raised
from bot.delivery.sending.outbox_tables import OutgoingMessage, State
from bot.delivery.texting.danger_texts import (
    DangerText,
    Ended,
    end,
    forget_old_dangers,
    may_arrive,
    to_tell,
)
from bot.identity.access.decisions import audited
from bot.records.database import Database
from bot.records.reach import SENDING
from bot.safeguarding.finding import Danger

logger = logging.getLogger(__name__)

JUST_BEFORE = timedelta(minutes=1)  # an alert is raised before the text that says so is put
_ARRIVES = (State.WAITING.value, State.SENT.value, State.DELIVERED.value)


@dataclass(frozen=True)
class HangingDanger:
    """`rules` say who hears of it; None where nothing carries alerts."""

    rules: Optional[Rules]

    def tell_all(self, database: Database, now: datetime) -> None:
        """Tell of everything that hangs, each in a transaction of its own. Raises what the database raises."""
        with database.transaction(SENDING) as session:
            forget_old_dangers(session, now)
            hanging = [int(row.id) for row in to_tell(session, now)]
        for row_id in hanging:
            with audited(database, SENDING) as session:
                row = session.get(DangerText, row_id)
                if row is not None:
                    self._tell_or_leave(session, row, now)

    def tell(self, session: Session, now: datetime, message: int) -> None:
        """Tell of the danger that a message of the outbox answers, if it hangs. Needs a session of `access.audited` that sends.

        What fails is logged by kind and left to the next look: what else the transaction keeps must be kept.
        """
        for row in to_tell(session, now, message):
            self._tell_or_leave(session, row, now)

    def _tell_or_leave(self, session: Session, row: Any, now: datetime) -> None:
        try:
            with session.begin_nested():
                self._tell(session, row, now)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next look tries again
            logger.error("A danger could not be told yet: error=%s", type(error).__name__)

    def _tell(self, session: Session, row: Any, now: datetime) -> None:
        whom = None if self.rules is None else whom_by_number(session, row.phone_lookup, now)
        if whom is None and row.is_stopped and _may_arrive(session, row):
            may_arrive(session, row.id)
        elif whom is None or self.rules is None or not _reaches(session, whom, self.rules):
            if end(session, row.id, Ended.NOBODY, now):
                logger.error("A danger by text can be told to nobody: message=%s", row.message_id)
        elif end(session, row.id, Ended.TOLD, now):
            _raise(session, row, whom, self.rules, now)


UNTOLD = HangingDanger(None)


def _raise(session: Session, row: Any, whom: Whom, rules: Rules, now: datetime) -> None:
    """Raise the alert, unless the danger has one: of a yes, or of another text of the same hour of need."""
    danger = Danger(row.danger, row.is_about_other)
    if was_raised(session, whom.person, danger, row.happened_at - JUST_BEFORE, is_claim=whom.is_claim):
        return
    unasked = Unasked.STOPPED if row.is_stopped else Unasked.UNDELIVERED
    raise_alert(
        session,
        whom.person,
        danger,
        rules,
        now,
        with_consent=False,
        texted_from=whom.texted_from,
        unasked=unasked,
    )


def _reaches(session: Session, whom: Whom, rules: Rules) -> bool:
    return bool(reaches(session, whom.person, rules, is_claim=whom.is_claim))


def _may_arrive(session: Session, row: Any) -> bool:
    message = session.get(OutgoingMessage, row.message_id) if row.message_id else None
    return message is None or message.state in _ARRIVES
