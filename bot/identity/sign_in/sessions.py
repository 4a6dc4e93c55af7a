"""Sessions of the chat page: who this browser is, and until when."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Callable, Optional, Sequence

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from bot.identity.by_phone.text_pins import proved_person
from bot.identity.by_phone.texters import SMS
from bot.identity.sign_in.lasting import lasts
from bot.identity.sign_in.sign_in_tables import SignInCode, WebSession
from bot.records.keyed import Keyed

SIGNED_IN_IDLE = timedelta(minutes=20)
ANONYMOUS_IDLE = timedelta(hours=2)
WEB = "web-"  # how the conversations of browsers begin; no others end with a session
_STAND_IN = f"{WEB}apart-"
SEEN_EVERY = timedelta(seconds=5)  # how exactly a visit is noted; saves a write in a quick exchange

_TABLE = WebSession.__table__
_OF_TOKEN = select(_TABLE).where(_TABLE.c.token_hash == bindparam("token_hash"))
_OF_CONVERSATION = select(_TABLE.c.conversation).where(_TABLE.c.conversation == bindparam("conversation"))


@dataclass(frozen=True)
class Visitor:
    """What one request may know: its conversation, and the person if signed in.

    `left_conversation` is the one that ended because nobody was there for too long;
    whoever keeps its words must wipe them. `is_new` says that no session had this token; `is_held_back` that somebody is signed in
    who does not count while signing in is off: what was said to them is not shown either. `is_ended` says that its session was ended
    and its browser has another one.
    """

    token_hash: str
    conversation: str
    young_person_id: Optional[int]
    left_conversation: Optional[str] = None
    is_new: bool = field(default=False, compare=False)
    is_held_back: bool = field(default=False, compare=False)
    is_ended: bool = field(default=False, compare=False)


class Sessions:
    """Finds and changes sessions. The token itself lives only in the browser's cookie.

    While `is_off` nobody counts as signed in, whatever a session holds.
    """

    def __init__(self, keyed: Keyed, is_off: Callable[[], bool] = lambda: False) -> None:
        self._keyed, self._is_off = keyed, is_off

    def token_hash(self, token: str) -> str:
        """How a cookie's token is stored."""
        return self._keyed.hash("session", token)

    def visited(self, connection: Connection, token: str, now: datetime) -> Optional[Visitor]:
        """The visitor for a token who was here a moment ago, so that a visit changes nothing; None for all others."""
        row = connection.execute(_OF_TOKEN, {"token_hash": self.token_hash(token)}).one_or_none()
        if row is None or not timedelta() <= now - row.last_seen_at <= SEEN_EVERY:
            return None
        return self._visitor(row)

    def here(self, connection: Connection, token: str, now: datetime) -> Optional[Visitor]:
        """The visitor for a token whose session goes on; looking is no visit, so that it ends as if nobody had looked."""
        row = connection.execute(_OF_TOKEN, {"token_hash": self.token_hash(token)}).one_or_none()
        return None if row is None or is_idle(row, now) else self._visitor(row)

    def visit(self, session: Session, token: str, now: datetime) -> Visitor:
        """The visitor for a token. A session left idle too long starts afresh, signed out."""
        row = session.get(WebSession, self.token_hash(token))
        left, is_new = None, row is None
        if row is None:
            row = WebSession(token_hash=self.token_hash(token), conversation=_new_conversation())
            session.add(row)
        elif is_idle(row, now):
            left = _left(session, row)
            if left is None:
                session.expunge(row)
                return self.visit(session, token, now)
        if left or row.last_seen_at is None or abs(now - row.last_seen_at) > SEEN_EVERY:
            row.last_seen_at = now
        session.flush()
        return self._visitor(row, left, is_new=is_new)

    def sign_in(
        self, session: Session, old_token: str, new_token: str, young_person_id: int
    ) -> Optional[str]:
        """Bind the person to a new token, so that one planted before sign-in is worth nothing.

        If somebody else was signed in here, their conversation ends. Its key is returned, for wiping.
        """
        row = session.get(WebSession, self.token_hash(old_token))
        if row is None:
            raise KeyError("no such session")
        left = str(row.conversation) if row.young_person_id not in (None, young_person_id) else None
        if left:
            self._start_afresh(row)
        row.token_hash = self.token_hash(new_token)
        row.young_person_id, row.ended_at = young_person_id, None
        return left

    def end(self, session: Session, token: str, now: datetime) -> Optional[str]:
        """Sign out and leave the conversation behind. Returns its key, for wiping."""
        row = session.get(WebSession, self.token_hash(token))
        if row is None:
            return None
        left = str(row.conversation)
        self._start_afresh(row)
        row.ended_at = now
        # Its codes open nothing any more. They still count, or clearing would give new ones without end.
        codes = update(SignInCode).where(SignInCode.session_hash == row.token_hash)
        session.execute(codes.values(young_person_id=None).execution_options(synchronize_session=False))
        return left

    def person_in(self, session: Session, conversation: str, now: datetime) -> Optional[int]:
        """The signed-in person of a conversation, or None; by text, who proved it with their PIN. The only place that decides."""
        if conversation.startswith(SMS):
            return None if self._is_off() else proved_person(session, conversation, now)
        row = session.execute(
            select(WebSession).where(WebSession.conversation == conversation)
        ).scalar_one_or_none()
        if row is None or is_idle(row, now):
            return None
        return self._person(row)

    def stand_in(self, token: str) -> str:
        """The conversation of a browser whose session can't be read: it is never that of the session."""
        return f"{_STAND_IN}{self.token_hash(token)}"

    def is_over(self, connection: Connection, conversation: str) -> bool:
        """Whether a browser's conversation has ended. Stand-ins have no session to end with; the sweep finds them."""
        if not conversation.startswith(WEB) or conversation.startswith(_STAND_IN):
            return False
        return connection.execute(_OF_CONVERSATION, {"conversation": conversation}).one_or_none() is None

    def _visitor(self, row: Any, left: Optional[str] = None, *, is_new: bool = False) -> Visitor:
        person = self._person(row)
        is_held_back = person is None and row.young_person_id is not None
        is_ended = row.ended_at is not None
        return Visitor(row.token_hash, row.conversation, person, left, is_new, is_held_back, is_ended)

    def _person(self, row: Any) -> Optional[int]:
        return None if row.young_person_id is None or self._is_off() else int(row.young_person_id)

    def _start_afresh(self, row: WebSession) -> None:
        row.young_person_id = None
        row.conversation = _new_conversation()


