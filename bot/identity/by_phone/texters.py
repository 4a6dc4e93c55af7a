"""Finds whoever texts by their number, and what we remember of them: which talk it is, which council, whether we may text."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Optional, Sequence

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from bot.identity.by_phone.texter_tables import ConsentWord, TextConsent, Texter
from bot.records.keyed import Keyed
from bot.records.reach import SENDING, meanwhile, texting

SMS = "sms-"  # how the conversations of texters begin
SILENT = timedelta(days=90)  # after which a number may be somebody else's: nothing is remembered for it
MOST_TRIES = 5  # wrong PINs in a row, and the number is locked
TOLD_EVERY = timedelta(hours=1)  # whoever told us to stop is told so again, not oftener
HEARD_EVERY = timedelta(
    minutes=1
)  # how exactly it is kept when they texted last: a text in between writes nothing
TALK = timedelta(hours=24)  # of silence, after which the next text begins another talk

_OF_TALK = select(Texter.conversation).where(Texter.conversation == bindparam("conversation"))


@dataclass(frozen=True)
class Heard:
    """Whose text this is. `left` is the talk that was over, whose words must be forgotten."""

    lookup: str
    conversation: str
    council: Optional[str]
    left: Optional[str] = None


@dataclass(frozen=True)
class Reached:
    """Whom a talk is with, and by which line they are answered. Some who want no texts `was_just_told` that they get none."""

    lookup: str
    number: str
    line: str
    council: Optional[str]
    is_stopped: bool
    was_just_told: bool


class Texters:
    """The numbers that texted. Every method works in the caller's transaction."""

    def __init__(self, keyed: Keyed) -> None:
        self._keyed = keyed

    def lookup(self, number: str) -> str:
        """The look-up hash of a number as the network writes it, +44...: for a UK mobile that of `Keyed.phone`."""
        return self._keyed.hash("phone", number)

    def words(self, text: str) -> str:
        """The keyed hash of words, as `network_limits` keeps that of each text."""
        return self._keyed.hash("words", text)

    def heard(self, session: Session, number: str, line: str, council: Optional[str], now: datetime) -> Heard:
        """Somebody texts to one of our lines, which may be that of a council. After a day's silence it is a new talk.

        Raises IntegrityError if another transaction notes the same new number at the same moment.
        """
        lookup = self.lookup(number)
        row = session.get(Texter, lookup)
        if row is None:
            row = Texter(
                phone_lookup=lookup,
                conversation=_new_talk(),
                number=number,
                line=line,
                council=council,
                last_heard_at=now,
            )
            session.add(row)
            session.flush()
            return Heard(lookup, row.conversation, row.council)
        known = (line, row.council or council)
        if timedelta() <= now - row.last_heard_at < HEARD_EVERY and (row.line, row.council) == known:
            return Heard(lookup, row.conversation, row.council)
        left = str(row.conversation) if now - row.last_heard_at > TALK else None
        if now - row.last_heard_at > SILENT:
            row.young_person_id = row.proved_at = row.council = None
        if left:
            _turn_over(row)
        row.last_heard_at, row.line, row.council = now, line, row.council or council
        row.number = number  # the sweep may have deleted it: see `sweep_texters`
        session.flush()
        return Heard(lookup, row.conversation, row.council, left)


def reached(session: Session, conversation: str, now: datetime) -> Optional[Reached]:
    """Whom a talk is with; None if it is over."""
    row = _of(session, conversation)
    return None if row is None else _reached(row, now)


def reached_after(session: Session, conversation: str, now: datetime) -> Optional[Reached]:
    """Whom a talk was with that ended just now: a cry for help that came in that moment is still theirs."""
    wanted = select(Texter).where(Texter.conversation_before == conversation)
    with meanwhile(session, SENDING):
        row = session.execute(wanted).scalar_one_or_none()
    return None if row is None else _reached(row, now)


def _reached(row: Any, now: datetime) -> Reached:
    was_told = row.told_at is not None and now - row.told_at < TOLD_EVERY
    return Reached(row.phone_lookup, row.number, row.line, row.council, row.stopped_at is not None, was_told)


