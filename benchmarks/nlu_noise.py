"""Spoils messages as thumbs do, the same way every time: slips of the finger, and text-speak."""

from __future__ import annotations

import random
import re
from typing import Callable, Mapping

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEXT = {
    letter: row[max(0, i - 1) : i + 2].replace(letter, "") for row in _ROWS for i, letter in enumerate(row)
}
_LONG = 4  # letters; shorter words are rarely mistyped
_SHARE = 0.2  # of long words that get a slip
_WORD = re.compile(r"[A-Za-z']+")
_VOWEL_INSIDE = re.compile(r"(?<=\w)[aeiou](?=\w)")
# Written down before anybody looked at what the normaliser knows.
_SHORT: Mapping[str, str] = {
    "you": "u",
    "your": "ur",
    "you're": "ur",
    "are": "r",
    "to": "2",
    "too": "2",
    "for": "4",
    "be": "b",
    "see": "c",
    "why": "y",
    "and": "n",
    "the": "da",
    "that": "dat",
    "this": "dis",
    "with": "wiv",
    "what": "wot",
    "what's": "wots",
    "when": "wen",
    "where": "wer",
    "because": "cos",
    "please": "plz",
    "thanks": "thx",
    "have": "av",
    "going": "goin",
    "getting": "gettin",
    "something": "sumfin",
    "someone": "sum1",
    "anyone": "any1",
    "about": "bout",
    "before": "b4",
    "tomorrow": "2moro",
    "tonight": "2nite",
    "today": "2day",
    "don't": "dont",
    "can't": "cant",
    "i'm": "im",
    "want": "wanna",
    "know": "no",
    "mate": "m8",
    "great": "gr8",
    "through": "thru",
    "though": "tho",
    "people": "ppl",
    "should": "shud",
    "would": "wud",
    "could": "cud",
    "night": "nite",
    "right": "rite",
    "work": "wrk",
    "money": "muny",
    "school": "skool",
    "them": "dem",
}


def typed_badly(text: str, seed: int = 0) -> str:
    """One slip in about a fifth of the long words: a letter left out, doubled, swapped or of the next key."""
    chance = random.Random(f"{seed}:{text}")
    return _WORD.sub(lambda match: _slip(match.group(), chance), text)


def texted(text: str, seed: int = 0) -> str:
    """Small letters, few marks, short forms, and a vowel lost here and there."""
    chance = random.Random(f"{seed}:{text}")
    plain = re.sub(r"[.,!?;:]", "", text.lower())
    return _WORD.sub(lambda match: _shortened(match.group(), chance), plain)


def _shortened(word: str, chance: random.Random) -> str:
    if word in _SHORT:
        return _SHORT[word]
    return (
        _VOWEL_INSIDE.sub("", word, count=1) if len(word) > _LONG and chance.random() < _SHARE / 2 else word
    )


def _slip(word: str, chance: random.Random) -> str:
    if len(word) < _LONG or chance.random() > _SHARE:
        return word
    kind: Callable[[str, int], str] = chance.choice((_left_out, _doubled, _swapped, _next_key(chance)))
    return kind(word, chance.randrange(1, len(word) - 1))


def _left_out(word: str, place: int) -> str:
    return word[:place] + word[place + 1 :]


def _doubled(word: str, place: int) -> str:
    return word[: place + 1] + word[place:]


def _swapped(word: str, place: int) -> str:
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _next_key(chance: random.Random) -> Callable[[str, int], str]:
    def other(word: str, place: int) -> str:
        near = _NEXT.get(word[place].lower(), word[place])
        return word[:place] + chance.choice(near) + word[place + 1 :]

    return other
