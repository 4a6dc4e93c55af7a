"""A bounded look at a text of any length: its beginning, its middle and its end."""

from __future__ import annotations

MOST = 1_000  # characters that are looked at
_SLICE = MOST // 3


def bounded(text: str) -> str:
    """The text, or of a long one three slices on lines of their own; takes as long for a novel as for a page."""
    if len(text) <= MOST:
        return text
    middle = (len(text) - _SLICE) // 2
    return "\n".join((text[:_SLICE], text[middle : middle + _SLICE], text[-_SLICE:]))
