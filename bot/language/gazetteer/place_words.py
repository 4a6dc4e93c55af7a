"""A text cut into words as the lists of places write them: small letters, no accents, no apostrophes."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:['\u2019`][^\W_]+)*|&")
_ENDS = re.compile(r"[.!?\n\r]")  # a sentence
_BREAKS = re.compile(r"[,;:()]|\s[-\u2013\u2014]\s")  # a clause
_QUOTE = re.compile(r"['\u2019`]")
_POSSESSIVE = re.compile(r"['\u2019`]s?$")
_WRITTEN = {"saint": "st", "&": "and"}


class Word(NamedTuple):
    """One word and where it stands. `base` is it without 's; `ends` and `breaks` say that a sentence or a clause ended before it."""

    text: str
    base: str
    start: int
    end: int
    breaks: bool = False
    ends: bool = False


def words_of(text: str) -> list[Word]:
    """The words of a text, in order. Takes time in proportion to its length."""
    found: list[Word] = []
    last = 0
    for match in _WORD.finditer(text):
        between = text[last : match.start()]
        ends = between != " " and bool(_ENDS.search(between))
        breaks = ends or (between != " " and bool(_BREAKS.search(between)))
        plain, base = _normal(match.group())
        found.append(Word(plain, base, match.start(), match.end(), breaks, ends))
        last = match.end()
    return found


def normal(name: str) -> str:
    """A name in normal form: "King's Lynn" is `kings lynn`, "Stoke-on-Trent" is `stoke on trent`."""
    return " ".join(word.text for word in words_of(name.replace(".", "")))


@lru_cache(maxsize=4_096)
def _normal(word: str) -> tuple[str, str]:
    plain = _plain(_QUOTE.sub("", word))
    return plain, _plain(_POSSESSIVE.sub("", word)) if _POSSESSIVE.search(word) else plain


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return _WRITTEN.get(letters or word, letters)
