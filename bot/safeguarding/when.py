"""Whether what was found is told of long ago: "when i was fourteen i took an overdose"."""

from __future__ import annotations

import re
from typing import Sequence, Tuple

_WORDS_BEFORE, _WORDS_AFTER, _RIGHT_BEHIND = 7, 8, 2
_TEEN = "eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_LONG_AGO = (
    r"when (?:first )?(?:i|we|he|she|they) (?:first )?(?:was|were|came|come|arrived|lived|got here)|years? ago|used to|back then|back in|as a (?:kid|child|teenager|teen|boy|girl)|"
    rf"ages ago|in (?:(?:year|yr) \d+|(?:19|20)\d\d|my (?:country|teens))|(?:at|aged|age) (?:of )?(?:1?\d|{_TEEN})"
)
_STILL = re.compile(
    r"\b(?:now|again|still|today|tonight|just|yesterday|last (?:night|week|weekend)|this (?:morning|week|afternoon|evening)|hours?|minutes?)\b"
)
_BEFORE = re.compile(rf"\b(?:{_LONG_AGO})\b|\b(?:was|were|had been|had)$")
_AFTER = re.compile(rf"^(?: \w+){{0,4}} (?:{_LONG_AGO})\b|^(?: \w+){{0,5}} (?:was|been|is) found\b")


def is_long_ago(words: str, hit: str) -> bool:
    """Whether the words right before or behind a hit say that it was long ago, and none that it is again."""
    before, _, after = words.partition(hit)
    return _is_told(before.split(), hit, after.split())


def was_long_ago(words: Sequence[str], stretch: Tuple[int, int]) -> bool:
    """The same for a stretch of a message's words; what it says of when itself counts too."""
    start, end = stretch
    inside = " ".join(words[start:end])
    return _is_told(words[:start], inside, words[end:]) or (
        bool(_BEFORE.search(inside)) and not _STILL.search(inside)
    )


def _is_told(before: Sequence[str], hit: str, after: Sequence[str]) -> bool:
    near = " ".join(before[-_WORDS_BEFORE:])
    behind = " " + " ".join(after[:_WORDS_AFTER])
    at_once_behind = " ".join(after[:_RIGHT_BEHIND])
    if _STILL.search(hit) or _STILL.search(at_once_behind) or _STILL.search(near):
        return False
    return bool(_BEFORE.search(near) or _AFTER.search(behind))
