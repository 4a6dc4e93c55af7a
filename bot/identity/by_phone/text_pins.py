"""The PIN that proves who texts: a number alone is a claim, for a phone is lent, lost, sold, and its number given again.

Five wrong PINs in a row lock a number, whoever has it, until a new PIN is set: on the chat page after signing in, or with the PA.
A number that nobody has on record behaves as one whose PIN is always wrong.
"""

from __future__ import annotations

import hmac
import itertools
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Optional

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.casework.tables import YoungPerson
from bot.identity.by_phone.texter_tables import Texter, TextSetting
from bot.identity.by_phone.texters import MOST_TRIES
from bot.records.keyed import Keyed
from bot.records.reach import meanwhile, texting

ASKED_FOR = timedelta(minutes=15)  # so long four digits are taken for the PIN that was asked for
FEWEST, MOST = 4, 8  # digits
_AROUND_A_PIN = re.compile(
    r"\b(?:my|the|pin|is|its|it's|it|number|code|here|thanks|thank you|thx|ty|ta|pls|please|ok|hi|x+)\b|[!?.,:;\"'()]+"
)
_A_RUN = re.compile(rf"(?<!\d)\d(?:[ .-]?\d){{{FEWEST - 1},{MOST - 1}}}(?![ .-]?\d)")
_DIGITS = re.compile(r"[\d\s.-]+")


class Tried(Enum):
    """What became of a PIN."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


class PinError(ValueError):
    """A PIN that nobody should have. `why` is one of `short`, `easy`, `birthday`."""

    def __init__(self, why: str) -> None:
        super().__init__(f"this PIN is no good: {why}")
        self.why = why


@dataclass(frozen=True)
class KeptPin:
    """What there was of a PIN before another was set: its keyed hash, when it was set, and how many wrong ones came in a row."""

    pin_hash: Optional[str]
    set_at: Optional[datetime]
    tries: int


class Pins:
    """Sets and checks them, each in the caller's transaction."""

    def __init__(self, keyed: Keyed) -> None:
        self._keyed = keyed

    def put(self, session: Session, person: int, pin: str, now: datetime) -> None:
        """From now on this is the person's PIN, and their number is not locked any more. Raises PinError.

        It is asked for again, for somebody may have used the old one. Needs a transaction that reaches the person.
        """
        digits = digits_of(pin)
        row = session.execute(select(YoungPerson).where(YoungPerson.id == person)).scalar_one()
        _require_good(digits, row.birth_date)
        setting = setting_of(session, person)
        setting.pin_hash, setting.pin_set_at = self._hash(person, digits), now
        _let_in_again(session, row.phone_lookup)

    def kept(self, session: Session, person: int) -> KeptPin:
        """What there is of a person's PIN now. Needs a transaction that reaches the person. Raises KeyError."""
        lookup = _number_of(session, person)
        setting = session.get(TextSetting, person, populate_existing=True)
        tries = select(Texter.pin_tries).where(Texter.phone_lookup == lookup)
        with meanwhile(session, texting(lookup or "")):
            wrong = session.execute(tries).scalar_one_or_none() or 0
        return KeptPin(setting and setting.pin_hash, setting and setting.pin_set_at, int(wrong))

    def put_back(self, session: Session, person: int, before: KeptPin, set_at: datetime) -> bool:
        """Have the PIN of before again, locked if it was; False, with nothing changed, if another one was set since `set_at`.

        Whoever texts must prove again who they are. Needs a transaction that reaches the person. Raises KeyError.
        """
        lookup = _number_of(session, person)
        same = (TextSetting.young_person_id == person, TextSetting.pin_set_at == set_at)
        values = {"pin_hash": before.pin_hash, "pin_set_at": before.set_at}
        changed = update(TextSetting).where(*same).values(**values)
        if not session.execute(changed.execution_options(synchronize_session=False)).rowcount:
            return False
        _let_in_again(session, lookup, before.tries)
        return True

    def check(self, session: Session, conversation: str, pin: str, now: datetime) -> Tried:
        """Whether the PIN proves who texts in this talk; each wrong one counts, also of several that come at once."""
        row = session.execute(select(Texter).where(Texter.conversation == conversation)).scalar_one_or_none()
        if row is None or not _counted(session, row.phone_lookup):
            return Tried.LOCKED
        person = self._person(session, row.phone_lookup, pin)
        session.refresh(row)
        if person is None:
            return Tried.LOCKED if row.pin_tries >= MOST_TRIES else Tried.WRONG
        row.young_person_id, row.proved_at, row.pin_tries, row.pin_asked_at = person, now, 0, None
        session.flush()
        return Tried.RIGHT

    def _person(self, session: Session, lookup: str, pin: str) -> Optional[int]:
        """Whose number and PIN these are."""
        with meanwhile(session, texting(lookup)):
            wanted = select(TextSetting.young_person_id, TextSetting.pin_hash).join(
                YoungPerson, YoungPerson.id == TextSetting.young_person_id
            )
            found = session.execute(wanted.where(YoungPerson.phone_lookup == lookup)).one_or_none()
        person, kept = (found.young_person_id, found.pin_hash) if found else (0, None)
        is_same = hmac.compare_digest(kept or "", self._hash(person, digits_of(pin)))
        return int(person) if found and is_same else None

    def _hash(self, person: int, digits: str) -> str:
        return self._keyed.hash("text pin", f"{person}:{digits}")


