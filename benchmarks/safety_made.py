"""Messages made from held-out ones: danger inside other talk, in every way to join it, place and length; and danger in disguise."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass
from typing import Callable, Dict, Iterator, List, Sequence

from benchmarks.safety_sets import Sentence

JOINERS: Dict[str, str] = {
    "comma": ", ",
    "dash": " - ",
    "emoji": " 😭 ",
    "and": " and ",
    "cos": " cos ",
    "but": " but ",
    "so": " so ",
    "btw": " btw ",
    "also": " also ",
    "nothing": " ",
    "full stop": ". ",
    "ellipsis": "... ",
    "new line": "\n",
}
PLACES = ("start", "middle", "end")
LENGTHS: Dict[str, int] = {"one sentence": 0, "45 words": 45, "80 words": 80, "150 words": 150}
MOST = 1_000  # characters of a message
_LOOK_ALIKE = str.maketrans("aeopcyxi", "аеорсухі")
_LEET = str.maketrans("aeiost", "431057")


@dataclass(frozen=True)
class Made:
    """A made message, the danger in it, and its groups: how it is joined, where the danger stands, how long it is; or the disguise."""

    text: str
    kind: str
    groups: Sequence[str]


def within_talk(dangers: Sequence[Sentence], ordinary: Sequence[Sentence]) -> Iterator[Made]:
    """Each danger once with each joiner; places and lengths take turns, so that every group has hundreds."""
    dice = random.Random(7)
    texts = [one.text for one in ordinary if len(one.text.split()) > 3]
    number = 0
    for danger in dangers:
        for joined_by, joiner in JOINERS.items():
            place, length = PLACES[number % len(PLACES)], list(LENGTHS)[number // len(PLACES) % len(LENGTHS)]
            number += 1
            text = _message(danger.text, texts, joiner, place, LENGTHS[length], dice)
            yield Made(text, danger.kind or "", (f"joined by {joined_by}", f"at the {place}", length))


def _message(
    danger: str, texts: Sequence[str], joiner: str, place: str, words: int, dice: random.Random
) -> str:
    talk: List[str] = [dice.choice(texts)]
    if place == "middle":
        talk.append(dice.choice(texts))
    while sum(len(one.split()) for one in talk) < words and len(joiner.join([*talk, danger])) < MOST - 100:
        talk.append(dice.choice(texts))
    while len(talk) > 1 and len(joiner.join([*talk, danger])) > MOST:
        talk.pop()
    at = {"start": 0, "middle": (len(talk) + 1) // 2, "end": len(talk)}[place]
    return joiner.join([*talk[:at], danger, *talk[at:]])


def disguised(dangers: Sequence[Sentence]) -> Iterator[Made]:
    """Each danger in each disguise."""
    for danger in dangers:
        for name, disguise in DISGUISES.items():
            yield Made(disguise(danger.text), danger.kind or "", (name,))


def _each_word(change: Callable[[str], str], shortest: int = 3) -> Callable[[str], str]:
    return lambda text: re.sub(
        r"[^\W\d_]+",
        lambda word: change(word.group()) if len(word.group()) >= shortest else word.group(),
        text,
    )


def _repeated(word: str) -> str:
    return word + word[-1] * 3


def _marked(text: str) -> str:
    return unicodedata.normalize("NFD", re.sub(r"[aeiou]", lambda letter: letter.group() + "\u0301", text))


def _wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


DISGUISES: Dict[str, Callable[[str], str]] = {
    "letters spaced": _each_word(" ".join, 4),
    "letters dotted": _each_word(".".join, 4),
    "letters with dashes": _each_word("-".join, 4),
    "figures for letters": _each_word(lambda word: word.translate(_LEET) if word.islower() else word, 3),
    "letters repeated": _each_word(_repeated),
    "look-alike letters": lambda text: text.translate(_LOOK_ALIKE),
    "invisible signs": _each_word("\u200b".join),
    "marks on letters": _marked,
    "wide letters": _wide,
    "no spaces": lambda text: re.sub(r"\s+", "", text),
}
