"""The words of a text as the index compares them: chat-speak spelled out, endings cut off."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Iterable, List

from bot.language.chat import spelled_out

_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3  # letters that stay of a word
_ENDINGS = ("ingly", "edly", "ings", "ing", "ies", "ied", "ed", "es", "s", "ly", "er", "ers", "e", "y")
_REMEMBERED = 20_000
_LONGEST_FIRST = sorted(_ENDINGS, key=len, reverse=True)


def stems(text: str) -> List[str]:
    """The stems of a text, each once, in its order. The text may hold chat-speak."""
    return stems_of_plain(spelled_out(text))


def stems_of_plain(text: str) -> List[str]:
    """The same of a text that is spelled out already."""
    return list(dict.fromkeys(map(stem, _WORD.findall(text))))


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str) -> str:
    """A word in lower case without its ending: "paying", "paid" stays, "pays" and "pay" are one."""
    for ending in _LONGEST_FIRST:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return _single(word[: -len(ending)])
    return word


def _single(cut: str) -> str:
    """A doubled letter at the end once: "stopp" of "stopping" is "stop"."""
    return cut[:-1] if len(cut) > _SHORTEST and cut[-1] == cut[-2] else cut


def of_all(texts: Iterable[str]) -> List[List[str]]:
    """The stems of each text."""
    return [stems(text) for text in texts]
