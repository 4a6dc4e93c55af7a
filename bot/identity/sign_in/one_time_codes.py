"""Sign-in by a one-time code to the phone number on record.

Six digits, ten minutes, used once; five wrong tries lock a browser for a number. A known and an unknown number behave
alike, for every rule looks at what was asked and never at who has the number. A code that is not sent is worth nothing, and
takes nothing from the one before it. How many are sent: `code_limits`.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from enum import Enum
from typing import Optional

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.casework.tables import YoungPerson
from bot.identity.sign_in.code_limits import A_DAY, CODE_LIFE, SentCode, may_send
from bot.identity.sign_in.lasting import lasts
from bot.identity.sign_in.network_places import network_of
from bot.identity.sign_in.sign_in_locks import one_at_a_time
from bot.identity.sign_in.sign_in_tables import SignInCode, SignInFailure
from bot.records.keyed import Keyed
from bot.records.reach import go_on_as, signing_in

MOST_TRIES = 5
LOCK = timedelta(minutes=15)
# A hostel, a council or a phone network shares one address among many people: fast for them, slow for a machine.
MOST_CODES_PER_ADDRESS = 60
CODES_WITHIN = timedelta(minutes=1)


class TooManyCodes(Exception):  # noqa: N818 - says what is the matter, as ModelNotFound does
    """One network address asked for too many codes within a minute. Says nothing about any number."""


class Outcome(str, Enum):
    """What became of a typed code."""

    SIGNED_IN = "signed_in"
    WRONG = "wrong"
    EXPIRED = "expired"
    LOCKED = "locked"


class Codes:
    """Makes and checks one-time codes."""

    def __init__(self, keyed: Keyed) -> None:
        self._keyed = keyed

    def ask(
        self,
        session: Session,
        session_hash: str,
        number: str,
        now: datetime,
        address: str,
        *,
        is_known: bool = False,
    ) -> Optional[str]:
        """A new code to send to the number, or None where nothing must be sent.

        None covers a number that nobody has, one locked in this browser and one asked for too
        often; the caller says the same sentence in every case. `address` is the
        network address of the browser, as text; `is_known` says that this browser has signed in with the number before.
        Raises ValueError if the number is not a UK mobile number, TooManyCodes if
        the address is past its limit, which is none for a known browser.
        """
        lookup = self._keyed.phone(number)
        one_at_a_time(session, lookup)
        go_on_as(session, signing_in(session_hash, number=lookup))
        place = self._keyed.hash("address", network_of(address))
        if not is_known and self._asks_too_fast(session, place, now):
            raise TooManyCodes
        person = session.execute(
            select(YoungPerson.id).where(YoungPerson.phone_lookup == lookup)
        ).scalar_one_or_none()
        sent = _sent(session, lookup, now)
        is_quiet = self._locked(session, session_hash, lookup, now) or not may_send(
            sent, place, now, is_known=is_known
        )
        code = f"{secrets.randbelow(1_000_000):06d}"
        session.add(
            SignInCode(
                session_hash=session_hash,
                phone_lookup=lookup,
                address_lookup=place,
                young_person_id=None if is_quiet else person,
                code_hash=self._code_hash(session_hash, code),
                asked_at=now,
                is_quiet=is_quiet,
                is_known=is_known,
            )
        )
        return None if is_quiet or person is None else code

    def check(
        self, session: Session, session_hash: str, typed: str, now: datetime
    ) -> tuple[Outcome, Optional[int]]:
        """What a typed code is worth for this browser: (outcome, the person if signed in)."""
        self._wait_for_others(session, session_hash)
        asked = self._last_asked(session, session_hash)
        if asked is None or asked.used_at is not None:
            return Outcome.EXPIRED, None
        if self._locked(session, session_hash, asked.phone_lookup, now):
            return Outcome.LOCKED, None
        if not lasts(asked.asked_at, CODE_LIFE, now):
            return Outcome.EXPIRED, None
        if self._matches(asked, session_hash, typed):
            return self._use(session, asked, now)
        session.add(SignInFailure(phone_lookup=asked.phone_lookup, session_hash=session_hash, failed_at=now))
        session.flush()
        locked = self._locked(session, session_hash, asked.phone_lookup, now)
        return (Outcome.LOCKED if locked else Outcome.WRONG), None

    def number_of(self, session: Session, session_hash: str) -> Optional[str]:
        """The look-up hash of the number that this browser asked a code for last."""
        asked = self._last_asked(session, session_hash)
        return str(asked.phone_lookup) if asked else None

    def lookup(self, number: str) -> str:
        """The look-up hash of a number. Raises ValueError if it is not a UK mobile number."""
        return self._keyed.phone(number)

    def _wait_for_others(self, session: Session, session_hash: str) -> None:
        """Until nobody else tries this browser's number, also if another message of it asks for another number meanwhile."""
        wanted = select(SignInCode.phone_lookup).where(SignInCode.session_hash == session_hash)
        newest, waited_for = wanted.order_by(SignInCode.id.desc()).limit(1), None
        while (lookup := session.execute(newest).scalar_one_or_none()) != waited_for:
            one_at_a_time(session, str(lookup))
            waited_for = lookup

    def _use(self, session: Session, asked: SignInCode, now: datetime) -> tuple[Outcome, Optional[int]]:
        asked.used_at = now
        session.execute(delete(SignInFailure).where(*_of_browser(asked.session_hash, asked.phone_lookup)))
        return Outcome.SIGNED_IN, int(asked.young_person_id)

    def _matches(self, asked: SignInCode, session_hash: str, typed: str) -> bool:
        digits = "".join(
            str(int(char)) for char in typed if char.isdecimal()
        )  # of every keyboard: Arabic, Persian, Bengali
        same = hmac.compare_digest(asked.code_hash, self._code_hash(session_hash, digits))
        return same and asked.young_person_id is not None

    def _last_asked(self, session: Session, session_hash: str) -> Optional[SignInCode]:
        """The code that counts: the newest that was sent to the number that was asked for last; else the newest."""
        newest = _newest(session, SignInCode.session_hash == session_hash)
        if newest is None or not newest.is_quiet:
            return newest
        same = (SignInCode.session_hash == session_hash, SignInCode.phone_lookup == newest.phone_lookup)
        return _newest(session, *same, SignInCode.is_quiet.is_not(True)) or newest

    def _locked(self, session: Session, session_hash: str, lookup: str, now: datetime) -> bool:
        recent = (*_of_browser(session_hash, lookup), SignInFailure.failed_at > now - LOCK)
        return _count(session, SignInFailure, *recent) >= MOST_TRIES

    def _asks_too_fast(self, session: Session, place: str, now: datetime) -> bool:
        here = (SignInCode.address_lookup == place, SignInCode.asked_at > now - CODES_WITHIN)
        return _count(session, SignInCode, *here) >= MOST_CODES_PER_ADDRESS

    def _code_hash(self, session_hash: str, code: str) -> str:
        return self._keyed.hash("code", f"{session_hash}:{code}")


def _of_browser(session_hash: str, lookup: str) -> tuple[object, object]:
    return SignInFailure.phone_lookup == lookup, SignInFailure.session_hash == session_hash


def _newest(session: Session, *conditions: object) -> Optional[SignInCode]:
    wanted = select(SignInCode).where(*conditions).order_by(SignInCode.id.desc()).limit(1)
    found: Optional[SignInCode] = session.execute(wanted).scalar_one_or_none()
    return found


def _sent(session: Session, lookup: str, now: datetime) -> list[SentCode]:
    """What went to a number within a day, whether anybody has it or not."""
    wanted = select(SignInCode.asked_at, SignInCode.address_lookup, SignInCode.is_known).where(
        SignInCode.phone_lookup == lookup,
        SignInCode.asked_at > now - A_DAY,
        SignInCode.is_quiet.is_not(True),
    )
    return [SentCode(at, place, bool(is_known)) for at, place, is_known in session.execute(wanted)]


def _count(session: Session, table: type, *conditions: object) -> int:
    return int(session.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one())
