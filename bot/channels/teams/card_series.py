"""A whole topic may be more than one card takes: then it is several, one after another, so that nothing of it is cut."""

from __future__ import annotations

from typing import Any, Dict, Iterator

from bot.answer import Answer
from bot.channels.teams.adaptive_card import MOST_BYTES, card_of, size_of

_WHERE_IT_STANDS = "0" * 40  # as long as the id of a line, which no size here depends on otherwise
# What stands once, on the last card: the buttons are then where the reading ends.
_LAST: Dict[str, Any] = {
    "columns": (),
    "steps": (),
    "contacts": (),
    "notes": (),
    "sources": (),
    "choices": (),
    "applies_to": "",
    "question": "",
}
# What stands once, on the first.
_FIRST: Dict[str, Any] = {"title": "", "place_name": ""}


def in_cards(answer: Answer) -> Iterator[Answer]:
    """The answer in as many parts as it takes for each to fit a card, with its paragraphs in their order."""
    told = answer.paragraphs
    if len(told) <= 1 or answer.card or size_of(card_of(answer, _WHERE_IT_STANDS)) <= MOST_BYTES:
        yield answer
        return
    half = len(told) // 2
    yield from in_cards(answer.copy(update={**_LAST, "paragraphs": told[:half]}))
    yield from in_cards(answer.copy(update={**_FIRST, "paragraphs": told[half:]}))
