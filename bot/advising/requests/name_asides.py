"""Who is named and can't be whom a request is about: somebody of a story ("his flatmate Jack"), who is greeted, and who signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Pattern, Sequence

from bot.advising.requests.name_look import Named
from bot.advising.requests.staff_words import words_of

_NEAR = 60  # letters before a name that say who somebody is
_FEW = 3  # words: behind fewer, "thanks Kai" is no signature
_GREETING = re.compile(
    r"^\s*(?:hi|hiya|hey|hello|hallo|dear|(?:good )?(?:morning|afternoon|evening)|alright|thanks|thank you|many thanks|ta|cheers|ok|okay)(?: there)? $",
    re.IGNORECASE,
)
_SIGNS = re.compile(
    r"(?:^|[\s,.!?])(?i:(?:many |kind(?:est)? |best |warm |all the )?(?:thanks|thank you|regards|wishes|best)|thx|tx|ta|cheers|yours(?: \w+)?|sincerely|br|kr)"
    r"\s*(?:[,.!-]\s*|\n\s*|\s)(?=[A-Z][^\s,]*(?:\s+[A-Z][^\s,]*)?\s*(?:$|\n|\()|[A-Z][^\s,]*\s*$)"
)
_SURELY_SIGNS = re.compile(r"regards|wishes|sincerely", re.IGNORECASE)
_STOPS = re.compile(r"\s*(?:[,!.:;\n]|-\s|$)")
_CALLED = re.compile(
    r"\b(?:a|an|some|another|his|her|their|the) (?:\w+ ){0,3}?(?:called|named|by the name of) $",
    re.IGNORECASE,
)


def without_asides(text: str, people: Sequence[Named]) -> list[Named]:
    """Whoever is left. Somebody told of as `a lad called Kai` stays where nobody else is named."""
    signed = _signature(text)
    kept = [one for one in people if not _Aside(text, one, signed).is_one]
    others = [one for one in kept if not _CALLED.search(text[max(one.begin - _NEAR, 0) : one.begin])]
    return others or kept


def _signature(text: str) -> int:
    """Where the name of who writes begins; behind the end where nobody signs."""
    for found in _SIGNS.finditer(text):
        if len(text[: found.start()].split()) >= _FEW or _SURELY_SIGNS.search(found.group()):
            return found.end()
    return len(text)


@dataclass(frozen=True)
class _Aside:
    text: str
    one: Named
    signed: int

    @property
    def is_one(self) -> bool:
        return self._signs or self._is_greeted or self._is_of_story

    @property
    def _signs(self) -> bool:
        return self.one.begin >= self.signed

    @property
    def _is_greeted(self) -> bool:
        behind = self.text[self.one.end :]
        is_theirs = self.one.owns or (self.one.is_known and not _STOPS.match(behind))
        is_first = self.one.begin <= _NEAR and bool(behind.strip()) and not is_theirs
        return is_first and bool(_GREETING.search(self.text[: self.one.begin]))

    @property
    def _is_of_story(self) -> bool:
        """`his flatmate Jack`; of `his flatmate Jack's plan` it is Jack's."""
        before = self.text[max(self.one.begin - _NEAR, 0) : self.one.begin]
        return not self.one.owns and bool(_before_story_name().search(before))


@cache
def _before_story_name() -> Pattern[str]:
    """Who somebody is, right before their name: of a relation's own words, or `PC`, alone and with a comma behind them."""
    relations = "|".join(sorted(words_of("relations"), key=len, reverse=True))
    workers = "|".join(sorted(words_of("titles"), key=len, reverse=True))
    return re.compile(
        rf"\b(?:my|our|his|her|their|the|a|an|'s|s'|\w+s) (?:\w+ )?(?:{relations})s?(?: is|,| -|, called|, named)? $"
        rf"|\b(?:{workers})\.? $|(?<!\w)(?:{relations}),? $",
        re.IGNORECASE,
    )
