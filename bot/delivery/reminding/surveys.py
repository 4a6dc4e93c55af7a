"""Asking a council's young people what they think: a page of ours or of the government, told to those who agreed to be texted."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Optional
from urllib.parse import SplitResult, urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.casework.tables import YoungPerson
from bot.delivery.reminding.reminder_facts import has_agreed
from bot.delivery.reminding.reminder_tables import Survey
from bot.gsm import not_gsm

LONGEST = 40  # letters of an address: it stands in one text with the words around it
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+|localhost")
OFFICIAL = "gov.uk"


def checked_address(address: str, ours: str) -> str:
    """The address, if young people may be sent there: https, short, and on our own host or an official one.

    `ours` is where the chat page is. Raises ValueError that says what is wrong.
    """
    wrong = _wrong_in(address, _host(urlsplit(ours)))
    if wrong:
        raise ValueError(f"--address: {wrong}")
    return address


def ask(session: Session, council: str, address: str, on: date, days: int) -> int:
    """Invite everybody of a council who agreed to be texted, for so many days; how many they are now.

    Raises LookupError if nobody of this council is on record, ValueError for days below 1 and for a page that they were invited to
    before: nobody is asked twice. Needs a session that reaches them.
    """
    if days < 1:
        raise ValueError(f"--days is {days}; give 1 or more")
    theirs = YoungPerson.council == council
    if not _count(session, theirs):
        raise LookupError(f"nobody of {council!r} is on record; check the spelling, e.g. rotherham")
    same = select(Survey).where(Survey.council == council, Survey.address == address)
    row = session.execute(same).scalar_one_or_none()
    if row is not None:
        raise ValueError(f"--address: {council} was invited to this page on {row.asked_on} already")
    session.add(Survey(council=council, address=address, asked_on=on, ends_on=on + timedelta(days=days)))
    session.flush()
    return _count(session, theirs, has_agreed())


def _count(session: Session, *conditions: object) -> int:
    return int(session.execute(select(func.count(YoungPerson.id)).where(*conditions)).scalar_one())


def _wrong_in(address: str, ours: Optional[str]) -> Optional[str]:
    parts = urlsplit(address)
    host = _host(parts)
    if parts.scheme != "https" or not host or parts.netloc.lower() != host:
        return f"{address!r} is no plain https address"
    if not _HOST.fullmatch(host):
        return f"{host} is no name of a host"
    if host not in (ours, OFFICIAL) and not host.endswith(f".{OFFICIAL}"):
        return f"{host} is neither our own host nor one of {OFFICIAL}"
    if len(address) > LONGEST:
        return f"it has {len(address)} letters; {LONGEST} is the most"
    if not_gsm(address) or not address.isascii() or any(char.isspace() for char in address):
        return "a text message can't carry all its letters"
    return None


def _host(parts: SplitResult) -> Optional[str]:
    return parts.hostname.lower() if parts.hostname else None
