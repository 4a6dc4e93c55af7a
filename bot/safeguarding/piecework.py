"""The pieces that the judge learns from: cut from messages as those of a real one are, so that it knows what a piece alone may mean."""

from __future__ import annotations

from typing import Callable, Iterator, List, Sequence, Tuple

from bot.safeguarding.pieces import most_suspicious, stretches, words_and_clauses
from bot.safeguarding.scan import Scan

SUSPICIOUS = -0.5  # of the scan
MOST_WORDS, FEWEST_WORDS = 60, 5  # of all pieces of a text; of one
MOST_HARMLESS, MOST_OF_DANGER = 2_000, 1_500
_JOINED = (" and ", " ", ", ", " - ", " because ", " but ", ". ", " so ")

Plain = Callable[[str], str]
Labelled = Sequence[Tuple[str, str]]


def harmless_pieces(texts: Sequence[str], ordinary: Sequence[str], scan: Scan) -> List[str]:
    """The pieces of texts without danger that look most like it, those of joined ordinary messages among them. All texts are plain."""
    found = {piece: score for text in (*texts, *_joined_up(ordinary)) for piece, score in _cut(text, scan)}
    return sorted(found, key=lambda piece: (-found[piece], piece))[:MOST_HARMLESS]


def pieces_of_danger(dangers: Labelled, ordinary: Sequence[str], scan: Scan) -> List[Tuple[str, str]]:
    """The most suspicious piece of each message of danger that stands beside an ordinary one, with its label."""
    found: List[Tuple[str, str]] = []
    step = max(1, len(dangers) // (2 * MOST_OF_DANGER))
    for number, (text, label) in enumerate(dangers[::step]):
        host, joint = ordinary[number * 7 % len(ordinary)], _JOINED[number % len(_JOINED)]
        pieces = _cut(f"{host}{joint}{text}" if number % 2 else f"{text}{joint}{host}", scan)
        found += [(piece, label) for piece, _ in pieces[:1]]
    return found[:MOST_OF_DANGER]


def _joined_up(ordinary: Sequence[str]) -> Iterator[str]:
    """Each ordinary message behind another one."""
    half = len(ordinary) // 2
    for number, (one, other) in enumerate(zip(ordinary[:half], ordinary[half:], strict=False)):
        yield f"{one}{_JOINED[number % len(_JOINED)]}{other}"


def _cut(plain: str, scan: Scan) -> List[Tuple[str, float]]:
    """The suspicious pieces of a text and their scores, the highest first."""
    words = words_and_clauses(plain)
    found = most_suspicious(
        stretches(words), lambda some: scan.scores(words.words, some), SUSPICIOUS, MOST_WORDS
    )
    scores = scan.scores(words.words, found)
    return [
        (words.text(one), score)
        for one, score in zip(found, scores, strict=True)
        if one[1] - one[0] >= FEWEST_WORDS
    ]
