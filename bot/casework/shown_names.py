"""Names as a list shows them: one that is far too long must not take the place of everybody else's."""

from __future__ import annotations

MOST = 80  # letters; the longest names that councils keep are shorter
_DOTS = "..."


def clipped(name: str, most: int = MOST) -> str:
    """A name, or so much of it, in one line, with dots where something is left out."""
    whole = " ".join(name.split())
    return whole if len(whole) <= most else f"{whole[: most - len(_DOTS)].rstrip()}{_DOTS}"
