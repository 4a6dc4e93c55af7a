"""Cries for help that say no more than that."""

from __future__ import annotations

import re

_WORDS = re.compile(r"[\w']+")
_CRY = re.compile(
    r"(?:(?:please|pls|plz|plse|oh|god|omg|i|need|really|someone|somebody|can|you|will|u|just) )*"
    r"help(?: (?:me|us|please|pls|plz|plse|now|help))*"
    r"|i (?:dont|don't|do not) know what to do"
)


def is_cry(text: str) -> bool:
    """Whether a message asks for help and says no more: "pls help me!!"."""
    return _CRY.fullmatch(" ".join(_WORDS.findall(text.casefold().replace("\u2019", "'")))) is not None