def new_token() -> str:
    """256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def living(session: Session, conversations: Sequence[str]) -> set[str]:
    """Those of these conversations that a session still has."""
    wanted = select(WebSession.conversation).where(WebSession.conversation.in_(conversations))
    return set(session.execute(wanted).scalars())


def _new_conversation() -> str:
    return f"{WEB}{secrets.token_urlsafe(24)}"


def _left(session: Session, row: WebSession) -> Optional[str]:
    """Let an idle session start afresh; the conversation that it left. None if another message of its browser was faster.

    Whoever came second would otherwise put a third conversation there, and what the first one was told would be deleted.
    """
    left = str(row.conversation)
    same = (_TABLE.c.token_hash == row.token_hash, _TABLE.c.conversation == left)
    afresh = {"young_person_id": None, "conversation": _new_conversation()}
    if not session.execute(update(_TABLE).where(*same).values(**afresh)).rowcount:
        return None
    session.refresh(row)
    return left


def is_idle(row: WebSession, now: datetime) -> bool:
    """Whether nobody was there for too long, or was there last in a future that the clock was set back from.

    A clock that jumps to and fro costs a stranger no answer, for there is nothing but their own words to see.
    """
    if row.young_person_id is None:
        return not lasts(row.last_seen_at, ANONYMOUS_IDLE, now, ahead=ANONYMOUS_IDLE)
    return not lasts(row.last_seen_at, SIGNED_IN_IDLE, now)
