"""A request cut into words, with where each stands in the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import List, Match

_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:st|nd|rd|th)?|[^\w\s]")
_OWNS = re.compile(r"'s?$", re.IGNORECASE)


@dataclass(frozen=True)
class Token:
    """A word, a figure or a mark. `word` is in small letters, without accents, and without what shows whose something is.

    `begin` and `end` are where the word stands in the text, without `'s` too.
    """

    shown: str
    word: str
    begin: int
    end: int
    owns: bool
    opens: bool

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters."""
        return self.shown[:1].isalpha()

    @property
    def is_capital(self) -> bool:
        """Whether it is written as a name is: `Kai`, not `KAI` or `kai`."""
        return len(self.shown) > 1 and self.shown[0].isupper() and not self.shown.isupper()


def tokens_of(text: str) -> List[Token]:
    """The tokens of a text with straight quotation marks. `opens` is said of the first of a sentence."""
    found: List[Token] = []
    for match in _TOKEN.finditer(text):
        opens = not found or found[-1].shown in ".!?:\n"
        found.append(_token(match, opens=opens))
    return found


def folded(name: str) -> str:
    """In small letters and without accents; as long as the name."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in name).lower()


def _token(match: Match[str], *, opens: bool) -> Token:
    whole = match.group()
    shown = _OWNS.sub("", whole) if len(whole) > 1 else whole
    return Token(shown, folded(shown), match.start(), match.start() + len(shown), shown != whole, opens)
