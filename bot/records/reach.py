"""Whose rows a transaction may see and change: said to PostgreSQL, which then shows no others.

The second wall behind `bot.identity.access`, which decides first. On PostgreSQL the policies of the tables
read what is said here; who says nothing reaches nobody. SQLite has no such policies and is told nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Iterable, Iterator, Optional, Union

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, SessionTransaction

# Transaction-local settings, in one question: who forgets one would keep that of nobody, never of somebody else.
_SAY = text(
    "SELECT set_config('localoffer.person', :person, true), set_config('localoffer.councils', :councils, true),"
    " set_config('localoffer.conversation', :conversation, true), set_config('localoffer.tokens', :tokens, true),"
    " set_config('localoffer.number', :number, true), set_config('localoffer.purpose', :purpose, true)"
)
_KEY, _SAID = "reach", "reach_said"


@dataclass(frozen=True)
class Reach:
    """What a transaction reaches: rows that any of these names. Empty: none.

    `tokens` are the hashes of a browser's cookies, `number` is the hash of a mobile number or of an account in Teams, `purpose` is one of those below.
    """

    person: Optional[int] = None
    councils: frozenset[str] = frozenset()
    conversation: str = ""
    tokens: tuple[str, ...] = ()
    number: str = ""
    purpose: str = ""

    def __post_init__(self) -> None:
        if any("," in name for name in (*self.councils, *self.tokens)):
            raise ValueError("a council or token with a comma would be read as two; give it without")

    def settings(self) -> dict[str, str]:
        """As PostgreSQL is told: every setting has a value, so that none stays from before."""
        return {
            "person": "" if self.person is None else str(self.person),
            "councils": ",".join(sorted(self.councils)),
            "conversation": self.conversation,
            "tokens": ",".join(self.tokens),
            "number": self.number,
            "purpose": self.purpose,
        }


NOBODY = Reach()
# What is done by the assistant itself or at its terminal; the policies say which tables each of these reaches.
OPERATOR = Reach(
    purpose="operator"
)  # whoever holds the keys of the machine: everything, and the audit says so
DEMO = Reach(purpose="demo")  # adding the invented people
KEYS = Reach(purpose="keys")  # sealing everything anew
MIGRATIONS = Reach(purpose="migrations")  # bringing the tables to a newer version
SWEEP = Reach(purpose="sweep")  # sessions, codes and words that are past their time
SENDING = Reach(purpose="sending")  # what leaves by the outbox, and the alerts that it tells of
REMINDING = Reach(purpose="reminding")  # reading what reminders go by, of everybody; and the reminders
INBOX = Reach(purpose="inbox")  # messages that came in and wait for their answer, whosever they are
RETENTION = Reach(purpose="retention")  # deleting what is past its time, of everybody
COUNTS = Reach(purpose="counts")  # numbers of every council, for an administrator


def own(person: int) -> Reach:
    """The rows of one young person: of whoever is signed in."""
    return Reach(person=person)


def of_councils(councils: Iterable[str]) -> Reach:
    """The rows of everybody whom these councils are responsible for."""
    return Reach(councils=frozenset(councils))


def talk(conversation: str) -> Reach:
    """What was said in one conversation, and the session it belongs to."""
    return Reach(conversation=conversation)


def taking_in(conversation: str) -> Reach:
    """As `talk`, and the messages that came in, by their ids: whether one was here before, and what answered it."""
    return Reach(conversation=conversation, purpose=INBOX.purpose)


def browser(*tokens: str) -> Reach:
    """The session of a browser, by the hashes of its cookies."""
    return Reach(tokens=tokens)


def texting(number: str) -> Reach:
    """Whoever texts from a number, by its hash: their talk, and what they said about being texted."""
    return Reach(number=number, purpose="texting")


def in_teams(user: str) -> Reach:
    """Whoever writes in Teams, by the hash of their account there: their talk, and which account of staff is theirs."""
    return Reach(number=user, purpose="teams")


def signing_in(*tokens: str, number: str = "") -> Reach:
    """What signing in needs: the codes, the browser's session, and which record has the number, by its hash."""
    return Reach(number=number, tokens=tokens, purpose="sign_in")


def say(connection: Connection, reach: Reach) -> None:
    """Say it for the transaction that the connection is in."""
    if connection.dialect.name == "postgresql":
        connection.execute(_SAY, reach.settings())


def go_on_as(session: Session, reach: Reach) -> None:
    """From here on the session's transaction reaches this instead: it is known now who somebody is."""
    session.info[_KEY] = reach
    if session.info.get(_SAID):
        say(session.connection(), reach)


@contextmanager
def meanwhile(session: Session, reach: Reach) -> Iterator[None]:
    """Within, the session's transaction reaches this instead; one within another too. One that said nothing goes on with that."""
    before: Optional[Reach] = session.info.get(_KEY)
    if before is None:
        yield
        return
    session.flush()
    say(session.connection(), reach)
    session.info[_KEY] = reach
    try:
        yield  # an error takes the transaction back, or its savepoint, and what was said with it
        session.flush()
        say(session.connection(), before)
    finally:
        session.info[_KEY] = before


def say_at_begin(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """A listener for `after_begin`: what the session was opened for is said before its first statement."""
    if transaction.nested:
        return  # a savepoint keeps what was said
    reach: Optional[Reach] = session.info.get(_KEY)
    session.info[_SAID] = True
    if reach is not None:
        say(connection, reach)


def info(reach: Optional[Reach]) -> dict[str, Union[Reach, None]]:
    """What a new session is opened with. None leaves what the connection was opened with, which is nobody."""
    return {_KEY: reach}