def pin_is_asked(session: Session, conversation: str, now: datetime) -> bool:
    """Whether a PIN was asked for in this talk a moment ago, or the right one was given: people send it twice."""
    wanted = select(Texter.pin_asked_at, Texter.proved_at).where(Texter.conversation == conversation)
    moments = session.execute(wanted).one_or_none() or ()
    return any(moment is not None and timedelta() <= now - moment <= ASKED_FOR for moment in moments)


def ask_for_pin(session: Session, conversation: str, now: datetime) -> None:
    """From now on digits are a PIN, for a while."""
    changed = update(Texter).where(Texter.conversation == conversation).values(pin_asked_at=now)
    session.execute(changed.execution_options(synchronize_session=False))


def digits_of(text: str) -> str:
    """The digits of what may be a PIN, of whatever keyboard; nothing if it is anything else."""
    if not _DIGITS.fullmatch(text.strip()):
        return ""
    return "".join(str(int(char)) for char in text if char.isdecimal())


def pin_in(text: str) -> str:
    """The PIN that a text is, with or without "my pin is" and thanks around it; nothing if it says more."""
    bare = " ".join(_AROUND_A_PIN.sub(" ", text.casefold()).split())
    digits = digits_of(bare)
    return digits if FEWEST <= len(digits) <= MOST else ""


def has_digits(text: str) -> bool:
    """Whether so many digits stand anywhere in a text that they may be a PIN."""
    return _A_RUN.search(text) is not None


def without_digits(text: str) -> str:
    """The text without whatever in it may be a PIN."""
    return _A_RUN.sub("...", text)


def proved_person(session: Session, conversation: str, now: datetime) -> Optional[int]:
    """Who proved to be the one who texts here; None if nobody did, the number is another's by now, or others use the phone."""
    row = session.execute(select(Texter).where(Texter.conversation == conversation)).scalar_one_or_none()
    if row is None or row.young_person_id is None:
        return None
    with meanwhile(session, texting(row.phone_lookup)):
        is_theirs = owner_of(session, row.phone_lookup) == row.young_person_id
        is_shared = session.execute(
            select(TextSetting.is_shared).where(TextSetting.young_person_id == row.young_person_id)
        ).scalar_one_or_none()
    return int(row.young_person_id) if is_theirs and not is_shared else None


def owner_of(session: Session, lookup: str) -> Optional[int]:
    """On whose record a number is, which proves nothing of who has it. Needs a transaction that reaches the number, or sends."""
    wanted = select(YoungPerson.id).where(YoungPerson.phone_lookup == lookup)
    found = session.execute(wanted).scalar_one_or_none()
    return None if found is None else int(found)


def setting_of(session: Session, person: int) -> Any:
    """The row of a person, made if there is none. Needs a transaction that reaches them."""
    row = session.get(TextSetting, person)
    if row is None:
        row = TextSetting(young_person_id=person, is_shared=False)
        session.add(row)
    return row


def prove_again(session: Session, lookup: str) -> None:
    """Whoever texts from a number must prove again who they are: its SIM was changed, or nobody knows who has it."""
    changed = update(Texter).where(Texter.phone_lookup == lookup)
    session.execute(
        changed.values(young_person_id=None, proved_at=None).execution_options(synchronize_session=False)
    )


def _number_of(session: Session, person: int) -> Optional[str]:
    """The hash of the number on record."""
    row = session.execute(select(YoungPerson.phone_lookup).where(YoungPerson.id == person)).one_or_none()
    if row is None:
        raise KeyError(person)
    return str(row.phone_lookup) if row.phone_lookup else None


def _let_in_again(session: Session, lookup: Optional[str], tries: int = 0) -> None:
    if lookup is not None:
        with meanwhile(session, texting(lookup)):
            prove_again(session, lookup)
            opened = update(Texter).where(Texter.phone_lookup == lookup).values(pin_tries=tries)
            session.execute(opened.execution_options(synchronize_session=False))


def _counted(session: Session, lookup: str) -> bool:
    """Count a try before it is looked at, so that several at once are not one; False if there are none left."""
    counted = update(Texter).where(Texter.phone_lookup == lookup, Texter.pin_tries < MOST_TRIES)
    done = session.execute(
        counted.values(pin_tries=Texter.pin_tries + 1).execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)


def _require_good(digits: str, born: date) -> None:
    if not FEWEST <= len(digits) <= MOST:
        raise PinError("short")
    steps = {(int(after) - int(before)) % 10 for before, after in itertools.pairwise(digits)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        raise PinError("easy")
    parts = {
        f"{born:%d%m}",
        f"{born:%m%d}",
        f"{born:%Y}",
        f"{born:%d%m%y}",
        f"{born:%d%m%Y}",
        f"{born:%Y%m%d}",
    }
    if digits in parts:
        raise PinError("birthday")
