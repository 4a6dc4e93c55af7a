"""The names of an adviser's people, looked up in what was typed: in any case, without accents, with one slip where that is sure."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import AbstractSet, Dict, List, Optional, Sequence, Set, Tuple

from bot.advising.requests.plain_request import straight
from bot.advising.requests.staff_words import first_names, is_usual, short_words, word_names
from bot.advising.requests.tokens import Token, folded
from bot.language.spelling import common_words, slips

_COMMON = 3000  # the rank from which a word of English is too rare to be taken for anything but the name
_LONG = 5  # letters of a name; nearly every neighbour of a shorter one is a name too

Parts = Tuple[str, ...]


class NameList:
    """Looks names up, the longest first."""

    def __init__(self, names: Sequence[str]) -> None:
        """`names` may be first names or whole ones; a first name alone finds those who have it."""
        self._names: Dict[Parts, str] = {}
        self._by_first: Dict[str, Set[Parts]] = defaultdict(set)
        for name in filter(None, map(str.strip, names)):
            self._add(name)

    def at(self, tokens: Sequence[Token], begin: int) -> Optional[Tuple[str, int]]:
        """The name that begins at a token, and behind which token it ends; None if there is none."""
        known = sorted(self._by_first.get(tokens[begin].word, ()), key=len, reverse=True)
        for parts in known:
            end = _end(tokens, begin, parts)
            if end:
                return self._names[parts], end
        return None

    def mended(self, word: str) -> Optional[str]:
        """The one name that a word is a slip of; None if there are several, or if it is a word or a name itself."""
        if not word or is_usual(word) or word in first_names() | word_names() or word in short_words()[1]:
            return None
        near = set(slips(word))
        found = {parts for parts in self._names if len(parts) == 1 and _is_slip(word, parts[0], near)}
        return self._names[found.pop()] if len(found) == 1 else None

    def has(self, word: str) -> bool:
        """Whether a name begins with a word."""
        return word in self._by_first

    def _add(self, name: str) -> None:
        parts = tuple(folded(straight(name)).replace("-", " ").split())
        for known, shown in {
            parts: name,
            parts[:1]: name.split(maxsplit=1)[0] if len(name.split()) > 1 else name,
        }.items():
            if known == parts or " " in name:
                self._names.setdefault(known, shown)
                self._by_first[known[0]].add(known)


@lru_cache(maxsize=64)
def name_list(names: Tuple[str, ...]) -> NameList:
    """The list of some names; that of an adviser is asked for again and again."""
    return NameList(names)


def is_word_too(word: str) -> bool:
    """Whether a name is, in small letters, a word that may stand in any sentence."""
    if word in word_names():
        return True
    return word not in first_names() and not is_rare(word)


def is_rare(word: str) -> bool:
    """Whether a word in small letters is none of the common ones of English."""
    return common_words().get(word, _COMMON) >= _COMMON


def _end(tokens: Sequence[Token], begin: int, parts: Parts) -> int:
    """Behind which token the parts end, if they stand there; 0 otherwise."""
    at = begin
    for number, part in enumerate(parts):
        if number and at < len(tokens) and tokens[at].shown == "-":
            at += 1
        if at >= len(tokens) or tokens[at].word != part:
            return 0
        at += 1
    return at


def _is_slip(word: str, name: str, near: AbstractSet[str]) -> bool:
    if len(name) >= _LONG:
        return name in near
    return len(word) >= len(name) and word in _doubled(name)


def _doubled(name: str) -> List[str]:
    """The name with one letter twice."""
    return [name[:at] + name[at] + name[at:] for at in range(len(name))]
