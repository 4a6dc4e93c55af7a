"""What the front door asks: whether a danger in a conversation can be passed on, to pass it on, and what became of it.

Who is signed in comes from the session alone, who texts from the number that the network names. Nothing here takes what was typed.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Callable, Optional, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.answer import ContactLine
from bot.caseload.own_people import own_people
from bot.delivery.alerts.about_whom import Whom, whom_in
from bot.delivery.alerts.alert_tables import Unasked
from bot.delivery.alerts.stored_alerts import (
    AlreadyOpenError,
    Rules,
    is_of_claim,
    newest_outlook,
    open_alert,
    outlook_of,
    raise_alert,
    try_to_raise,
)
from bot.identity.access.decisions import audited
from bot.identity.sign_in.sessions import Sessions
from bot.records.database import Database
from bot.records.reach import Reach, talk
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

        So it is about somebody who stopped our texts: they can't be asked. Where the person is to be asked, an alert was stored for a
        trial and taken back, and the look at the record is stored: what is offered can be kept. Raises whatever the database says if
        it can't.
        """
        now = self._clock.now()

        def look(session: Session) -> tuple[Optional[Whom], Passed]:
            whom = self._whom(session, conversation, now)
            return whom, Passed(Standing.ANONYMOUS) if whom is None else self._looked_up(
                session, whom, danger, now
            )

        whom, passed = self._again(look, talk(conversation))
        if whom is None or passed.standing not in (Standing.ASK_ABOUT_PA, Standing.ASK_ABOUT_TEAM):
            return passed
        if not (whom.is_stopped or (self.at_once and not whom.is_claim)):
            return passed
        unasked = Unasked.STOPPED if whom.is_stopped else None
        self._raise(whom, danger, now, with_consent=False, unasked=unasked)
        return Passed(Standing.TOLD, passed.people, passed.outlook)

    def tell(self, conversation: str, danger: Danger) -> Passed:
        """Pass it on: the person said yes."""
        now = self._clock.now()
        with audited(self._database, talk(conversation)) as session:
            whom = self._whom(session, conversation, now)
            if whom is None:
                return Passed(Standing.ANONYMOUS)
            outlook = outlook_of(session, whom.person, self._rules, is_claim=whom.is_claim)
            people = _people(session, whom, now)
        if outlook is None:
            return Passed(Standing.NOT_TOLD, people)
        self._raise(whom, danger, now, with_consent=True)
        return Passed(Standing.TOLD, people, outlook)

    def knows(self, conversation: str) -> bool:
        """Whether somebody is signed in there, or texts from a number on record: what they say again is asked about again."""
        with self._database.transaction(talk(conversation)) as session:
            return self._whom(session, conversation, self._clock.now()) is not None

    def news(self, conversation: str) -> Optional[Passed]:
        """What became of the person's newest alert that is open or recent; None if there is none, or nobody is signed in.

        Whoever texts from a number on record hears of what came of such texts alone.
        """
        now = self._clock.now()
        with audited(self._database, talk(conversation)) as session:
            whom = self._whom(session, conversation, now)
            if whom is None:
                return None
            since = now - RECENT
            outlook = newest_outlook(session, whom.person, self._rules, since, is_claim=whom.is_claim)
            if outlook is None:
                return None
            return Passed(Standing.TOLD, _people(session, whom, now), outlook)

    def _whom(self, session: Session, conversation: str, now: datetime) -> Optional[Whom]:
        """Whom it is about. From here on the transaction reaches them alone."""
        return whom_in(session, conversation, self._sessions.person_in(session, conversation, now))

    def _looked_up(self, session: Session, whom: Whom, danger: Danger, now: datetime) -> Passed:
        people = _people(session, whom, now)
        outlook = outlook_of(session, whom.person, self._rules, is_claim=whom.is_claim)
        known = open_alert(session, whom.person, danger, is_claim=whom.is_claim)
        if known is not None and not (whom.is_claim and not is_of_claim(session, known)):
            return Passed(Standing.TOLD, people, *([outlook] if outlook else []))
        if outlook is None:
            return Passed(Standing.ANONYMOUS if whom.is_claim else Standing.NOT_TOLD, people)
        if (
            known is None
        ):  # one that they may not know of is asked about all the same, and a yes adds nothing to it
            try_to_raise(session, whom.person, danger, self._rules, now)
        return Passed(Standing.ASK_ABOUT_PA if outlook.tells_pa else Standing.ASK_ABOUT_TEAM, people, outlook)

    def _raise(
        self,
        whom: Whom,
        danger: Danger,
        now: datetime,
        *,
        with_consent: bool,
        unasked: Optional[Unasked] = None,
    ) -> None:
        def store(session: Session) -> None:
            raise_alert(
                session,
                whom.person,
                danger,
                self._rules,
                now,
                with_consent=with_consent,
                texted_from=whom.texted_from,
                unasked=unasked,
            )

        with suppress(AlreadyOpenError):
            self._again(store, whom.reach)

    def _again(self, work: Callable[[Session], _Done], reach: Reach, tries: int = TRIES) -> _Done:
        """What the work gives in a transaction; tried again while another alert of the same person is stored at the same moment."""
        try:
            with audited(self._database, reach) as session:
                return work(session)
        except IntegrityError:
            if tries == 1:
                raise
        return self._again(work, reach, tries - 1)


def _people(session: Session, whom: Whom, now: datetime) -> tuple[ContactLine, ...]:
    """The person's own people; whoever only has their number is told of none."""
    return () if whom.is_claim else own_people(session, whom.person, now)
