"""Whom a danger of a conversation is about: who is signed in there, or on whose record the number is that texts.

A number on record is a claim: a phone is lent, lost and sold. Staff are told of it as that, and whoever texts learns nothing of the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.identity.by_phone.text_pins import owner_of, proved_person
from bot.identity.by_phone.texter_tables import Texter
from bot.identity.by_phone.texters import SMS
from bot.records.reach import SENDING, Reach, go_on_as, meanwhile, own, texting


@dataclass(frozen=True)
class Whom:
    """The number of a record. `texted_from` is the number that texted, where nobody proved to be them.

    With `is_stopped` they told us to text them no more, so that they can't be asked anything.
    """

    person: int
    texted_from: Optional[str] = None
    is_stopped: bool = False

    @property
    def is_claim(self) -> bool:
        """Whether a number is all that is known of them."""
        return self.texted_from is not None

    @property
    def reach(self) -> Reach:
        """Their own rows; a claim opens nobody's, but alerts may be sent about everybody."""
        return SENDING if self.is_claim else own(self.person)


def whom_in(session: Session, conversation: str, proved: Optional[int]) -> Optional[Whom]:
    """Whom a danger in a conversation is about, if anybody knows; `proved` is who is signed in there.

    From here on the transaction, begun as that of the conversation, reaches what is needed for an alert about them.
    """
    texter = _texter(session, conversation)
    is_stopped = texter is not None and texter.stopped_at is not None
    found = Whom(proved, None, is_stopped) if proved is not None else _claimed(session, texter)
    if found is not None:
        go_on_as(session, found.reach)
    return found


def whom_by_number(session: Session, lookup: str, now: datetime) -> Optional[Whom]:
    """Whom a danger is about that was texted from a number; None if it is on nobody's record. Needs a transaction that sends."""
    texter = session.get(Texter, lookup)
    if texter is None:
        return None
    proved = proved_person(session, texter.conversation, now)
    if proved is None:
        return _claimed(session, texter)
    return Whom(proved, None, texter.stopped_at is not None)


def _texter(session: Session, conversation: str) -> Optional[Texter]:
    if not conversation.startswith(SMS):
        return None
    wanted = select(Texter).where(Texter.conversation == conversation)
    found: Optional[Texter] = session.execute(wanted).scalar_one_or_none()
    return found


def _claimed(session: Session, texter: Optional[Texter]) -> Optional[Whom]:
    if texter is None:
        return None
    with meanwhile(session, texting(texter.phone_lookup)):
        person = owner_of(session, texter.phone_lookup)
    return None if person is None else Whom(person, texter.number, texter.stopped_at is not None)
