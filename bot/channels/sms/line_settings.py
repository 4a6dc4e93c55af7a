"""The settings of text messages, read strictly: what can't be meant is said at the start, with the entry and how to mend it."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Mapping

from bot.records.keyed import normal_mobile
from bot.settings import Settings

CONSOLE, NOTIFY, TWILIO = "console", "notify", "twilio"
KNOWN = (NOTIFY, TWILIO, CONSOLE)
DOCS = "(docs/sms.md)"
PENCE, CAPS = "LOCALOFFER_TEXT_PENCE", "LOCALOFFER_TEXT_CAPS"
OF, NUMBERS = "LOCALOFFER_TEXTS_OF", "LOCALOFFER_TEXT_NUMBERS"
_SHORTEST_TOKEN = 10  # letters: what Notify asks for
_MOST = Decimal(1_000_000)  # pence, or pounds a month: beyond it somebody's finger slipped
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEY = re.compile(rf"[^\s'\"]+-{_UUID}-{_UUID}", re.IGNORECASE | re.ASCII)


def line_names(settings: Settings) -> list[str]:
    """The providers that are set up, the first one being everybody's. Raises RuntimeError for one that nobody knows."""
    names = _listed(settings.texts) or ([CONSOLE] if settings.demo else [])
    for name in names:
        _require_known("LOCALOFFER_TEXTS", name)
    return names


def lines_of_councils(settings: Settings) -> Mapping[str, str]:
    """Who carries each council's texts. Raises RuntimeError if that one is not set up."""
    names, found = line_names(settings), pairs(OF, settings.texts_of)
    for council, name in found.items():
        if name not in names:
            raise RuntimeError(f"{OF}: {council}={name}, but LOCALOFFER_TEXTS has no {name} {DOCS}")
    return found


def councils_of_numbers(settings: Settings) -> Mapping[str, str]:
    """The council of each number of ours, as +447.... Raises RuntimeError for what is no UK mobile number, or is there twice."""
    found: dict[str, str] = {}
    for written, council in pairs(NUMBERS, settings.text_numbers).items():
        number = normal_mobile(written)
        if number is None:
            raise RuntimeError(
                f"{NUMBERS}: {written!r} is no UK mobile number; write +447700900111={council} {DOCS}"
            )
        if number in found:
            raise RuntimeError(
                f"{NUMBERS}: {written!r} is there twice; one number belongs to one council {DOCS}"
            )
        found[number] = council
    return found


def pence_of_lines(settings: Settings) -> Mapping[str, Decimal]:
    """Pence for each fragment by provider; one that is not named keeps its usual price. Raises RuntimeError."""
    given = _amounts(PENCE, settings.text_pence)
    for name in given:
        _require_known(PENCE, name)
    return {**_amounts(PENCE, Settings.__fields__["text_pence"].default), **given}


def caps_of_councils(settings: Settings) -> Mapping[str, Decimal]:
    """Pounds that each council may spend in a month. Raises RuntimeError for what is no such amount."""
    return _amounts(CAPS, settings.text_caps)


def notify_token(settings: Settings) -> str:
    """The token that Notify calls us with. Raises RuntimeError if there is none, or it is too short."""
    token = settings.notify_token.get_secret_value() if settings.notify_token else ""
    if len(token) < _SHORTEST_TOKEN:
        raise RuntimeError(f"LOCALOFFER_NOTIFY_TOKEN: use {_SHORTEST_TOKEN} letters or more {DOCS}")
    return token


def notify_key(settings: Settings) -> str:
    """Our key at Notify. Raises RuntimeError, without it, if it has not the form of one: its name and two UUIDs."""
    key = settings.notify_api_key.get_secret_value() if settings.notify_api_key else ""
    if not _KEY.fullmatch(key):
        raise RuntimeError(
            "LOCALOFFER_NOTIFY_API_KEY has not the form of a key of GOV.UK Notify (name-uuid-uuid); "
            f"copy it anew, whole, without quotes or spaces {DOCS}"
        )
    return key


def pairs(setting: str, words: str) -> Mapping[str, str]:
    """What a setting says as name=value,name=value. Raises RuntimeError for a part that is none, or a name that is there twice."""
    found: dict[str, str] = {}
    for part in _listed(words):
        name, value = (one.strip() for one in part.partition("=")[::2])
        if not name or not value:
            raise RuntimeError(f"{setting}: {part!r} needs a name and a value: name=value {DOCS}")
        if name in found:
            raise RuntimeError(f"{setting}: {name!r} is there twice; leave one out {DOCS}")
        found[name] = value
    return found


def _listed(words: str) -> list[str]:
    return [part.strip() for part in words.split(",") if part.strip()]


def _require_known(setting: str, name: str) -> None:
    if name not in KNOWN:
        raise RuntimeError(f"{setting}: {name!r} is none of {', '.join(KNOWN)} {DOCS}")


def _amounts(setting: str, words: str) -> Mapping[str, Decimal]:
    return {name: _amount(setting, name, value) for name, value in pairs(setting, words).items()}


def _amount(setting: str, name: str, value: str) -> Decimal:
    try:
        amount = Decimal(value)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not (amount.is_finite() and 0 <= amount <= _MOST):
        raise RuntimeError(
            f"{setting}: {name}={value} is no amount from 0 to {_MOST}; write {name}=12.50 {DOCS}"
        )
    return amount
