"""What the front door asks: whether a danger in a conversation can be passed on, and to pass it on.

Who is signed in comes from the session alone. Nothing here takes what was typed.
"""

from __future__ import annotations

from typing import Optional

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.casework.database import Database
from bot.delivery.alert_tables import Recipient
from bot.delivery.alerts import AlreadyOpenError, Rules, open_alert, raise_alert, reaches
from bot.identity.access import audited
from bot.identity.sessions import Sessions
from bot.safeguarding.finding import Danger
from bot.safeguarding.passing_on import Standing
from bot.settings import Clock

TRIES = 5  # to store an alert while others of the same person are being stored


class AlertDesk:
    """Raises alerts about the person of a conversation. Each call is a transaction of its own, and may fail."""

    def __init__(self, database: Database, sessions: Sessions, clock: Clock, rules: Rules) -> None:
        self._database, self._sessions, self._clock, self._rules = database, sessions, clock, rules

    @property
    def at_once(self) -> bool:
        """Whether the council decided that alerts are raised without asking."""
        return self._rules.without_asking

    def noticed(self, conversation: str, danger: Danger) -> Standing:
        """How the danger can be passed on. Where the council's policy says so, it now is."""
        with self._database.transaction() as session:
            person = self._person(session, conversation)
            standing = self._standing(session, person, danger)
        asks = standing in (Standing.ASK_ABOUT_PA, Standing.ASK_ABOUT_TEAM)
        if asks and self.at_once and person is not None:
            return self._raise(person, danger, with_consent=False)
        return standing

    def tell(self, conversation: str, danger: Danger) -> Standing:
        """Pass it on: the person said yes."""
        with self._database.transaction() as session:
            person = self._person(session, conversation)
            can_be_told = person is not None and bool(reaches(session, person, self._rules))
        if person is None:
            return Standing.ANONYMOUS
        return self._raise(person, danger, with_consent=True) if can_be_told else Standing.NOT_TOLD

    def _person(self, session: Session, conversation: str) -> Optional[int]:
        return self._sessions.person_in(session, conversation, self._clock.now())

    def _standing(self, session: Session, person: Optional[int], danger: Danger) -> Standing:
        if person is None:
            return Standing.ANONYMOUS
        if open_alert(session, person, danger) is not None:
            return Standing.TOLD
        reached = {reach.recipient for step in reaches(session, person, self._rules) for reach in step}
        if not reached:
            return Standing.NOT_TOLD
        return Standing.ASK_ABOUT_PA if Recipient.PERSONAL_ADVISER in reached else Standing.ASK_ABOUT_TEAM

    def _raise(self, person: int, danger: Danger, *, with_consent: bool) -> Standing:
        for tries_left in reversed(range(TRIES)):
            try:
                with audited(self._database) as session:
                    raise_alert(session, person, danger, self._rules, self._clock.now(), with_consent=with_consent)
                break
            except AlreadyOpenError:
                break
            except IntegrityError:
                if not tries_left:
                    raise
        return Standing.TOLD
