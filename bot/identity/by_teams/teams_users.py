"""Finds whoever writes in Teams by what Teams proves: the tenant, and their account's object id there. Words and names prove nothing."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Optional

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.identity.by_teams.teams_tables import TeamsUser
from bot.records.keyed import Keyed

TEAMS = "teams-"  # how the conversations of staff in Teams begin
# How exactly it is kept when they wrote last: a message in between writes nothing.
HEARD_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Reference:
    """Where a chat is, as Teams' service tells it: what it takes to write there. `locale` and `timezone` are empty if unknown."""

    service_url: str
    conversation: str
    user: str
    bot: str
    tenant: str
    locale: str = ""
    timezone: str = ""

    def as_json(self) -> str:
        """As it is kept, and goes with an outgoing message as its recipient."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, kept: str) -> Reference:
        """Raises ValueError if it is none."""
        try:
            return cls(**json.loads(kept))
        except TypeError as error:
            raise ValueError("no reference of a chat in Teams") from error


@dataclass(frozen=True)
class Writer:
    """Whose message it is: the hash of their account in Teams, and their conversation."""

    lookup: str
    conversation: str


class TeamsUsers:
    """The accounts that wrote to us. Every method works in the caller's transaction, which reaches `reach.in_teams(lookup)`."""

    def __init__(self, keyed: Keyed) -> None:
        self._keyed = keyed

    def lookup(self, tenant: str, object_id: str) -> str:
        """The look-up hash of an account. Raises ValueError if half of it is missing."""
        parts = (tenant.strip().lower(), object_id.strip().lower())
        if not all(parts):
            raise ValueError("an account in Teams has a tenant and an object id; both are needed")
        return self._keyed.hash("teams", "\0".join(parts))

    def message_id(self, reference: Reference, activity: str) -> str:
        """The id of a message: Teams' own is unique in its chat alone, and may be as long as it likes."""
        return self._keyed.hash("teams-activity", f"{reference.tenant}\0{reference.conversation}\0{activity}")

    def heard(self, session: Session, lookup: str, reference: Reference, name: str, now: datetime) -> Writer:
        """Somebody writes, so they have our app, and Teams lets us write to them.

        Raises IntegrityError if another transaction notes the same new account at the same moment.
        """
        row = session.get(TeamsUser, lookup) or new_user(session, lookup, now)
        if not self._is_noted(row, reference, name, now):
            row.reference, row.name, row.last_heard_at = reference.as_json(), name or row.name, now
            row.is_installed, row.blocked_at = True, None
        session.flush()
        return Writer(lookup, row.conversation)

    def removed(self, session: Session, lookup: str) -> None:
        """They took our app away: nothing can be sent, and who takes it again is greeted again."""
        gone = {"is_installed": False, "greeted_at": None}
        session.execute(update(TeamsUser).where(TeamsUser.lookup == lookup).values(**gone))

    def greets(self, session: Session, lookup: str, now: datetime) -> bool:
        """Whether they are to be greeted: once, though Teams says twice that they took the app."""
        theirs = update(TeamsUser).where(TeamsUser.lookup == lookup, TeamsUser.greeted_at.is_(None))
        return bool(session.execute(theirs.values(greeted_at=now)).rowcount)

    def greets_not(self, session: Session, lookup: str) -> None:
        """The greeting could not be stored."""
        session.execute(update(TeamsUser).where(TeamsUser.lookup == lookup).values(greeted_at=None))

    def _is_noted(self, row: Any, reference: Reference, name: str, now: datetime) -> bool:
        is_recent = timedelta() <= now - row.last_heard_at < HEARD_EVERY
        is_reached = row.is_installed and row.blocked_at is None
        is_same = row.reference == reference.as_json() and (not name or row.name == name)
        return bool(is_recent and is_reached and is_same)


def new_user(session: Session, lookup: str, now: datetime) -> Any:
    """A row for an account that has none. Where its chat is, is not known yet."""
    row = TeamsUser(
        lookup=lookup,
        conversation=f"{TEAMS}{secrets.token_urlsafe(24)}",
        is_installed=False,
        last_heard_at=now,
    )
    session.add(row)
    session.flush()
    return row


def user_of(session: Session, conversation: str) -> Optional[TeamsUser]:
    """Whose conversation it is; None if it is nobody's in Teams."""
    wanted = select(TeamsUser).where(TeamsUser.conversation == conversation)
    found = session.execute(wanted).scalar_one_or_none()
    return found if isinstance(found, TeamsUser) else None
