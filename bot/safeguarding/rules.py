"""Plain rules for five kinds of danger, over words in their plain form (see `normalise` and `spaces`).

They stand in `data/safety/rules`; `rule_files` reads them. An explicit rule is danger in
itself, wherever it stands. A hint is evidence: the judge decides, and where there is none
it counts. Harmless uses are taken out before the hints look, and only before them, so
that nothing harmless can hide plain danger next to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Iterable, Optional, Sequence

from bot.safeguarding.known_first_words import Known, read_known
from bot.safeguarding.pattern_index import PatternIndex
from bot.safeguarding.when import is_long_ago
from bot.settings import shared_settings

KINDS = (
    "crisis_self_harm",
    "crisis_abuse_or_danger",
    "crisis_homeless_tonight",
    "exploitation",
    "missing",
)  # the first that is found counts
HARMLESS = "harmless"


@dataclass(frozen=True)
class Rule:
    """One rule. `catches` and `spares` are messages that it must find and must not find; `kind` may be `harmless`."""

    kind: str
    pattern: str
    why: str
    catches: str
    spares: str
    is_explicit: bool


@dataclass(frozen=True)
class Hit:
    """What a rule found: the kind of danger, and the words themselves."""

    kind: str
    words: str


class RulesError(ValueError):
    """Files of rules that can't be used. The message names file, field and fix, one finding a line."""


class Rules:
    """All rules, ready to look. `words` is always text after `Plain` and `normalise`."""

    def __init__(self, rules: Iterable[Rule], known: Known = MappingProxyType({})) -> None:
        self.all = tuple(rules)
        in_order = sorted(
            (rule for rule in self.all if rule.kind != HARMLESS), key=lambda rule: KINDS.index(rule.kind)
        )
        self._explicit = _Sort([rule for rule in in_order if rule.is_explicit], known)
        self._hints = _Sort([rule for rule in in_order if not rule.is_explicit], known)
        self._harmless = PatternIndex([rule.pattern for rule in self.all if rule.kind == HARMLESS], known)

    def explicit(self, words: str) -> Optional[Hit]:
        """Danger of now that is said in so many words, or None. Nothing else in the message may overrule it."""
        hit = self._explicit.hit(words)
        while hit and is_long_ago(words, hit.words):
            words = words.replace(hit.words, " ", 1)
            hit = self._explicit.hit(words)
        return hit

    def hint(self, words: str) -> Optional[Hit]:
        """Words that often mean danger, or None. Harmless uses don't count."""
        return self._hints.hit(self.without_harmless(words))

    def without_harmless(self, words: str) -> str:
        """The words without what is said of films, bills, phones and the like."""
        return self._harmless.without(words)


class _Sort:
    """The rules of one sort, those of the first kind first."""

    def __init__(self, rules: Sequence[Rule], known: Known) -> None:
        self._kinds = [rule.kind for rule in rules]
        self._index = PatternIndex([rule.pattern for rule in rules], known)

    def hit(self, words: str) -> Optional[Hit]:
        found = self._index.find(words)
        return Hit(self._kinds[found[0]], found[1]) if found else None


def load_rules(folder: Path, known: Known = MappingProxyType({})) -> Rules:
    """The rules of a folder with a file for each kind and one of harmless uses. Raises RulesError if one can't be used.

    `known` are first words of patterns that were found before.
    """
    from bot.safeguarding.rule_files import read_rules

    placed, problems = read_rules(folder)
    if problems:
        raise RulesError("\n".join(map(str, problems)))
    return Rules((one.rule for one in placed), known)


@lru_cache(maxsize=1)
def our_rules() -> Rules:
    """The rules of this project, read once. Raises RulesError: a broken file stops the start and not a message."""
    home = shared_settings().home
    return load_rules(home / "data" / "safety" / "rules", read_known(home))
