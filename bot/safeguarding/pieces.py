"""The parts of a message that are looked at by themselves: danger must not be drowned in what stands around it.

A clause ends at a mark, an emoji, a new line or a word that joins. A window is a few
words in a row, so that danger is found where nothing parts it from the rest.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Callable, FrozenSet, Iterator, List, Sequence, Tuple

WINDOWS = (7, 14)  # words
STEP = 2  # words from one window to the next
SHORT = 9  # words; a message of no more is looked at whole alone, if it is one clause
CLAUSE = 0.7  # of the scan: a clause is so much more telling than a window
FEWEST_WORDS = 2  # of a clause that can say danger
_END = re.compile(
    r"[^\w\s'’`-]+"  # marks and emoji
    r"|\s[-–—]+\s|[–—]|--+|\n"
    r"|\b(?:and also|and|but|because|so|also|by the way|plus|then|anyway|though|although|while|when|or|as well|since|until|if)\b"
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")

Stretch = Tuple[int, int]  # the first word and the one behind the last
Scores = Callable[[Sequence[str], Sequence[Stretch]], Sequence[float]]


@dataclass(frozen=True)
class Words:
    """The words of a text, and where each of its clauses begins and ends, in words."""

    words: Tuple[str, ...]
    clauses: Tuple[Stretch, ...]

    def text(self, stretch: Stretch) -> str:
        """The words of a stretch."""
        return " ".join(self.words[stretch[0] : stretch[1]])


def words_and_clauses(plain: str) -> Words:
    """Take a text in plain words (chat-speak spelled out, in lower case) apart."""
    found = list(_WORD.finditer(plain))
    starts = [match.start() for match in found]
    ends = [(match.start(), match.end()) for match in _END.finditer(plain)]
    between = zip([0, *(end for _, end in ends)], [*(start for start, _ in ends), len(plain)], strict=True)
    clauses = ((bisect_left(starts, start), bisect_left(starts, end)) for start, end in between)
    return Words(
        tuple(match.group() for match in found),
        tuple((start, end) for start, end in clauses if end - start >= FEWEST_WORDS),
    )


def are_clauses(words: Words) -> FrozenSet[Stretch]:
    """The clauses of a message, and two in a row: what somebody said by itself."""
    return frozenset((*words.clauses, *_pairs(words.clauses)))


def stretches(words: Words) -> List[Stretch]:
    """Every clause and window of a message, without the message itself; none of a short message of one clause."""
    count = len(words.words)
    whole = (0, count)
    if count <= SHORT and len(words.clauses) <= 1:
        return []
    found = dict.fromkeys((*words.clauses, *_pairs(words.clauses), *_windows(count)))
    return [stretch for stretch in found if stretch != whole]


def worth_judging(words: Words, scores: Scores, least: float, most_words: int) -> List[Stretch]:
    """The pieces of a message that are worth a judge; a clause goes before a window that is as suspicious."""
    clauses = are_clauses(words)

    def with_clauses_first(some: Sequence[Stretch]) -> List[float]:
        return [
            score + CLAUSE * (one in clauses)
            for one, score in zip(some, scores(words.words, some), strict=True)
        ]

    return most_suspicious(stretches(words), with_clauses_first, least, most_words)


def most_suspicious(
    found: Sequence[Stretch],
    score: Callable[[Sequence[Stretch]], Sequence[float]],
    least: float,
    most_words: int,
) -> List[Stretch]:
    """The stretches worth a judge: each of `least` or more, the highest first, none mostly inside one chosen before."""
    ranked = sorted(zip(score(found), found, strict=True), reverse=True) if found else []
    chosen: List[Stretch] = []
    for value, stretch in ranked:
        room = most_words - sum(end - start for start, end in chosen)
        if value < least or room <= 0:
            break
        if stretch[1] - stretch[0] <= room and not any(_overlap(stretch, other) for other in chosen):
            chosen.append(stretch)
    return chosen


def in_talk(before: str, text: str) -> str:
    """A message behind the one before it, as it is judged in its talk."""
    return f"{before}. {text}"


def _pairs(clauses: Sequence[Stretch]) -> Iterator[Stretch]:
    """Two clauses in a row: "im at the station, and i am not going back"."""
    return (
        (one[0], other[1])
        for one, other in itertools.pairwise(clauses)
        if other[1] - one[0] <= WINDOWS[-1] * 2
    )


def _windows(count: int) -> Iterator[Stretch]:
    for width in WINDOWS:
        if count > width:
            yield from ((start, start + width) for start in range(0, count - width + 1, STEP))
            yield (count - width, count)


def _overlap(one: Stretch, other: Stretch) -> bool:
    """Whether most of the shorter is in the other."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared * 4 > 3 * min(one[1] - one[0], other[1] - other[0])
