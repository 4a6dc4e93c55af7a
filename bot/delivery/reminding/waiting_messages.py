"""The messages behind notices: which one waits for a number, and what it says to whoever proved whose number it is.

A message goes by a number: that of a reminder, or that of a shared answer with a minus before it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Callable, Optional, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.advising.advising_tables import SharedAnswer
from bot.answer import Answer
from bot.caseload.casework_reads import young_person
from bot.caseload.shared_answers import not_seen, shared_for_text, shown
from bot.casework.tables import YoungPerson
from bot.delivery.reminding.coming_days import Facts, coming
from bot.delivery.reminding.reminder_facts import london, one_of
from bot.delivery.reminding.reminder_notices import is_of
from bot.delivery.reminding.reminder_rules import Rules
from bot.delivery.reminding.reminder_tables import Reminder
from bot.delivery.reminding.reminder_words import message
from bot.delivery.texting.text_kinds import ASK_PIN
from bot.identity.access.decisions import Action, audited, read
from bot.identity.by_phone.texter_tables import Texter, TextSetting
from bot.phrases import phrase
from bot.records.database import Database
from bot.records.reach import meanwhile, of_councils, own, talk, texting
from bot.settings import Clock

KEPT = timedelta(days=30)  # after it left; then its number brings nothing any more

ProvedPerson = Callable[[Session, str, datetime], Optional[int]]


class WaitingMessages(Protocol):
    """What is kept of them. Each call may be slow, and may fail."""

    def waits(self, conversation: str) -> Optional[int]:
        """The newest message whose notice left to the number of a talk and that was not read; None if there is none."""

    def behind_pin(self, conversation: str) -> Optional[int]:
        """The one that was asked for before the PIN was."""

    def open(self, conversation: str, message: int) -> Answer:
        """The message, to whoever proved who they are; or what they must do first."""


class KeptWaitingMessages:
    """Those of the database. `proved` tells who proved to be the person in a talk; `address` is where the chat page is."""

    def __init__(
        self, database: Database, clock: Clock, rules: Rules, proved: ProvedPerson, address: str
    ) -> None:
        self._database, self._clock, self._rules = database, clock, rules
        self._proved, self._address = proved, address

    def waits(self, conversation: str) -> Optional[int]:
        """See WaitingMessages."""
        with self._database.transaction(talk(conversation)) as session:
            texter = _texter(session, conversation)
            if texter is None:
                return None
            with meanwhile(session, texting(texter.phone_lookup)):
                return self._newest(session, texter.phone_lookup)

    def behind_pin(self, conversation: str) -> Optional[int]:
        """See WaitingMessages."""
        with self._database.transaction(talk(conversation)) as session:
            texter = _texter(session, conversation)
            return None if texter is None or texter.pin_for is None else int(texter.pin_for)

    def open(self, conversation: str, message: int) -> Answer:
        """See WaitingMessages."""
        now = self._clock.now()
        with audited(self._database, talk(conversation)) as session:
            texter = _texter(session, conversation)
            if texter is None or self._is_shared(session, texter.phone_lookup):
                return Answer(lead=phrase("reminders.shared", address=self._address))
            person = self._proved(session, conversation, now)
            _keep_what_the_pin_is_for(session, conversation, message if person is None else None)
            if person is None:
                return Answer(lead=phrase("texting.pin_ask", address=self._address), topic=ASK_PIN)
            if message < 0:
                return _shared(session, person, -message, now)
            return self._told(session, person, message, now)

    def _newest(self, session: Session, lookup: str) -> Optional[int]:
        since = self._clock.now() - KEPT
        unread: dict[Any, Any] = {Reminder: Reminder.read_at.is_(None), SharedAnswer: not_seen()}
        found = [
            (left_at, number if table is Reminder else -number)
            for table, waits in unread.items()
            for left_at, number in session.execute(
                select(table.left_at, table.id)
                .join(YoungPerson, YoungPerson.id == table.young_person_id)
                .where(YoungPerson.phone_lookup == lookup, waits, table.left_at > since)
            )
        ]
        return max(found, key=lambda one: (one[0], abs(one[1])))[1] if found else None

    def _is_shared(self, session: Session, lookup: str) -> bool:
        wanted = select(TextSetting.is_shared).join(
            YoungPerson, YoungPerson.id == TextSetting.young_person_id
        )
        with meanwhile(session, texting(lookup)):
            found = session.execute(wanted.where(YoungPerson.phone_lookup == lookup))
            return bool(found.scalar_one_or_none())

    def _told(self, session: Session, person: int, reminder: int, now: datetime) -> Answer:
        """As the record says it now. One that is somebody else's is none."""
        with meanwhile(session, own(person)):
            read(session, young_person(person), Action.RECORD, person, now)
            row, facts = session.get(Reminder, reminder), one_of(session, person, now)
            if row is None or facts is None or row.young_person_id != person:
                return Answer(lead=phrase("reminders.outdated"))
            row.read_at = row.read_at or now
        with meanwhile(session, of_councils([facts.council])):  # who alone reads its surveys
            facts = one_of(session, person, now) or facts
        return Answer(lead=self._words(row, facts, now), place=facts.council)

    def _words(self, row: Any, facts: Facts, now: datetime) -> str:
        on = london(now).date()
        found = coming(facts, self._rules.parameters, on)
        return message(facts, next((one for one in found if is_of(row, one)), None), on)


def _shared(session: Session, person: int, shared: int, now: datetime) -> Answer:
    """As it was shared, word by word. One that was taken back, or is somebody else's, is none."""
    with meanwhile(session, own(person)):
        read(session, young_person(person), Action.RECORD, person, now)
        answer = shared_for_text(session, person, shared)
        shown(session, person, shared, now)
    return Answer(lead=phrase("reminders.outdated")) if answer is None else answer


def _texter(session: Session, conversation: str) -> Any:
    return session.execute(select(Texter).where(Texter.conversation == conversation)).scalar_one_or_none()


def _keep_what_the_pin_is_for(session: Session, conversation: str, reminder: Optional[int]) -> None:
    changed = update(Texter).where(Texter.conversation == conversation).values(pin_for=reminder)
    session.execute(changed.execution_options(synchronize_session=False))
