"""What the danger check learns from, in plain words: messages with their labels, ordinary ones, and pieces of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Sequence, Tuple

from bot.language.spelling import common_words, counted
from bot.safeguarding.labels import NONE, PAST, WEAK, is_now
from bot.safeguarding.piecework import harmless_pieces, pieces_of_danger
from bot.safeguarding.plain import Plain
from bot.safeguarding.scan import Scan, train_scan
from bot.safeguarding.selection import worth_learning

SHORTEST_COMMON = 4  # letters; shorter ones of the many common words are names and bits of words

Labelled = List[Tuple[str, str]]


@dataclass(frozen=True)
class Lessons:
    """The known words, the scan that was learnt first, and what the views learn. All texts are plain.

    `told` are the messages about danger and those like them, `days` the ordinary ones, `pieces` cut from either.
    """

    words: Dict[str, int]
    scan: Scan
    told: Labelled
    days: List[str]
    pieces: Labelled

    def for_letters(self) -> Labelled:
        """Of the ordinary messages those that teach something: the table by letters grows with the square of what it knows."""
        nearest = worth_learning(self.days, self.scan.score)
        return [*self.told, *((text, NONE) for text in nearest), *self.pieces]

    def for_meaning(self) -> Labelled:
        """Everything."""
        return [*self.told, *((text, NONE) for text in self.days), *self.pieces]


def make_lessons(
    messages: Sequence[Tuple[str, str]], ordinary: Sequence[str], stories: Sequence[str]
) -> Lessons:
    """From labelled messages, messages of any day, and long texts without danger, all as they were typed."""
    words = known_words([text for text, _ in messages], ordinary)
    plain = Plain(words)
    told = [(plain(text), label) for text, label in messages]
    days = [plain(text) for text in ordinary]
    scan = _scan_of(told, days)
    calm = [text for text, label in told if label == NONE]
    harmless = harmless_pieces([*calm, *map(plain, stories)], days, scan)
    dangers = pieces_of_danger([one for one in told if is_now(one[1])], days, scan)
    return Lessons(words, scan, told, days, [*((piece, NONE) for piece in harmless), *dangers])


def known_words(*groups: Sequence[str]) -> Dict[str, int]:
    """How often each word is used; the common words of English once."""
    used = {
        word: count
        for word, count in counted(text for texts in groups for text in texts).items()
        if count > 1
    }
    return {**{word: 1 for word in common_words() if len(word) >= SHORTEST_COMMON}, **used}


def _scan_of(told: Labelled, ordinary: Sequence[str]) -> Scan:
    """Learns from what is clear: danger of now or none."""
    clear = [(text, is_now(label)) for text, label in told if not label.startswith((PAST, WEAK))]
    clear += [(text, False) for text in ordinary]
    return train_scan([text for text, _ in clear], [is_danger for _, is_danger in clear])
