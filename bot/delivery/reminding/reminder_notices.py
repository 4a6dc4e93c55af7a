"""Notices of reminders as messages of the outbox: asked again right before they leave whether they are wanted and still true.

A notice gives nothing away: it says that a message waits, and not what about.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.delivery.reminding.coming_days import Facts, coming
from bot.delivery.reminding.reminder_facts import london, one_of
from bot.delivery.reminding.reminder_rules import Rules, why_not
from bot.delivery.reminding.reminder_tables import Reminder
from bot.delivery.sending.outbox import outgoing_of
from bot.delivery.sending.outbox_tables import State
from bot.delivery.sending.outgoing import Outgoing, StoppedError
from bot.delivery.texting.text_state import forget_number
from bot.identity.access.decisions import Action, Caller, demand, note
from bot.identity.by_phone.texter_tables import Texter
from bot.identity.by_phone.texters import stopped_by_network
from bot.phrases import phrase
from bot.records.reach import REMINDING, meanwhile, talk

READ_IT = 1  # the number that brings the message
_ASSISTANT = Caller("assistant", "reminders")


@dataclass(frozen=True)
class ReminderNotices:
    """The kind `reminder` of the outbox."""

    rules: Rules
    insists: bool = False
    is_waited_for: bool = False

    def write(self, session: Session, row: Any, now: datetime) -> Optional[Outgoing]:
        """The notice, to the number that is on record now; None if it is not wanted, or not true any more."""
        with meanwhile(session, REMINDING):
            reminder = session.get(Reminder, row.about)
            facts = None if reminder is None else one_of(session, reminder.young_person_id, now)
            if reminder is None or facts is None:
                return None
            if not self._may_leave(session, reminder, facts, row.person, now):
                reminder.is_queued = False
                return None
            route = self.rules.line_of(facts.council)
        return replace(outgoing_of(row), recipient=facts.number, text=phrase("reminders.notice"), route=route)

    def _may_leave(
        self, session: Session, reminder: Reminder, facts: Facts, lookup: str, now: datetime
    ) -> bool:
        is_theirs = facts.lookup == lookup and reminder.left_at is None
        on = london(now).date()
        is_due = any(
            one.is_due(on) and is_of(reminder, one) for one in coming(facts, self.rules.parameters, on)
        )
        return is_theirs and is_due and why_not(session, facts, self.rules, now) is None

    def settled(self, session: Session, row: Any, now: datetime) -> None:
        """Keep that it left, with who was texted; or that it may be queued again."""
        reminder = session.get(Reminder, row.about)
        if reminder is None or row.state == State.WAITING.value:
            return
        reminder.is_queued = False
        if row.state == State.GIVEN_UP.value:
            return
        reminder.left_at = now
        if row.state == State.SENT.value:
            keep_that_it_left(session, int(reminder.young_person_id), row.person, now)
        elif row.last_error == StoppedError.__name__:
            stopped_by_network(session, row.person, now)


def is_of(reminder: Any, one: Any) -> bool:
    """Whether a row is about this."""
    return (reminder.what, reminder.day, reminder.ahead, reminder.about) == (
        one.what.value,
        one.day,
        one.ahead,
        one.about,
    )


def keep_that_it_left(session: Session, person: int, lookup: str, now: datetime) -> None:
    """From here on the number that the notice names brings its message, whatever it meant in their talk before."""
    demand(session, _ASSISTANT, Action.REMINDER_SEND, person, now)
    note(session, _ASSISTANT, Action.REMINDER_SEND, [person], now)
    wanted = select(Texter.conversation).where(Texter.phone_lookup == lookup)
    conversation = session.execute(wanted).scalar_one_or_none()
    if conversation is not None:
        with meanwhile(session, talk(conversation)):
            forget_number(session, conversation, READ_IT, now)
