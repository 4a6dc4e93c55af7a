"""One text cut into words, with what shows a name in it: an owner's `s`, a surname behind it, a colleague's post beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Sequence

from bot.advising.requests.name_list import NameList
from bot.advising.requests.staff_words import first_names, is_usual, words_of
from bot.advising.requests.tokens import Token

_BETWEEN = frozenset(("my", "the", "our", "(", ",", "a", "his", "her", "their", "who's", "whos", "on"))
_CONTRACTED = re.compile(r"'(?:ll|ve|d|m|re|t)$", re.IGNORECASE)
_HALVES = 3  # tokens of a name in two halves
_NO_INITIAL = frozenset("aiurnyxckw")


@dataclass(frozen=True)
class NameSigns:
    """`tokens` are those of the text that are no reference, `names` those of an adviser's people."""

    text: str
    tokens: Sequence[Token]
    names: NameList

    @property
    def is_titled(self) -> bool:
        """Whether most words are written large, so that this says nothing."""
        words = [token for token in self.tokens if token.is_word]
        return 2 * sum(token.shown[0].isupper() for token in words) > len(words) + 1

    def has_s(self, at: int) -> bool:
        """Whether it is a name and an `s` that should have an apostrophe before it: `kais plan`."""
        word = self.tokens[at].word
        if self.is_listed_owner(at) and not self.names.has(word):
            return True
        if not word.endswith("s") or self.names.has(word) or not self.names.has(word[:-1]):
            return False
        if self.word(at + 1) in words_of("had"):
            return True
        return not is_usual(word)

    def is_worker(self, at: int) -> bool:
        """Whether it is the name of a colleague: "PA Dev", "Sarah my manager", "Jane (IRO)"."""
        behind = [token.word for token in self.tokens[at + 1 : at + 4] if token.word not in _BETWEEN]
        named = self.word(at + 1) in _BETWEEN and bool(behind) and behind[0] in words_of("workers")
        before = self.word(at - 1) in words_of("workers") and not self.has_s(at)
        return before or named

    def is_listed_owner(self, at: int) -> bool:
        """A name of our list and an `s` that should have an apostrophe before it: `jordans plan`."""
        word = self.tokens[at].word
        return (
            word.endswith("s")
            and word[:-1] in first_names()
            and not is_usual(word)
            and self.word(at + 1) in words_of("had")
        )

    def with_surname(self, at: int, end: int) -> int:
        """Behind which token the whole name ends."""
        end = self._with_second_half(end)
        if end >= len(self.tokens) or self.tokens[end - 1].owns or self.has_s(at):
            return end
        following = self.tokens[end]
        if following.begin > self.tokens[end - 1].end + 1 or self.is_titled:
            return end
        return end + 1 if self._is_surname(end) or self._is_initial(end) else end

    def _with_second_half(self, end: int) -> int:
        """`Ellie-Mae` is not the Ellie whom we know."""
        halves = self.tokens[end - 1 : end + 2]
        if len(halves) < _HALVES or halves[1].shown != "-" or halves[2].word in words_of("had"):
            return end
        is_one = halves[0].end == halves[1].begin and halves[1].end == halves[2].begin
        return end + 2 if is_one and halves[2].is_word and not halves[0].owns else end

    def _is_surname(self, at: int) -> bool:
        token = self.tokens[at]
        return (
            token.is_capital
            and not token.opens
            and not _CONTRACTED.search(token.shown)
            and token.word not in words_of("had") | words_of("no_surname")
            and not self.names.has(token.word)
        )

    def _is_initial(self, at: int) -> bool:
        token = self.tokens[at]
        if len(token.shown) != 1 or not token.is_word or token.word in _NO_INITIAL:
            return False
        return (
            at + 1 == len(self.tokens)
            or not self.tokens[at + 1].is_word
            or self.word(at + 1) in words_of("had")
            or token.owns
        )

    def is_whole(self, at: int) -> bool:
        """`Mark Wells's plan`: a first name that is a word, with a surname behind it of which something is said."""
        if not self.tokens[at].is_capital or at + 1 >= len(self.tokens) or not self._is_surname(at + 1):
            return False
        is_said = self.tokens[at + 1].owns or self.word(at + 2) in words_of("doing") | words_of("had")
        is_apart = self.tokens[at + 1].begin > self.tokens[at].end + 1
        return is_said and not is_apart and not self.is_titled

    def word(self, at: int) -> str:
        """The word at a token; empty where there is none."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""
