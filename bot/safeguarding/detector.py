"""The first safeguarding check: does this message show danger, and of which kind?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Optional

from bot.safeguarding.normalise import normalise
from bot.safeguarding.rules import HARMLESS, RULES, compiled

# A longer message is looked at to here; nobody types this much in an emergency.
MOST_CHARACTERS = 20_000

_KINDS = {kind: compiled(patterns) for kind, patterns in RULES.items()}
_HARMLESS = compiled(HARMLESS)
_OTHERS = compiled((
    r"my (?:friend|mate|sister|brother|cousin|girlfriend|boyfriend|housemate|flatmate|bestie|best friend|foster (?:sister|brother))",
    r"(?:himself|herself|themselves|themself)",
    r"(?:a|the) (?:friend|mate|girl|lad|boy) (?:of mine|i know|at|in)",
    r"my (?:little |big |younger |older )?(?:friend|mate|sister|brother|cousin)s? (?:boyfriend|girlfriend|partner|dad|carer)?",
    r"my (?:little|big|younger|older|foster|step) (?:sister|brother|friend|cousin)",
))
_OWN = compiled((r"(?:i|me|myself|my life)",))
_OWN_BEFORE = re.compile(r"\bi (?:am|feel|have been|feel so|want|keep)(?: \w+){0,2} ?$")


@dataclass(frozen=True)
class Danger:
    """What was noticed: the topic id of the danger, and whether it is about somebody else."""

    kind: str
    is_about_other: bool = False


def check(text: str) -> Optional[Danger]:
    """The danger a message shows, or None. Never raises, keeps nothing, scores nobody."""
    words = _HARMLESS.sub(" ", normalise(text[:MOST_CHARACTERS]))
    for kind, pattern in _KINDS.items():
        found = pattern.search(words)
        if found:
            return Danger(kind, _about_other(words, found.group()))
    return None


def _about_other(words: str, hit: str) -> bool:
    before, _, _ = words.partition(hit)
    own = _OWN.search(hit) or _OWN_BEFORE.search(before)
    return bool(_OTHERS.search(words)) and not own
