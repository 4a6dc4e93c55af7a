"""Whether a rule's hit is told of long ago: "when i was fourteen i took an overdose"."""

from __future__ import annotations

import re

_WORDS_BEFORE, _WORDS_AFTER = 7, 5
_LONG_AGO = (
    r"when (?:first )?(?:i|we|he|she|they) (?:first )?(?:was|were|came|come|arrived|lived|got here)|years? ago|used to|back then|back in|as a (?:kid|child|teenager|teen|boy|girl)|"
    r"in (?:year \d+|(?:19|20)\d\d|my (?:country|teens))|(?:at|aged|age) (?:of )?1?\d"
)
_BEFORE = re.compile(rf"\b(?:{_LONG_AGO})\b(?!.*\b(?:now|again|today|tonight|still)\b)")
_AFTER = re.compile(rf"^(?: \w+){{0,2}} (?:{_LONG_AGO})\b")
_STILL = re.compile(r"\b(?:now|again|still|today|tonight|just)\b")


def is_long_ago(words: str, hit: str) -> bool:
    """Whether the words right before or behind a hit say that it was long ago, and none that it is again."""
    before, _, after = words.partition(hit)
    near = " ".join(before.split()[-_WORDS_BEFORE:])
    behind = " " + " ".join(after.split()[:_WORDS_AFTER])
    return not _STILL.search(hit) and bool(_BEFORE.search(near) or _AFTER.search(behind))
