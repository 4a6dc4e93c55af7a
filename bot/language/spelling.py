"""Mends one slip of the finger in a word that nobody knows, towards the words that people use here."""

from __future__ import annotations

import functools
import json
import re
import string
from pathlib import Path
from typing import Dict, Iterable, Iterator, Mapping, Optional

from bot.language.embedding.weights import TOKENS, WeightsError, weights_folder

SHORTEST = 4  # letters; shorter words have too many neighbours
_MOST_REMEMBERED = 5_000  # whatever people type, it is not kept for ever
_WORD = re.compile(r"[a-z]+")
_LETTERS = string.ascii_lowercase


class Spelling:
    """Knows words: `own` with how often they are used here, `others` with how common they are (a rank, 0 first).

    A word of either is left alone. Another is replaced by the most used of our own
    words that is one slip away (a letter missing, added, wrong, or two swapped:
    of two that are used as much the swapped one); failing that by the most common of the others; failing that it stays.
    """

    def __init__(self, own: Mapping[str, int], others: Mapping[str, int]) -> None:
        self._own, self._others = dict(own), dict(others)
        self._mended: Dict[str, str] = {}

    def mend(self, text: str) -> str:
        """The text in lower case with its unknown words mended."""
        return _WORD.sub(lambda match: self._word(match.group()), text.lower())

    def knows(self, word: str) -> bool:
        """Whether a word in lower case is one of ours or a common one."""
        return word in self._own or word in self._others

    def _word(self, word: str) -> str:
        if len(word) < SHORTEST or self.knows(word):
            return word
        mended = self._mended.get(word)
        if mended is None:
            if len(self._mended) > _MOST_REMEMBERED:
                self._mended.clear()  # another thread may be reading: what it found it keeps
            mended = self._mended[word] = self._nearest(word)
        return mended

    def _nearest(self, word: str) -> str:
        near = [other for other in slips(word) if len(other) >= SHORTEST - 1]
        own = [other for other in near if other in self._own]
        if own:
            return max(own, key=lambda other: (self._own[other], sorted(other) == sorted(word), other))
        others = [other for other in near if other in self._others]
        return min(others, key=self._others.__getitem__) if others else word


def slips(word: str) -> Iterator[str]:
    """Every word that is one slip away."""
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    for left, right in halves:
        if right:
            yield left + right[1:]
            yield from (left + letter + right[1:] for letter in _LETTERS)
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        yield from (left + letter + right for letter in _LETTERS)


def counted(texts: Iterable[str]) -> Dict[str, int]:
    """How often each word of some texts is used."""
    counts: Dict[str, int] = {}
    for text in texts:
        for word in _WORD.findall(text.lower()):
            counts[word] = counts.get(word, 0) + 1
    return counts


@functools.lru_cache(maxsize=2)
def common_words(folder: Optional[Path] = None) -> Dict[str, int]:
    """The common words of English, the commonest first, by rank: the words that the sentence embedding knows whole.

    Empty if there are no weights; then only the words of training are known.
    """
    try:
        tokenizer = json.loads((weights_folder(folder) / TOKENS).read_text(encoding="utf-8"))
    except (WeightsError, OSError):
        return {}
    ranked = sorted(tokenizer["model"]["vocab"].items(), key=lambda entry: entry[1])
    words = (word for word, _ in ranked if _WORD.fullmatch(word))
    return {word: rank for rank, word in enumerate(words)}
