"""A bounded look at a text of any length: its beginning, its middle and its end."""

from __future__ import annotations

from typing import AnyStr

WHOLE = 1_000  # letters; so much is looked at as it stands
LETTERS = 330  # of a slice of what is longer


def slices(text: AnyStr, whole: int = WHOLE, letters: int = LETTERS) -> tuple[AnyStr, ...]:
    """The text itself if it is short, or else three slices of it. Takes as long for any length."""
    if len(text) <= whole:
        return (text,)
    middle = (len(text) - letters) // 2
    return text[:letters], text[middle : middle + letters], text[-letters:]
