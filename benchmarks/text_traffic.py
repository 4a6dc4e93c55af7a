"""What invented people text in a minute."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field
from typing import List, Tuple

FIRST_NUMBER = 447700900200  # the demo's people have those below
EACH = 5  # texts of one person
DANGER = ("i want to kill myself", "i have taken too many pills", "my boyfriend is hitting me right now")
ASKED = (
    "what does a PA do",
    "do i pay council tax",
    "can i stay with my foster carer when im 18",
    "what is a pathway plan",
    "who pays for my bus pass",
    "how much is the setting up home money",
    "i live in rutland",
    "can i get help with uni",
)
WORDS = ("MENU", "MORE", "1", "2", "SOURCE", "EASY", "BACK", "info")
HALVES = (("hiya", "can u tell me", "who my PA is"), ("i need help", "with council tax", "pls"))


@dataclass
class Text:
    """One text: `at` is when it is sent, in seconds from the start. `took` is until it was acknowledged at the first try."""

    at: float
    number: str
    words: str
    is_danger: bool = False
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    tries: int = 0
    called: float = 0.0  # the first call, of `time.monotonic`
    took: float = 0.0
    is_acknowledged: bool = False


def plan(count: int, seconds: float, danger: float, dice: random.Random) -> List[Text]:
    """So many texts in so many seconds, in order of time, a share of them danger. Each person has a way of their own to text."""
    texts: List[Text] = []
    for person in range(count // EACH):
        number = f"+{FIRST_NUMBER + person}"
        moments, words = _WAYS[person % len(_WAYS)](seconds, dice)
        texts += [
            Text(at, number, said) for at, said in zip(moments, _marked(words, person, dice), strict=True)
        ]
    for text in dice.sample(texts, round(len(texts) * danger)):
        text.words, text.is_danger = dice.choice(DANGER), True
    return sorted(texts, key=lambda text: text.at)


def _now_and_then(seconds: float, dice: random.Random) -> Tuple[List[float], List[str]]:
    """Five texts, spread over all of it."""
    part = seconds / EACH
    return [part * place + dice.random() * part for place in range(EACH)], _mixed(EACH, dice)


def _in_a_row(seconds: float, dice: random.Random) -> Tuple[List[float], List[str]]:
    """Five texts, one after the other."""
    begin, step = dice.random() * seconds * 0.7, min(3.0, seconds * 0.06)
    return [begin + step * place for place in range(EACH)], _mixed(EACH, dice)


def _in_pieces(seconds: float, dice: random.Random) -> Tuple[List[float], List[str]]:
    """Three texts in two seconds, which are one turn, and others later."""
    begin = dice.random() * seconds * 0.4
    later = sorted(seconds * (0.6 + 0.4 * dice.random()) for _ in range(EACH - 3))
    pieces = [begin, begin + 0.5, begin + 1.2]
    return [*pieces, *later], [*dice.choice(HALVES), *_mixed(EACH - 3, dice)]


_WAYS = (_now_and_then, _in_a_row, _in_pieces, _now_and_then)


def _mixed(count: int, dice: random.Random) -> List[str]:
    return [dice.choice(WORDS if dice.random() < 0.3 else ASKED) for _ in range(count)]


def _marked(words: List[str], person: int, dice: random.Random) -> List[str]:
    """The last one is a number that no list has: its answer says it, so that it is known whose it is."""
    return [*words[:-1], str(marker(person))] if dice.random() < 0.5 else words


def marker(person: int) -> int:
    """A number of a person's own, as far as there are enough."""
    return 30 + person % 70
