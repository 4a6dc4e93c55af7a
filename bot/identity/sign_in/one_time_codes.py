"""Sign-in by a one-time code to the phone number on record.

Six digits, ten minutes, used once, five tries and then a lock. A known and an
unknown number behave alike. A new code never resets the count of wrong tries.
Codes are limited per number and per network address that asks.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from datetime import datetime, timedelta
from enum import Enum
from typing import Optional

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.casework.tables import YoungPerson
from bot.identity.sign_in.sign_in_tables import SignInCode, SignInFailure
from bot.records.keyed import Keyed
from bot.records.reach import go_on_as, signing_in

CODE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5
LOCK = timedelta(minutes=15)
MOST_CODES = 5
# A hostel, a library or a phone network shares one address among many people.
MOST_CODES_PER_ADDRESS = 30
CODES_WITHIN = timedelta(hours=1)
_IPV6_HOME = 64  # one household holds a whole /64, so it counts as one address


class TooManyCodes(Exception):  # noqa: N818 - says what is the matter, as ModelNotFound does
    """One network address asked for too many codes within the hour. Says nothing about any number."""


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
        self, session: Session, session_hash: str, number: str, now: datetime, address: str
    ) -> Optional[str]:
        """A new code to send to the number, or None where nothing must be sent.

        None covers a number that nobody has, a locked one and one asked for too
        often; the caller says the same sentence in every case. `address` is the
        network address of the browser, as text.
        Raises ValueError if the number is not a UK mobile number, TooManyCodes if
        the address is past its limit.
        """
        lookup = self._keyed.phone(number)
        go_on_as(session, signing_in(session_hash, number=lookup))
        place = self._keyed.hash("address", network_of(address))
        if self._asked_too_often(session, SignInCode.address_lookup == place, MOST_CODES_PER_ADDRESS, now):
            raise TooManyCodes
        person = session.execute(
            select(YoungPerson.id).where(YoungPerson.phone_lookup == lookup)
        ).scalar_one_or_none()
        quiet = self._locked(session, lookup, now) or self._asked_too_often(
            session, SignInCode.phone_lookup == lookup, MOST_CODES, now
        )
        code = f"{secrets.randbelow(1_000_000):06d}"
        session.add(
            SignInCode(
                session_hash=session_hash,
                phone_lookup=lookup,
                address_lookup=place,
                young_person_id=None if quiet else person,
                code_hash=self._code_hash(session_hash, code),
                asked_at=now,
            )
        )
        return None if quiet or person is None else code

    def check(
        self, session: Session, session_hash: str, typed: str, now: datetime
    ) -> tuple[Outcome, Optional[int]]:
        """What a typed code is worth for this browser: (outcome, the person if signed in)."""
        asked = self._last_asked(session, session_hash)
        if asked is None or asked.used_at is not None:
            return Outcome.EXPIRED, None
        if self._locked(session, asked.phone_lookup, now):
            return Outcome.LOCKED, None
        if now - asked.asked_at > CODE_LIFE:
            return Outcome.EXPIRED, None
        if self._matches(asked, session_hash, typed):
            return self._use(session, asked, now)
        session.add(SignInFailure(phone_lookup=asked.phone_lookup, failed_at=now))
        session.flush()
        locked = self._locked(session, asked.phone_lookup, now)
        return (Outcome.LOCKED if locked else Outcome.WRONG), None

    def _use(self, session: Session, asked: SignInCode, now: datetime) -> tuple[Outcome, Optional[int]]:
        asked.used_at = now
        session.execute(delete(SignInFailure).where(SignInFailure.phone_lookup == asked.phone_lookup))
        return Outcome.SIGNED_IN, int(asked.young_person_id)

    def _matches(self, asked: SignInCode, session_hash: str, typed: str) -> bool:
        digits = "".join(char for char in typed if char.isdigit())
        same = hmac.compare_digest(asked.code_hash, self._code_hash(session_hash, digits))
        return same and asked.young_person_id is not None

    def _last_asked(self, session: Session, session_hash: str) -> Optional[SignInCode]:
        wanted = select(SignInCode).where(SignInCode.session_hash == session_hash)
        newest = session.execute(wanted.order_by(SignInCode.id.desc()).limit(1)).scalar_one_or_none()
        return newest if isinstance(newest, SignInCode) else None

    def _locked(self, session: Session, lookup: str, now: datetime) -> bool:
        recent = (SignInFailure.phone_lookup == lookup, SignInFailure.failed_at > now - LOCK)
        return _count(session, SignInFailure, *recent) >= MOST_TRIES

    def _asked_too_often(self, session: Session, by: object, most: int, now: datetime) -> bool:
        return _count(session, SignInCode, by, SignInCode.asked_at > now - CODES_WITHIN) >= most

    def _code_hash(self, session_hash: str, code: str) -> str:
        return self._keyed.hash("code", f"{session_hash}:{code}")


def network_of(address: str) -> str:
    """What counts as one address: IPv4 whole, IPv6 by household; anything else as it stands."""
    try:
        parsed = ipaddress.ip_address(address.strip("[]").split("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, _IPV6_HOME), strict=False))
    return str(parsed)


def _count(session: Session, table: type, *conditions: object) -> int:
    return int(session.execute(select(func.count()).select_from(table).where(*conditions)).scalar_one())
