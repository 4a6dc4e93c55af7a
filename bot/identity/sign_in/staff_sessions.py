"""Sessions of staff in a browser: half an hour without a visit, twelve hours at most.

A session holds no right of its own. The account behind it is read at every visit,
so that who leaves, or changes role, is out of their old one at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Optional

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from bot.casework.tables import StaffAccount
from bot.identity.access.decisions import Caller
from bot.identity.access.members_of_staff import UnknownStaff, account_of_staff, caller_of_account
from bot.identity.by_teams.teams_users import TeamsUsers
from bot.identity.sign_in.lasting import AHEAD, lasts
from bot.identity.sign_in.sessions import new_token
from bot.identity.sign_in.sign_in_tables import StaffSession
from bot.records.keyed import Keyed

IDLE = timedelta(minutes=30)
AT_MOST = timedelta(hours=12)


@dataclass(frozen=True)
class StaffVisitor:
    """Who is signed in: what they may, the number of their account, and the hash of their account in Teams if the sign-in named it."""

    caller: Caller
    account: int
    teams_lookup: Optional[str]


class StaffSessions:
    """Begins, finds and ends sessions of staff. The token itself lives only in the browser's cookie."""

    def __init__(self, keyed: Keyed) -> None:
        self._keyed = keyed

    def sign_in(
        self,
        session: Session,
        subject: str,
        on: date,
        now: datetime,
        in_teams: Optional[tuple[str, str]] = None,
    ) -> str:
        """A new token for the subject that the identity provider proved. Raises UnknownStaff.

        `in_teams` are tenant and object id of their account in Teams, if the identity provider named it.
        """
        account = account_of_staff(session, self._keyed, subject)
        caller_of_account(session, account, on)
        token = new_token()
        begun = StaffSession(
            token_hash=self._hash(token),
            staff_account_id=account.id if account else None,
            signed_in_at=now,
            last_seen_at=now,
            teams_lookup=TeamsUsers(self._keyed).lookup(*in_teams) if in_teams else None,
        )
        session.add(begun)
        return token

    def visit(self, session: Session, token: str, on: date, now: datetime) -> Optional[Caller]:
        """The caller behind a token; None if it is over or unknown, or its owner has left."""
        found = self.visitor(session, token, on, now)
        return found.caller if found else None

    def visitor(self, session: Session, token: str, on: date, now: datetime) -> Optional[StaffVisitor]:
        """The same, with their account."""
        row = session.get(StaffSession, self._hash(token))
        if row is None or not (lasts(row.last_seen_at, IDLE, now) and lasts(row.signed_in_at, AT_MOST, now)):
            return None
        row.last_seen_at = now
        try:
            caller = caller_of_account(session, session.get(StaffAccount, row.staff_account_id), on)
        except UnknownStaff:
            return None
        return StaffVisitor(caller, int(row.staff_account_id), row.teams_lookup)

    def end(self, session: Session, token: str) -> None:
        """Sign out."""
        session.execute(delete(StaffSession).where(StaffSession.token_hash == self._hash(token)))

    def _hash(self, token: str) -> str:
        return self._keyed.hash("staff-session", token)


def over(now: datetime) -> Any:
    """The condition on `StaffSession` that holds for sessions that are over."""
    seen, begun = StaffSession.last_seen_at, StaffSession.signed_in_at
    return or_(seen < now - IDLE, begun < now - AT_MOST, seen > now + AHEAD, begun > now + AHEAD)
