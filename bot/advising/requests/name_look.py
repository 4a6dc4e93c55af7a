"""Finds names in a text: those of an adviser's people, those of nobody they have, and those that are words too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import List, Optional

from bot.advising.requests.name_list import is_word_too
from bot.advising.requests.name_places import (
    can_be_name,
    goes_on_there,
    is_in_feast,
    is_owner,
)
from bot.advising.requests.staff_words import (
    words_of,
)
from bot.advising.requests.strange_names import StrangeNames
from bot.advising.requests.tokens import Token

_AND = re.compile(r"\s*(?:,|and|&|\+|n|, and)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Named:
    """Somebody who is named. `words` name them: their name as it is known, or what was typed.

    `begin` and `end` are where that stands in the text. `owns` says that something is said to be theirs.
    """

    words: str
    begin: int
    end: int
    is_known: bool = False
    owns: bool = False
    is_denied: bool = False

    @property
    def rank(self) -> int:
        """How much speaks for their being whom the request is about."""
        is_sure = self.is_known or self.words[:1].isupper()
        return 2 * (self.owns and is_sure) + self.is_known - 9 * self.is_denied


@dataclass(frozen=True)
class Look(StrangeNames):
    """One text with what it takes to find names in it.

    `are_workers` says that colleagues are looked for: "PA Dev" names one of them.
    """

    is_follow_up: bool
    are_workers: bool = False

    def found(self) -> List[Named]:
        """Everybody who is named, in order."""
        people: List[Named] = []
        at = 0
        while at < len(self.tokens):
            end = self._add(people, at) if self.tokens[at].is_word else 0
            at = end or at + 1
        return people

    def _add(self, people: List[Named], at: int) -> int:
        """Behind which token somebody's name ends that begins here; 0 if none does."""
        known = self.names.at(self.tokens, at)
        if self._is_colleague(at) and not (known and self.word(at - 1) in words_of("polite")):
            return self.with_surname(at, at + 1) if self.tokens[at].is_capital else 0
        if known and (self._is_name(at, known[1]) or self._goes_on(people, at)):
            return self._keep(people, at, known[1], known[0])
        mended = self._known_otherwise(at)
        if mended:
            return self._keep(people, at, at + 1, mended)
        if not known and self.is_unknown_name(at):
            return self._keep(people, at, at + 1, None)
        return 0

    def _is_colleague(self, at: int) -> bool:
        return not self.are_workers and self.is_worker(at) and not self.tokens[at].owns

    def _keep(self, people: List[Named], at: int, end: int, known: Optional[str]) -> int:
        last = self.with_surname(at, end)
        begin, behind = self.tokens[at].begin, self._stop(at, last)
        words = known if known and last == end else self.text[begin:behind]
        had = self.word(last + 1) if self.word(last) in words_of("former") else self.word(last)
        owns = is_owner(self.tokens, last - 1) and had not in words_of("family")
        people.append(
            Named(words, begin, behind, bool(known), owns or self.has_s(at), self.word(at - 1) == "not")
        )
        return last

    def _stop(self, at: int, last: int) -> int:
        return self.tokens[last - 1].end - (1 if last == at + 1 and self.has_s(at) else 0)

    def _is_name(self, at: int, end: int) -> bool:
        token = self.tokens[at]
        if end > at + 1 or not is_word_too(token.word):
            return True
        is_follow_up = self.is_follow_up
        can_be = can_be_name(self.tokens, at, is_follow_up=is_follow_up, is_known=True)
        return can_be or self._stands_out(at) or self._begins_list(at) or self.is_whole(at)

    def _begins_list(self, at: int) -> bool:
        """`Sol + Gia plans`."""
        mark = self.tokens[at + 1].shown if at + 1 < len(self.tokens) else "."
        is_name = self.tokens[at].is_capital or self.tokens[at].word not in words_of("verbs")
        return is_name and bool(_AND.fullmatch(mark)) and self.names.has(self.word(at + 2))

    def _goes_on(self, people: List[Named], at: int) -> bool:
        """`saw Gia and sol`: a name in small letters where a list of people goes on."""
        between = self.text[people[-1].end : self.tokens[at].begin] if people else "."
        return bool(_AND.fullmatch(between)) and goes_on_there(self.tokens, at)

    def _stands_out(self, at: int) -> bool:
        """Written as a name in the middle of a sentence, and no month."""
        token = self.tokens[at]
        is_written_so = token.is_capital and not token.opens and not self.is_titled
        return is_written_so and token.word not in words_of("no_surname") and not is_in_feast(self.tokens, at)

    def _known_otherwise(self, at: int) -> Optional[str]:
        """A known name without its apostrophe, or with a slip."""
        word = self.tokens[at].word
        if self.has_s(at):
            found = self.names.at([_cut(self.tokens[at])], 0)
            return found[0] if found else None
        without_s = word[:-1] if word.endswith("s") and self.word(at + 1) in words_of("had") else ""
        return self.names.mended(word) or self.names.mended(without_s)


def _cut(token: Token) -> Token:
    return Token(token.shown[:-1], token.word[:-1], token.begin, token.end - 1, True, token.opens)
