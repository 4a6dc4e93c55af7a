"""Whether a text asks for a way to reach somebody ("number for X", "can i text X") or whom X is for, and for nothing else."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Iterable, Iterator, List, Sequence, Tuple

from bot.language.chat import spelled_out

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_NAME = "@"  # stands for the name in what is asked
_WAY = r"(?:number|no|num|phone|telephone|tel|email|e mail|address|postcode|post code|website|web site|site|web ?page|link|url|contact details|contact|details|line)"
_KIND = r"(?:phone|telephone|tel|text|contact|mobile|free|email|web|right|proper|actual)"
_HI = r"(?:(?:hi|hey|hello|pls|please|ok|so|urgent|quick) )*"
_END = (
    r"(?:(?: (?:is|again|pls|please|plz|ta|thanks|thx|lol|mate|now|online|instead|by phone|on the phone))*"
    r"(?: instead of (?:calling|ringing|texting|phoning|a call))?(?: for my sat ?nav)?)*"
)
_WANTS = (
    r"(?:(?:what is|whats|what's|wats|wots|where is|wheres|where's|is there|(?:have|has) (?:you|u) got|(?:you|u) got|got|do (?:you|u) (?:have|know)|(?:i )?(?:need|want)|"
    r"(?:can|could) (?:i|you|u) (?:have|get|give me|tell me)|give me|send me|how do i (?:find|get)|where (?:do i|can i) (?:find|get)|find(?: me)?) )?"
)
_ASKED = tuple(
    re.compile(rf"{_HI}{pattern}{_END}")
    for pattern in (
        rf"{_WANTS}(?:(?:a|an|the|any|their|there) )?(?:{_KIND} )*{_WAY}s? (?:for|of|to|at) (?:the )?{_NAME}",
        rf"{_WANTS}(?:(?:the|a) )?{_NAME} (?:{_KIND} )*{_WAY}s?",
        rf"(?:(?:can|could|how (?:do|can|would)|do|where (?:do|can)) (?:i|you|u|we|they) |i (?:want|need) to |how to )(?:ring|call|phone|text|email|contact|reach|message|get hold of|get in touch with|speak to|chat to|chat with) (?:the )?{_NAME}",
        rf"what (?:{_KIND} )?(?:number|address|email) is (?:the )?{_NAME}",
        rf"(?:(?:is it|is) )?free to (?:ring|call|text|phone) (?:the )?{_NAME}",
    )
)
_WHO_FOR = tuple(
    re.compile(rf"{_HI}{pattern}{_END}")
    for pattern in (
        rf"(?:how old|what age) (?:can|do|must|should) (?:i|u|you|we|they) (?:have to |need to |got to )?(?:be )?(?:to )?(?:use|ring|call|text|phone|contact) (?:the )?{_NAME}",
        rf"(?:what|whats the) age (?:is|for) {_NAME}( for)?",
        rf"who is {_NAME} for",
    )
)


def to_reach(text: str, names: Iterable[str]) -> List[str]:
    """Those of the names to whom the text asks for a number, an address or a page, and for nothing else."""
    return _asked(_ASKED, text, names)


def for_whom(text: str, names: Iterable[str]) -> List[str]:
    """Those of the names of whom it asks from or up to what age they are there."""
    return _asked(_WHO_FOR, text, names)


def _asked(patterns: Sequence[re.Pattern[str]], text: str, names: Iterable[str]) -> List[str]:
    words = _WORD.findall(spelled_out(text).lower())
    return [name for name in names if _is_asked(patterns, words, name)]


def _is_asked(patterns: Sequence[re.Pattern[str]], words: Sequence[str], name: str) -> bool:
    return any(pattern.fullmatch(said) for said in _with_mark(words, _words_of(name)) for pattern in patterns)


@lru_cache(maxsize=1024)
def _words_of(name: str) -> Tuple[str, ...]:
    """Of a name of our content: never of what somebody types."""
    return tuple(_WORD.findall(spelled_out(name).lower()))


def _with_mark(words: Sequence[str], name: Tuple[str, ...]) -> Iterator[str]:
    """The text with a mark in the place of the name, wherever it stands: also "shelters number" and "childline's number"."""
    width, last = len(name), name[-1]
    for start in range(len(words) - width + 1):
        *first, end = words[start : start + width]
        if tuple(first) == name[:-1] and end in (last, f"{last}s", f"{last}'s"):
            yield " ".join([*words[:start], _NAME, *words[start + width :]])
