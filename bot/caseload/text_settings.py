"""How a young person wants to be texted: read and changed by themselves, their adviser or the team's manager, each look audited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Optional

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.tables import Consent, YoungPerson
from bot.identity.access.decisions import Action, Caller, demand, note, read
from bot.identity.by_phone.text_pins import KeptPin, Pins, prove_again, setting_of
from bot.identity.by_phone.texter_tables import Texter, TextSetting
from bot.identity.by_phone.texters import MOST_TRIES
from bot.records.reach import meanwhile, texting

REMINDERS = "text_reminders"  # the kind of consent


class OnRecord(Enum):
    """Which number the record has: only a mobile can be texted."""

    NONE = "none"
    NO_MOBILE = "no_mobile"
    MOBILE = "mobile"


@dataclass(frozen=True)
class TextSettings:
    """What is set, for a care leaver of `council`. `is_locked`: too many wrong PINs. Both that and `stopped` are facts of the number: False where there is no mobile."""

    number: OnRecord
    has_pin: bool
    is_locked: bool
    is_shared: bool
    reminders_since: Optional[date]
    stopped: bool
    council: str


@dataclass(frozen=True)
class TextChange:
    """What is to be set from now on. What is None stays as it is."""

    pin: Optional[str] = None
    is_shared: Optional[bool] = None
    wants_reminders: Optional[bool] = None


def text_settings(session: Session, caller: Caller, person: int, now: datetime) -> TextSettings:
    """What is set for a person. Raises AccessDenied, or KeyError for whom the database does not show."""
    read(session, caller, Action.TEXT_SETTINGS, person, now)
    return settings_of(session, text_row(session, person))


def change_texts(
    session: Session, caller: Caller, person: int, change: TextChange, pins: Pins, on: date, now: datetime
) -> None:
    """Set it. Raises as `text_settings`, or PinError for a PIN that nobody should have: then nothing is changed."""
    read(session, caller, Action.TEXT_SETTINGS, person, now)
    text_row(session, person)
    if change.pin is not None:
        pins.put(session, person, change.pin, now)
    if change.is_shared is not None:
        setting_of(session, person).is_shared = change.is_shared
    if change.wants_reminders is not None:
        _keep_consent(session, person, on, wants=change.wants_reminders)
    session.flush()


def set_pin(session: Session, caller: Caller, person: int, pin: str, pins: Pins, now: datetime) -> KeptPin:
    """Set a young person's PIN for them; what there was before, for `undo_pin`. The PIN itself is kept nowhere.

    Needs a session of `access.audited`. Raises AccessDenied, or PinError with nothing changed.
    """
    demand(session, caller, Action.TEXT_PIN_SET, person, now)
    before = pins.kept(session, person)
    pins.put(session, person, pin, now)
    note(session, caller, Action.TEXT_PIN_SET, [person], now)
    session.flush()
    return before


def undo_pin(
    session: Session,
    caller: Caller,
    person: int,
    before: KeptPin,
    set_at: datetime,
    pins: Pins,
    now: datetime,
) -> bool:
    """Have the PIN of before again; False, with nothing changed, if another one was set since. Raises AccessDenied."""
    demand(session, caller, Action.TEXT_PIN_UNDO, person, now)
    if not pins.put_back(session, person, before, set_at):
        return False
    note(session, caller, Action.TEXT_PIN_UNDO, [person], now)
    return True


def prove_again_by_text(session: Session, caller: Caller, person: int, now: datetime) -> None:
    """Whoever texts from the person's number must give the PIN again: its SIM was changed, or the phone is lost.

    Raises as `text_settings`.
    """
    read(session, caller, Action.TEXT_SETTINGS, person, now)
    lookup = text_row(session, person).phone_lookup
    if lookup:
        with meanwhile(session, texting(lookup)):
            prove_again(session, lookup)


def wants_reminders(session: Session, person: int) -> bool:
    """Whether a person agreed to be reminded by text, and did not take it back."""
    return _consent(session, person) is not None


def text_row(session: Session, person: int) -> Any:
    """The name, reference and number of a person. Unchecked. Raises KeyError for whom the database does not show."""
    columns = (
        YoungPerson.id,
        YoungPerson.preferred_name,
        YoungPerson.reference,
        YoungPerson.phone,
        YoungPerson.phone_lookup,
        YoungPerson.council,
    )
    found = session.execute(select(*columns).where(YoungPerson.id == person)).one_or_none()
    if found is None:
        raise KeyError(person)
    return found


def settings_of(session: Session, row: Any) -> TextSettings:
    """What is set for a row of `text_row`. Unchecked."""
    setting, consent = session.get(TextSetting, row.id), _consent(session, row.id)
    with meanwhile(session, texting(row.phone_lookup or "")):
        texter = session.get(Texter, row.phone_lookup) if row.phone_lookup else None
        is_locked = texter is not None and texter.pin_tries >= MOST_TRIES
        stopped = texter is not None and texter.stopped_at is not None
    return TextSettings(
        number=_on_record(row),
        has_pin=setting is not None and setting.pin_hash is not None,
        is_locked=is_locked,
        is_shared=setting is not None and bool(setting.is_shared),
        reminders_since=consent.given_on if consent else None,
        stopped=stopped,
        council=row.council,
    )


def _on_record(row: Any) -> OnRecord:
    if row.phone_lookup:
        return OnRecord.MOBILE
    return OnRecord.NO_MOBILE if row.phone else OnRecord.NONE


def _consent(session: Session, person: int) -> Optional[Consent]:
    newest = select(Consent).where(*_given(person)).order_by(Consent.id.desc()).limit(1)
    found: Optional[Consent] = session.execute(newest).scalar_one_or_none()
    return found


def _keep_consent(session: Session, person: int, on: date, *, wants: bool) -> None:
    if wants and _consent(session, person) is None:
        session.add(Consent(young_person_id=person, kind=REMINDERS, given_on=on))
    if not wants:
        # Every one: two windows may have given it at the same moment.
        for given in session.execute(select(Consent).where(*_given(person))).scalars():
            given.withdrawn_on = max(on, given.given_on)


def _given(person: int) -> tuple[Any, ...]:
    return Consent.young_person_id == person, Consent.kind == REMINDERS, Consent.withdrawn_on.is_(None)
