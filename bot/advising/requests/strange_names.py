"""Whether a word names somebody whom an adviser does not have: a name of our list, or a word of no list where only a name can stand."""

from __future__ import annotations

from dataclasses import dataclass

from bot.advising.requests.name_list import is_rare
from bot.advising.requests.name_places import (
    can_be_name,
    does_something,
    ends_there,
    is_behind,
    was_met,
    was_touched,
)
from bot.advising.requests.name_signs import NameSigns
from bot.advising.requests.staff_words import (
    first_names,
    is_usual,
    short_words,
    spelling,
    word_names,
    words_of,
)
from bot.advising.requests.tokens import Token
from bot.language.chat import is_chat


@dataclass(frozen=True)
class StrangeNames(NameSigns):
    """One text and the names that are nobody's of the adviser's people."""

    def is_unknown_name(self, at: int) -> bool:
        """Whether the word at a token is one."""
        token = self.tokens[at]
        if self.is_worker(at) or len(token.word) < 2:  # noqa: PLR2004 - letters
            return False
        if token.word in first_names():
            if not token.is_capital and self.word(at - 1) in words_of("subjects"):
                return False  # "who haven't i sean": a word spelled as it sounds
            return token.is_capital or ends_there(self.tokens, at) or can_be_name(self.tokens, at)
        if self.is_listed_owner(at):
            return True
        if token.word in word_names():
            is_written_so = token.is_capital and (token.owns or not token.opens)
            can_be = is_written_so and can_be_name(self.tokens, at)
            return can_be or was_touched(self.tokens, at) or self.is_whole(at)
        return self._is_strange_name(at)

    def _is_strange_name(self, at: int) -> bool:
        """A word that is in no list: a name where it is written as one, or where only a name can stand."""
        token = self.tokens[at]
        if token.owns and self.word(at + 1) in words_of("surely_had"):
            return token.word not in words_of("nobodys_names") and is_rare(token.word)
        if self._is_asked_of(at) or self._is_said_of(at) or self._has_list(at) or self._is_meant(at):
            return True
        if not _is_strange(token):
            return False
        if self.word(at + 1) in (words_of("had") if token.owns else words_of("surely_had")):
            return True
        if not token.is_capital:
            is_end = not any(one.is_word for one in self.tokens[at + 1 :])
            return was_met(self.tokens, at) or (
                is_end and self.word(at - 1) in ("is", "hows", "whos", "about")
            )
        return is_behind(self.tokens, at) or does_something(self.tokens, at)

    def _has_list(self, at: int) -> bool:
        """`Zebedee's caseload`: a list that is of somebody's whom nobody knows."""
        token = self.tokens[at]
        return token.owns and _is_written_as_name(token) and self.word(at + 1) in words_of("listed")

    def _is_meant(self, at: int) -> bool:
        """`review for Tolu`: a word that nobody knows, written as a name behind what names stand behind."""
        token = self.tokens[at]
        is_no_word = not is_usual(token.word) and token.word not in short_words()[1]
        is_inside = not token.opens and not self.is_titled
        return is_inside and _is_written_as_name(token) and is_no_word and is_behind(self.tokens, at)

    def _is_said_of(self, at: int) -> bool:
        """`Deon is locked out`: a rare word written as a name begins a sentence that says something of it."""
        token = self.tokens[at]
        if token.owns or not _is_written_as_name(token) or is_usual(token.word):
            return False
        return does_something(self.tokens, at) and spelling().mend(token.word) not in words_of("asks")

    def _is_asked_of(self, at: int) -> bool:
        """`is Jermaine one of mine`: a rare word written as a name where a question has whom it is about."""
        token = self.tokens[at]
        is_inside = not token.opens and not self.is_titled
        return is_inside and _is_written_as_name(token) and does_something(self.tokens, at)


def _is_written_as_name(token: Token) -> bool:
    """`Jermaine`, not `FRCs`, `I've` or `Ofsted`."""
    is_written_so = token.is_capital and token.word.isalpha() and token.shown[1:].islower()
    return is_written_so and is_rare(token.word) and token.word not in words_of("nobodys_names")


def _is_strange(token: Token) -> bool:
    """Whether it is no word that we know, not even with a slip, and nothing that is written short."""
    known = is_usual(token.word) or token.word in short_words()[1] or is_chat(token.word)
    return (
        not known
        and "'" not in token.shown
        and not token.shown.isupper()
        and spelling().mend(token.word) == token.word
    )
