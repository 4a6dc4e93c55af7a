"""With which words a pattern can begin, so that it is tried only where they stand."""

from __future__ import annotations

import sre_constants as code
import sre_parse
from typing import Any, FrozenSet, Iterable, Iterator, List, Optional, Set, Tuple

POSITIONS = 3  # words that are looked at

Words = Optional[FrozenSet[str]]  # None: any word
# Which word is being read, and its letters so far; None: any letters.
_Place = Tuple[int, Optional[str]]
_LOOKING = (code.AT, code.ASSERT, code.ASSERT_NOT)  # they look and take nothing
_OF_WORDS = (code.CATEGORY_WORD, code.CATEGORY_DIGIT)


def first_words(pattern: str) -> List[List[Words]]:
    """For each alternative of a pattern: for each of the first three words of a match, which it can be.

    A match may be shorter: then any word may follow it.
    """
    parsed: Any = sre_parse.parse(pattern)
    return [_words_of(items) for items in _alternatives(parsed)]


def _alternatives(items: Iterable[Any]) -> Iterator[List[Any]]:
    """Each way through the first choice, with what stands before and behind it."""
    before: List[Any] = []
    behind = iter(items)
    for kind, value in behind:
        if kind is code.BRANCH:
            rest = list(behind)
            yield from ([*before, *branch, *rest] for branch in value[1])
            return
        before.append((kind, value))
    yield before


def _words_of(items: Iterable[Any]) -> List[Words]:
    reader = _Reader()
    for index, letters in reader.after(items, {(0, "")}):
        reader.note(index, letters)
        reader.any_from(index + 1)
    return [None if index in reader.any else frozenset(found) for index, found in enumerate(reader.found)]


def _signs(kind: Any, value: Any) -> List[Tuple[Any, Any]]:
    """What one sign of a text may be."""
    return list(value) if kind is code.IN else [(kind, value)]


def _stays_in_a_word(signs: List[Tuple[Any, Any]]) -> bool:
    return all(
        (kind is code.LITERAL and chr(value) != " ") or (kind is code.CATEGORY and value in _OF_WORDS)
        for kind, value in signs
    )


class _Reader:
    """Walks through a parsed pattern with every place that a match can have come to."""

    def __init__(self) -> None:
        self.found: List[Set[str]] = [set() for _ in range(POSITIONS)]
        self.any: Set[int] = set()

    def note(self, index: int, letters: Optional[str]) -> None:
        """A word is read to its end."""
        if letters is None:
            self.any.add(index)
        else:
            self.found[index].add(letters)

    def any_from(self, index: int) -> None:
        """From this word on nothing is asked."""
        self.any.update(range(index, POSITIONS))

    def after(self, items: Iterable[Any], places: Set[_Place]) -> Set[_Place]:
        """The places behind a sequence; none once enough words are read."""
        for kind, value in items:
            places = self._after_one(kind, value, places) if places else places
        return places

    def _after_one(self, kind: Any, value: Any, places: Set[_Place]) -> Set[_Place]:
        if kind in _LOOKING:
            return places
        if kind is code.SUBPATTERN:
            return self.after(value[-1], places)
        if kind is code.BRANCH:
            return set().union(*(self.after(branch, places) for branch in value[1]))
        if kind in (code.MAX_REPEAT, code.MIN_REPEAT):
            return self._repeated(places, *value)
        return self._read(_signs(kind, value), places)

    def _read(self, signs: List[Tuple[Any, Any]], places: Set[_Place]) -> Set[_Place]:
        """The places behind one sign of the text."""
        if all(kind is code.LITERAL for kind, _ in signs):
            return set().union(*(self._spelled(places, chr(letter)) for _, letter in signs))
        if _stays_in_a_word(signs):
            return {(index, None) for index, _ in places}
        for index, _ in places:  # it may be a space: what comes is not known
            self.any_from(index)
        return set()

    def _spelled(self, places: Set[_Place], letter: str) -> Set[_Place]:
        if letter != " ":
            return {(index, None if letters is None else letters + letter) for index, letters in places}
        for index, letters in places:
            self.note(index, letters)
        return {(index + 1, "") for index, _ in places if index + 1 < POSITIONS}

    def _repeated(self, places: Set[_Place], least: int, most: Any, items: Any) -> Set[_Place]:
        found = set() if least else set(places)
        for times in range(1, int(most) + 1):
            places = self.after(items, places)
            if times >= least:
                if places <= found:
                    break
                found |= places
        return found
