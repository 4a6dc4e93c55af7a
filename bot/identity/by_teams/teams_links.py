"""Which account of staff somebody in Teams is: said by an operator, or by themselves on the staff pages, signed in there.

A code leads from the chat to the pages: it is shown in the chat alone, holds ten minutes and is used once.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Optional, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.casework.codes import Role
from bot.casework.scope import AdviserScope, Scope, TeamScope
from bot.casework.tables import StaffAccount
from bot.identity.access.decisions import AccessDenied, Action, Caller, demand, note
from bot.identity.access.members_of_staff import UnknownStaff, caller_of_account
from bot.identity.by_teams.teams_tables import TeamsUser
from bot.identity.by_teams.teams_users import TeamsUsers, new_user, user_of
from bot.records.keyed import Keyed
from bot.records.reach import SENDING, go_on_as, in_teams, meanwhile, talk

PAGE = "/staff/teams"
LIFE = timedelta(minutes=10)


class LinkOverError(RuntimeError):
    """A code that was used, is too old, or never was one."""


class LinkChangedError(RuntimeError):
    """The yes was said to another question: the page named another account in Teams, or asked somebody else."""


class UnprovedLink(AccessDenied):
    """The sign-in named no account in Teams, where it has to."""


@dataclass(frozen=True)
class StaffInTeams:
    """A member of staff who writes in Teams: the number of their account, and what they may."""

    account: int
    caller: Caller


@dataclass(frozen=True)
class Linking:
    """An account in Teams that waits to be linked: its hash, the name that Teams gives it, and when it asked."""

    lookup: str
    name: str
    asked_at: datetime


@dataclass(frozen=True)
class Link:
    """The account in Teams of an account of staff: the name that Teams gives it, and since when; None for links of before that was kept."""

    name: str
    since: Optional[datetime]


def staff_in_teams(session: Session, conversation: str, on: date) -> Optional[StaffInTeams]:
    """Who writes in a conversation; None if nobody knows, and from the day they left. The session reaches the conversation."""
    row = user_of(session, conversation)
    if row is None or row.staff_account_id is None:
        return None
    try:
        caller = caller_of_account(session, session.get(StaffAccount, row.staff_account_id), on)
    except UnknownStaff:
        return None
    return StaffInTeams(int(row.staff_account_id), caller)


def has_left(session: Session, conversation: str, on: date) -> bool:
    """Whether whoever writes there was a member of staff once, and is none any more. The session reaches the conversation."""
    row = user_of(session, conversation)
    is_linked = row is not None and row.staff_account_id is not None
    return is_linked and staff_in_teams(session, conversation, on) is None


class TeamsLinks:
    """Links accounts in Teams to accounts of staff: one to one, the newest counts. Every link and its end are audited.

    With `needs_proof` nobody links themselves whose sign-in did not name their account in Teams.
    """

    def __init__(self, keyed: Keyed, *, needs_proof: bool = False) -> None:
        self._users, self._keyed, self._needs_proof = TeamsUsers(keyed), keyed, needs_proof

    def code_hash(self, code: str) -> str:
        """How a code is kept, and what a transaction reaches that has nothing but the code: `reach.in_teams(code_hash)`."""
        return self._keyed.hash("teams-link", code)

    def asked(self, code: str, account: int) -> str:
        """What stands for the question whether the account in Teams behind a code is that of this account of staff."""
        return self._keyed.hash("teams-link-asked", f"{account}\0{code}")

    def begin(self, session: Session, conversation: str, address: str, now: datetime) -> Optional[str]:
        """The way to the page for whoever writes in a conversation, with a new code; None if it is nobody's in Teams.

        `address` is where our pages are. Say it in their own chat alone.
        """
        code = secrets.token_urlsafe(32)
        with meanwhile(session, talk(conversation)):
            row = user_of(session, conversation)
            if row is None:
                return None
            row.link_hash, row.link_until = self.code_hash(code), now + LIFE
        return f"{address.rstrip('/')}{PAGE}?code={code}"

    def waiting(self, session: Session, code: str, now: datetime) -> Linking:
        """Whose code it is. Raises LinkOverError. From here on the session reaches the account in Teams, and no longer the code."""
        wanted = select(TeamsUser).where(TeamsUser.link_hash == self.code_hash(code))
        row = session.execute(wanted).scalar_one_or_none()
        if row is None or row.link_until is None or row.link_until <= now:
            raise LinkOverError
        go_on_as(session, in_teams(row.lookup))
        return Linking(row.lookup, row.name or "", row.link_until - LIFE)

    def link_by_staff(
        self,
        session: Session,
        caller: Caller,
        account: int,
        code: str,
        now: datetime,
        *,
        asked: str,
        proved: Optional[str] = None,
    ) -> Sequence[str]:
        """Whoever is signed in says that the account in Teams is theirs; the code is used up. The conversations that were theirs before.

        `asked` is the question that they said yes to, by `asked`: a browser may hold another code by now than it showed.
        `proved` is the hash of the account in Teams that their sign-in named, if it named one: no other can be linked then.
        Raises LinkOverError, LinkChangedError, or AccessDenied where it is another's: UnprovedLink where nothing says whose.
        """
        found = self.waiting(session, code, now)
        demand(session, caller, Action.STAFF_LINK, _own(caller), now)
        if not hmac.compare_digest(asked.encode(), self.asked(code, account).encode()):
            raise LinkChangedError
        if proved is None and self._needs_proof:
            raise UnprovedLink(caller, Action.STAFF_LINK, None, now)
        if proved is not None and proved != found.lookup:
            raise AccessDenied(caller, Action.STAFF_LINK, None, now)
        before = self._link(session, session.get(TeamsUser, found.lookup), account, now)
        note(session, caller, Action.STAFF_LINK, [None], now)
        return before

    def link_of(self, session: Session, account: int) -> Optional[Link]:
        """Who in Teams is an account of staff; None for nobody."""
        with meanwhile(session, SENDING):
            theirs = select(TeamsUser).where(TeamsUser.staff_account_id == account)
            row: Any = session.execute(theirs.limit(1)).scalar_one_or_none()
            return None if row is None else Link(row.name or "", row.linked_at)

    def unlink_by_staff(self, session: Session, caller: Caller, account: int, now: datetime) -> Sequence[str]:
        """Whoever is signed in ends their own link; the conversations that were theirs, none if nobody was. Raises AccessDenied."""
        demand(session, caller, Action.STAFF_UNLINK, _own(caller), now)
        with meanwhile(session, SENDING):
            before = _unlink(session, account)
        note(session, caller, Action.STAFF_UNLINK, [None], now)
        return before

    def link_by_operator(
        self, session: Session, account: int, tenant: str, object_id: str, on: date, now: datetime
    ) -> Sequence[str]:
        """An operator says whose an account in Teams is; it need not have written yet. The conversations that were theirs before.

        Raises LookupError if there is no such account of staff, ValueError if its owner has left, or half of the other is missing.
        """
        lookup = self._users.lookup(tenant, object_id)
        staff = session.get(StaffAccount, account)
        if staff is None:
            raise LookupError(f"there is no account {account}; `localoffer staff list` shows them")
        if staff.left_on is not None and staff.left_on <= on:
            raise ValueError(f"account {account} has no access from {staff.left_on} on; add it again first")
        row = session.get(TeamsUser, lookup) or new_user(session, lookup, now)
        before = self._link(session, row, account, now)
        _note(session, account, Action.STAFF_LINK, now)
        return before

    def unlink_by_operator(self, session: Session, account: int, now: datetime) -> Sequence[str]:
        """Nobody in Teams is that account any more; the conversations that were theirs. Raises LookupError if nobody was."""
        before = _unlink(session, account)
        if not before:
            raise LookupError(f"account {account} is linked to nobody in Teams")
        _note(session, account, Action.STAFF_UNLINK, now)
        return before

    def _link(self, session: Session, row: Any, account: int, now: datetime) -> Sequence[str]:
        with meanwhile(
            session, SENDING
        ):  # which other account in Teams it was so far, only who sends can find
            before = _unlink(session, account)
        row.staff_account_id, row.linked_at, row.link_hash, row.link_until = account, now, None, None
        session.flush()
        return [conversation for conversation in before if conversation != row.conversation]


def _unlink(session: Session, account: int) -> Sequence[str]:
    """End every link of an account of staff; the conversations that were theirs."""
    is_theirs = TeamsUser.staff_account_id == account
    found = list(session.execute(select(TeamsUser.conversation).where(is_theirs)).scalars())
    session.execute(update(TeamsUser).where(is_theirs).values(staff_account_id=None, linked_at=None))
    return found


def _own(caller: Caller) -> Optional[Scope]:
    """What is a member of staff's own: to say who they are concerns nobody else's people."""
    if caller.role is Role.PERSONAL_ADVISER and caller.personal_adviser_id is not None:
        return AdviserScope(caller.personal_adviser_id)
    return TeamScope(caller.team_id) if caller.team_id is not None else None


def _note(session: Session, account: int, action: Action, now: datetime) -> None:
    """Keep who changed whose link: an event without the account would explain nothing."""
    operator = Caller("operator", f"terminal for staff:{account}")
    demand(session, operator, action, None, now)
    note(session, operator, action, [None], now)
