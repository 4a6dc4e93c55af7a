"""Characters that nobody sees: marks of direction and spaces without width come along when text is copied."""

from __future__ import annotations

import re

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)


def visible(cell: str) -> str:
    """The cell without them, and without spaces around it."""
    if not (
        cell.isascii() and cell.isprintable()
    ):  # nearly every cell is, and a million of them are looked at
        cell = _UNSEEN.sub("", cell)
    return cell.strip()
