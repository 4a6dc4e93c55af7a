"""What is asked before something leaves for Teams, and what is kept after it: where the chat is, and that somebody blocked us."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Collection, FrozenSet, Optional

from sqlalchemy.orm import Session

from bot.casework.tables import StaffAccount
from bot.delivery.sending.kinds import AsPut
from bot.delivery.sending.named_people_kept import people_of
from bot.delivery.sending.outbox import outgoing_of
from bot.delivery.sending.outgoing import Channel, Outgoing, StoppedError
from bot.delivery.sending.waits import london_day
from bot.identity.access.decisions import Action, Caller, may, reach_of
from bot.identity.access.members_of_staff import UnknownStaff, caller_of_account
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.records.reach import meanwhile

KIND = (
    "teams"  # of answers; also what belongs to every other kind on this channel that has nothing of its own
)


def may_post(_session: Session, outgoing: Outgoing) -> bool:
    """Whether something may leave for Teams: only with a recipient, which `TeamsMessages` gives it or not."""
    return outgoing.channel is not Channel.TEAMS or outgoing.recipient is not None


class TeamsMessages(AsPut):
    """Rows of the channel `teams`: `person` is the keyed hash of whom it is for, `about` the account of staff that alone may read it.

    Without `about` it names nobody and may be read by whoever has the chat. Whom it names must still be theirs as it leaves: the case may
    have moved meanwhile. Its recipient is a reference as JSON, put in as it leaves.
    """

    is_waited_for = True

    def write(self, session: Session, row: Any, now: datetime) -> Optional[Outgoing]:
        """The message; without a recipient where it must be kept back, None where nobody has this chat any more."""
        user = session.get(TeamsUser, row.person)
        if user is None:
            return None
        is_open = user.is_installed and user.blocked_at is None
        is_theirs = self._may_read(session, user, row, london_day(now))
        return replace(outgoing_of(row), recipient=user.reference if is_open and is_theirs else None)

    def settled(self, session: Session, row: Any, now: datetime) -> None:
        """Whoever blocked our app, or took it away, is not written to any more, until they write again."""
        if row.last_error == StoppedError.__name__:
            user = session.get(TeamsUser, row.person)
            if user is not None and user.blocked_at is None:
                user.blocked_at = now

    def _may_read(self, session: Session, user: Any, row: Any, on: date) -> bool:
        """Whether the chat still belongs to the account, its owner has not left, and everybody whom it names is theirs."""
        people = named(row)
        if row.about is None:
            return not people
        account = session.get(StaffAccount, row.about) if user.staff_account_id == row.about else None
        try:
            caller = caller_of_account(session, account, on)
        except UnknownStaff:
            return False
        return are_theirs(session, caller, people)


def named(row: Any) -> FrozenSet[int]:
    """The young people whom a row of the outbox names."""
    whose = () if row.young_person_id is None else (int(row.young_person_id),)
    return people_of(row.people).union(whose)


def are_theirs(session: Session, caller: Caller, people: Collection[int]) -> bool:
    """Whether a member of staff may see the record of each of these now; not of one that is gone."""
    with meanwhile(session, reach_of(caller)):
        return all(may(session, caller, Action.RECORD, person) for person in people)
