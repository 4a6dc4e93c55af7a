"""Looks for many patterns at once: each is tried only where words stand that it can begin with."""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import Dict, Iterator, List, Mapping, Optional, Pattern, Sequence, Set, Tuple

from bot.safeguarding.first_words import POSITIONS, Words, first_words

_REMEMBERED = 4096  # sets of bits: common words bring the same again and again


class PatternIndex:
    """Patterns in an order: of those that are found the first counts. A match begins and ends with a whole word.

    `known` are first words of patterns that were found before.
    """

    def __init__(
        self, patterns: Sequence[str], known: Mapping[str, List[List[Words]]] = MappingProxyType({})
    ) -> None:
        self._compiled = [compiled(pattern) for pattern in patterns]
        self._pattern_of: List[int] = []  # by bit: each alternative of a pattern has one
        self._by_word: List[Dict[str, int]] = [{} for _ in range(POSITIONS)]  # the bits that allow a word
        self._any = [0] * POSITIONS  # and those that allow every word
        for number, pattern in enumerate(patterns):
            for allowed in known.get(pattern) or first_words(pattern):
                self._allow(allowed, 1 << len(self._pattern_of))
                self._pattern_of.append(number)
        for by_word, any_word in zip(self._by_word, self._any, strict=True):
            by_word.update({word: bits | any_word for word, bits in by_word.items()})
        self._patterns_of = lru_cache(maxsize=_REMEMBERED)(self._numbers)

    def find(self, words: str) -> Optional[Tuple[int, str]]:
        """The number of the first pattern that is found, and what it matched; None if none is."""
        best: Optional[Tuple[int, str]] = None
        for start, numbers in self._candidates(words):
            for number in numbers:
                if best and number >= best[0]:
                    break
                found = self._compiled[number].match(words, start)
                if found:
                    best = (number, found.group())
        return best

    def without(self, words: str) -> str:
        """The words with a space in place of each match."""
        tried: Set[int] = set().union(*(numbers for _, numbers in self._candidates(words)))
        for number in sorted(tried):
            words = self._compiled[number].sub(" ", words)
        return words

    def _allow(self, allowed: Sequence[Words], bit: int) -> None:
        for position, words in enumerate(allowed):
            if words is None:
                self._any[position] |= bit
            for word in words or ():
                self._by_word[position][word] = self._by_word[position].get(word, 0) | bit

    def _candidates(self, words: str) -> Iterator[Tuple[int, Tuple[int, ...]]]:
        """Where a match can begin, and the patterns to try there."""
        texts, start = words.split(" "), 0
        for index, text in enumerate(texts):
            bits = self._by_word[0].get(text, self._any[0])
            for position in range(1, POSITIONS):
                follows = texts[index + position] if index + position < len(texts) else ""
                bits = bits and bits & self._by_word[position].get(follows, self._any[position])
            if bits:
                yield start, self._patterns_of(bits)
            start += len(text) + 1

    def _numbers(self, bits: int) -> Tuple[int, ...]:
        """The patterns of these bits, the first first."""
        return tuple(sorted({self._pattern_of[bit] for bit in _bits(bits)}))


def compiled(pattern: str) -> Pattern[str]:
    """The pattern at word bounds. Raises re.error."""
    return re.compile(rf"\b(?:{pattern})(?!\w)")


def _bits(number: int) -> Iterator[int]:
    """The places of the bits that are set."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low
