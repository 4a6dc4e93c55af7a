"""A name that stands where a council's should, and that we don't know."""

from __future__ import annotations

import re
from typing import Optional

from bot.language.gazetteer.place_cues import MOST_LEFT
from bot.language.gazetteer.place_reading import FILLERS, TELLING
from bot.language.gazetteer.place_words import words_of

_MOST_OF_A_NAME = 3
_NO_NAME_WORDS = (
    "know idk dunno none sure unsure neither help what why who where how which can could do does not both any other else skip stop more "
    "nothing nobody no cant want need tell them they it dont doesnt matter wrong"
)
_NO_NAME = frozenset(_NO_NAME_WORDS.split())
_WHERE_A_COUNCIL_STANDS = re.compile(
    r"\b(?:(?:council|authority) (?:is|was|s)|in care (?:in|with|under|by|at)|looked after by|(?:im|i am|i was) (?:from|with|under)) "
    r"(?P<name>\w+(?: \w+){0,2})$"
)


def left_over(text: str) -> Optional[str]:
    """The one to three words of an answer to "which council?" that are none of the small words around a name."""
    words = [word.text for word in words_of(text)]
    kept = [word for word in words if word not in FILLERS | TELLING]
    is_name = 0 < len(kept) <= _MOST_OF_A_NAME and _NO_NAME.isdisjoint(words)
    return " ".join(kept) if is_name and "?" not in text else None


def unknown_council_in(text: str) -> Optional[str]:
    """The name that stands where a council's should, in a text that names no place we know."""
    found = _WHERE_A_COUNCIL_STANDS.search(" ".join(word.text for word in words_of(text)[-MOST_LEFT:]))
    return left_over(found["name"]) if found else None
