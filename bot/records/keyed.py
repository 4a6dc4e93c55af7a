"""Keyed hashes: look a thing up without keeping it."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Optional

import phonenumbers

_MOBILE = re.compile(r"\+447\d{9}", re.ASCII)
# As nearly everybody writes it; what the library would say of it too, in a fraction of the time.
_PLAIN = re.compile(r"(?:0|(?:\+|00)44 ?(?:\(0\) ?)?)(7\d{3}) ?(\d{3}) ?(\d{3})", re.ASCII)


class Keyed:
    """HMAC-SHA256 with the installation's secret, one purpose at a time."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def hash(self, purpose: str, value: str) -> str:
        """64 hex characters. The same value hashed for another purpose gives another result."""
        return hmac.new(self._secret, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()

    def phone(self, number: str) -> str:
        """The look-up hash of a UK mobile number. Raises ValueError if it is not one."""
        normal = normal_mobile(number)
        if normal is None:
            raise ValueError("not a UK mobile number")
        return self.hash("phone", normal)


def normal_mobile(number: str) -> Optional[str]:
    """The number as +447..., or None if it can't be a UK mobile number: those have eleven digits.

    Numbers kept for drama count: they are possible, though nobody can own them.
    """
    plain = _PLAIN.fullmatch(number)
    if plain:
        return f"+44{''.join(plain.groups())}"
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return None
    normal = str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    return (
        normal if _MOBILE.fullmatch(normal) else None
    )  # the library calls a number without a digit possible