def is_over(connection: Connection, conversation: str) -> bool:
    """Whether a talk by text has ended. Conversations of other kinds have not."""
    if not conversation.startswith(SMS):
        return False
    return connection.execute(_OF_TALK, {"conversation": conversation}).one_or_none() is None


def begin_anew(session: Session, conversation: str) -> None:
    """The talk is over, and what was remembered of the person with it, also that they proved who they are; whether we may text is not."""
    row = _of(session, conversation)
    if row is not None:
        with meanwhile(session, texting(row.phone_lookup)):  # the row is not of this talk any more
            _turn_over(row)
            row.council = row.young_person_id = row.proved_at = None
            session.flush()


def remember_council(session: Session, conversation: str, council: str) -> None:
    """Whose care leaver somebody is, as they said; kept for their number."""
    row = _of(session, conversation)
    if row is not None and row.council != council:
        row.council = council


def keep_word(session: Session, conversation: str, word: ConsentWord, now: datetime) -> None:
    """Keep that somebody said whether we may text, and hold to it from now on."""
    row = _of(session, conversation)
    if row is None:
        return
    if word is ConsentWord.STOP:
        row.stopped_at = row.stopped_at or now
    if word is ConsentWord.START:
        row.stopped_at = None
    said = TextConsent(phone_lookup=row.phone_lookup, word=word.value, happened_at=now, line=row.line)
    with meanwhile(session, texting(row.phone_lookup)):
        session.add(said)


def is_stopped(session: Session, lookup: str) -> bool:
    """Whether a number wants no texts."""
    wanted = select(Texter.phone_lookup).where(Texter.phone_lookup == lookup, Texter.stopped_at.is_not(None))
    return session.execute(wanted).scalar_one_or_none() is not None


def council_of(session: Session, lookup: str) -> Optional[str]:
    """Whose care leaver the owner of a number said they are."""
    row = session.get(Texter, lookup)
    return None if row is None else row.council


def stopped_by_network(session: Session, lookup: str, now: datetime) -> None:
    """A network does not carry our texts to a number any more, because its owner told it to stop."""
    row = session.get(Texter, lookup)
    if row is not None and row.stopped_at is None:
        row.stopped_at = now
        session.add(
            TextConsent(phone_lookup=lookup, word=ConsentWord.STOP.value, happened_at=now, line=row.line)
        )


def told(session: Session, conversation: str, now: datetime) -> None:
    """They were told that they get no texts."""
    session.execute(update(Texter).where(Texter.conversation == conversation).values(told_at=now))


def living(session: Session, conversations: Sequence[str]) -> set[str]:
    """Those of these talks that are not over."""
    wanted = select(Texter.conversation).where(Texter.conversation.in_(conversations))
    return set(session.execute(wanted).scalars())


def sweep_texters(session: Session, now: datetime) -> list[str]:
    """Forget the numbers that were silent too long; that one told us to stop, or is locked, stays. Returns the talks that are over."""
    old = select(Texter).where(Texter.last_heard_at < now - TALK)
    over = list(session.execute(old).scalars())
    left = [str(row.conversation) for row in over]
    for row in over:
        _turn_over(row)
        if row.last_heard_at < now - SILENT:
            row.council, row.number = None, ""
    session.flush()
    gone = (Texter.last_heard_at < now - SILENT, Texter.stopped_at.is_(None), Texter.pin_tries < MOST_TRIES)
    session.execute(delete(Texter).where(*gone).execution_options(synchronize_session=False))
    return left


def _of(session: Session, conversation: str) -> Any:
    return session.execute(select(Texter).where(Texter.conversation == conversation)).scalar_one_or_none()


def _turn_over(row: Any) -> None:
    """Another talk begins."""
    row.conversation_before, row.conversation, row.pin_for = row.conversation, _new_talk(), None


def _new_talk() -> str:
    return f"{SMS}{secrets.token_urlsafe(24)}"
