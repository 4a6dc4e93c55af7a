"""Who is named in a request. When in doubt, what was typed is given back as it was typed, so that somebody is asked rather than guessed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import List, Optional, Sequence

from bot.advising.requests.name_asides import without_asides
from bot.advising.requests.name_list import name_list
from bot.advising.requests.name_look import Look, Named
from bot.advising.requests.said_references import references_in
from bot.advising.requests.staff_words import words_of
from bot.advising.requests.tokens import Token, tokens_of

_AND = re.compile(r"\s*(?:,|and|&|\+|or|, and)\s*", re.IGNORECASE)


def people_in(
    text: str, names: Sequence[str], *, is_follow_up: bool = False, are_workers: bool = False
) -> List[Named]:
    """Everybody who is named, in order. `text` has straight quotation marks.

    `is_follow_up` says that the talk was about somebody, so that a name alone that is a word too is one,
    `are_workers` that the names are those of colleagues.
    """
    references = [
        Named(text[begin:end], begin, end, is_known=True, owns=True) for begin, end in references_in(text)
    ]
    tokens = [token for token in tokens_of(text) if not _within(token, references)]
    look = Look(text, tokens, name_list(tuple(names)), is_follow_up, are_workers)
    named = [] if _is_command(tokens) else look.found()
    found = sorted([*references, *named], key=lambda one: one.begin)
    return without_asides(text, _owning_together(text, found))


def main_person(people: Sequence[Named]) -> Optional[Named]:
    """Whom a request is about, if anybody is named."""
    return max(people, key=lambda one: one.rank, default=None)


def _owning_together(text: str, people: List[Named]) -> List[Named]:
    """With "Kai and Leah's plans" something is said to be of both."""
    for at in range(len(people) - 2, -1, -1):
        one, other = people[at], people[at + 1]
        if other.owns and _AND.fullmatch(text[one.end : other.begin]):
            people[at] = replace(one, owns=True)
    return people


def _is_command(tokens: Sequence[Token]) -> bool:
    """Whether nothing is said but the like of "help" or "undo", which asks for the same whoever is called so."""
    words = [token for token in tokens if token.is_word]
    return all(token.word in words_of("commands") and not token.owns for token in words)


def _within(token: Token, references: Sequence[Named]) -> bool:
    return any(one.begin <= token.begin < one.end for one in references)
