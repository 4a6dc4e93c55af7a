"""What the front door asks: whether a danger in a conversation can be passed on, to pass it on, and what became of it.

Who is signed in comes from the session alone. Nothing here takes what was typed.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Callable, Optional, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.caseload.own_people import own_people
from bot.delivery.alerts.stored_alerts import (
    AlreadyOpenError,
    Rules,
    newest_outlook,
    open_alert,
    outlook_of,
    raise_alert,
    try_to_raise,
)
from bot.identity.access.decisions import audited
from bot.identity.sign_in.sessions import Sessions
from bot.records.database import Database
from bot.records.reach import Reach, go_on_as, own, talk
from bot.safeguarding.finding import Danger
from bot.safeguarding.passing_on import Passed, Standing
from bot.settings import Clock

RECENT = timedelta(hours=12)  # so long an alert is news after somebody took it on
TRIES = 5  # to store an alert while others of the same person are being stored

_Done = TypeVar("_Done")


class AlertDesk:
    """Raises alerts about the person of a conversation. Each call may be slow, and may fail."""

    def __init__(self, database: Database, sessions: Sessions, clock: Clock, rules: Rules) -> None:
        self._database, self._sessions, self._clock, self._rules = database, sessions, clock, rules

    @property
    def at_once(self) -> bool:
        """Whether the council decided that alerts are raised without asking."""
        return self._rules.without_asking

    def noticed(self, conversation: str, danger: Danger) -> Passed:
        """How the danger can be passed on, and the person's own people. Where the council's policy says so, it now is.

        Where the person is to be asked, an alert was stored for a trial and taken back, and the look at the record is
        stored: what is offered can be kept. Raises whatever the database says if it can't.
        """
        now = self._clock.now()

        def look(session: Session) -> tuple[Optional[int], Passed]:
            person = self._person(session, conversation, now)
            return person, Passed(Standing.ANONYMOUS) if person is None else self._looked_up(
                session, person, danger, now
            )

        person, passed = self._again(look, talk(conversation))
        if (
            person is not None
            and self.at_once
            and passed.standing in (Standing.ASK_ABOUT_PA, Standing.ASK_ABOUT_TEAM)
        ):
            self._raise(person, danger, now, with_consent=False)
            return Passed(Standing.TOLD, passed.people, passed.outlook)
        return passed

    def tell(self, conversation: str, danger: Danger) -> Passed:
        """Pass it on: the person said yes."""
        now = self._clock.now()
        with audited(self._database, talk(conversation)) as session:
            person = self._person(session, conversation, now)
            if person is None:
                return Passed(Standing.ANONYMOUS)
            outlook, people = outlook_of(session, person, self._rules), own_people(session, person, now)
        if outlook is None:
            return Passed(Standing.NOT_TOLD, people)
        self._raise(person, danger, now, with_consent=True)
        return Passed(Standing.TOLD, people, outlook)

    def knows(self, conversation: str) -> bool:
        """Whether somebody is signed in there."""
        with self._database.transaction(talk(conversation)) as session:
            return self._person(session, conversation, self._clock.now()) is not None

    def news(self, conversation: str) -> Optional[Passed]:
        """What became of the person's newest alert that is open or recent; None if there is none, or nobody is signed in."""
        now = self._clock.now()
        with audited(self._database, talk(conversation)) as session:
            person = self._person(session, conversation, now)
            outlook = None if person is None else newest_outlook(session, person, self._rules, now - RECENT)
            if person is None or outlook is None:
                return None
            return Passed(Standing.TOLD, own_people(session, person, now), outlook)

    def _person(self, session: Session, conversation: str, now: datetime) -> Optional[int]:
        """Who is signed in there. From here on the transaction reaches them alone."""
        person = self._sessions.person_in(session, conversation, now)
        if person is not None:
            go_on_as(session, own(person))
        return person

    def _looked_up(self, session: Session, person: int, danger: Danger, now: datetime) -> Passed:
        people = own_people(session, person, now)
        outlook = outlook_of(session, person, self._rules)
        if open_alert(session, person, danger) is not None:
            return Passed(Standing.TOLD, people, *([outlook] if outlook else []))
        if outlook is None:
            return Passed(Standing.NOT_TOLD, people)
        try_to_raise(session, person, danger, self._rules, now)
        return Passed(Standing.ASK_ABOUT_PA if outlook.tells_pa else Standing.ASK_ABOUT_TEAM, people, outlook)

    def _raise(self, person: int, danger: Danger, now: datetime, *, with_consent: bool) -> None:
        def store(session: Session) -> None:
            raise_alert(session, person, danger, self._rules, now, with_consent=with_consent)

        with suppress(AlreadyOpenError):
            self._again(store, own(person))

    def _again(self, work: Callable[[Session], _Done], reach: Reach, tries: int = TRIES) -> _Done:
        """What the work gives in a transaction; tried again while another alert of the same person is stored at the same moment."""
        try:
            with audited(self._database, reach) as session:
                return work(session)
        except IntegrityError:
            if tries == 1:
                raise
        return self._again(work, reach, tries - 1)
