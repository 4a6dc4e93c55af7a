"""Recording a contact with a young person, and taking it back: who may, what is accepted, and the audit, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.codes import NEVER_MEANINGFUL, ContactKind
from bot.casework.tables import ContactRecord, YoungPerson
from bot.identity.access.decisions import Action, Caller, demand, note

MOST_NOTE = 1000  # letters; a form of the pages is read whole up to this, whatever letters they are
_NOBODY = -1  # no record has it: a contact that is not there is denied as somebody else's


class ContactWrong(Enum):
    """What is wrong with a contact. The value is the field that it is about, as `NewContact` names it, and in short why."""

    NO_KIND = ("kind", "missing")
    NO_DAY = ("happened_on", "missing")
    IN_FUTURE = ("happened_on", "to come")
    BEFORE_BIRTH = ("happened_on", "before birth")
    NOT_SAID = ("is_meaningful", "missing")
    NEVER_MEANINGFUL = ("is_meaningful", "text or email")
    TOO_LONG = ("note", "too long")

    @property
    def field(self) -> str:
        """The field that it is about."""
        return self.value[0]


class ContactError(ValueError):
    """A contact that can't be recorded: `wrong` says in which field, and why. Quotes nothing that was typed."""

    def __init__(self, wrong: ContactWrong, fix: str) -> None:
        super().__init__(f"{wrong.field}: {fix}")
        self.wrong = wrong


@dataclass(frozen=True)
class NewContact:
    """A contact as it was filled in; what is None was not."""

    kind: Optional[ContactKind] = None
    happened_on: Optional[date] = None
    is_meaningful: Optional[bool] = None
    note: str = ""


def record_contact(
    session: Session, caller: Caller, person: int, contact: NewContact, on: date, now: datetime
) -> int:
    """Keep a contact with somebody whom the caller reaches; its number. It counts as that of their adviser.

    Needs a session of `access.audited`. Raises AccessDenied, and ContactError, with nothing changed, for a contact without kind, day
    or whether it was meaningful, on a day to come or before they were born, and for a meaningful text or email.
    """
    demand(session, caller, Action.CONTACT_RECORD, person, now)
    whose = session.execute(
        select(YoungPerson.birth_date, YoungPerson.personal_adviser_id).where(YoungPerson.id == person)
    ).one_or_none()
    if whose is None:
        raise KeyError(person)
    require_contact(contact, whose.birth_date, on)
    note(session, caller, Action.CONTACT_RECORD, [person], now)
    row = _row(person, contact, caller.personal_adviser_id or whose.personal_adviser_id)
    session.add(row)
    session.flush()
    return int(row.id)


def take_contact_back(session: Session, caller: Caller, contact_id: int, now: datetime) -> None:
    """Delete a contact that was recorded here. One that came from the case system is that system's to change.

    Needs a session of `access.audited`. Raises AccessDenied, also for a contact that is not there, as one that was taken back is.
    """
    row = session.get(ContactRecord, contact_id)
    is_ours = row is not None and row.external_id is None
    person = int(row.young_person_id) if row is not None and is_ours else _NOBODY
    demand(session, caller, Action.CONTACT_TAKE_BACK, person, now)
    if row is None:
        raise KeyError(contact_id)
    note(session, caller, Action.CONTACT_TAKE_BACK, [person], now)
    session.delete(row)
    session.flush()


def require_contact(contact: NewContact, born: date, on: date) -> None:
    """Raise ContactError for the first field that is wrong, in the order in which they are filled in."""
    if contact.kind is None:
        raise ContactError(ContactWrong.NO_KIND, "say how you were in contact")
    if contact.happened_on is None:
        raise ContactError(ContactWrong.NO_DAY, "give the day")
    if contact.happened_on > on:
        raise ContactError(ContactWrong.IN_FUTURE, f"give {on} or an earlier day")
    if contact.happened_on < born:
        raise ContactError(ContactWrong.BEFORE_BIRTH, "give a day since they were born")
    if contact.is_meaningful is None:
        raise ContactError(ContactWrong.NOT_SAID, "say yes or no")
    if contact.is_meaningful and contact.kind in NEVER_MEANINGFUL:
        raise ContactError(ContactWrong.NEVER_MEANINGFUL, "say no for a text or an email")
    if len(contact.note) > MOST_NOTE:
        raise ContactError(ContactWrong.TOO_LONG, f"keep to {MOST_NOTE} letters")


def _row(person: int, contact: NewContact, adviser: Optional[int]) -> ContactRecord:
    assert contact.kind is not None
    return ContactRecord(
        young_person_id=person,
        kind=contact.kind.value,
        is_meaningful=contact.is_meaningful,
        happened_on=contact.happened_on,
        personal_adviser_id=adviser,
        note=contact.note.strip() or None,
    )
