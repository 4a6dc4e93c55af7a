"""What to write instead of a council that a setting names and that there is none of."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Collection

_MOST_LISTED = 5


def meant_instead(council: str, known: Collection[str]) -> str:
    """The nearest that there is, or some of them."""
    nearest = get_close_matches(council.lower(), known, 1)
    if nearest:
        return f"did you mean {nearest[0]}?"
    more = ", ..." if len(known) > _MOST_LISTED else ""
    return f"choose one of: {', '.join(sorted(known)[:_MOST_LISTED])}{more}"
