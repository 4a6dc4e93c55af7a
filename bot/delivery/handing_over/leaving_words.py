"""The words that end a talk with an adviser. In a text END, STOP and the like tell the network that no more texts are wanted: there it is BYE."""

from __future__ import annotations

import re

from bot.delivery.handing_over.said_to_young_person import SMS

_BYE = frozenset({"bye", "bye bye", "byebye", "goodbye", "good bye"})
_END = frozenset({"end", "end chat", "end the chat", "end this chat", "leave", "leave chat"})
_STAFF = frozenset({"end", "end chat", "end the chat", "end this chat"})
_POLITE = re.compile(r"\b(?:please|pls|thanks|thank you|thx|ty|ta|cheers|ok|okay)\b")


def is_leaving(text: str, channel: str) -> bool:
    """Whether a text says nothing but that a young person leaves the talk."""
    said = _bare(text)
    return said in _BYE or (channel != SMS and said in _END)


def staff_is_leaving(text: str) -> bool:
    """The same of an adviser, whose "bye" is for the young person to read."""
    return _bare(text) in _STAFF


def _bare(text: str) -> str:
    words = " ".join(re.sub(r"[^\w]|_", " ", text.casefold()).split())
    return " ".join(_POLITE.sub(" ", words).split())
