"""A card in plain words: for clients that show no cards, for a terminal, and for whoever tests what a card says."""

from __future__ import annotations

from typing import Iterator

from bot.answer import Answer
from bot.answer_text import plain_text
from bot.card import Card
from bot.channels.teams.card_lists import moment_words, row_words
from bot.channels.teams.card_pictures import counted_words, notes_of, progress_words, step_words
from bot.phrases import phrase


def answer_as_text(answer: Answer) -> str:
    """Everything that the answer and its card say, one block a paragraph. What nobody can fill in here is left out."""
    if answer.card is None:
        return plain_text(answer)
    bare = answer.copy(update={"sources": (), "choices": ()})
    return "\n\n".join([plain_text(bare), *(block for block in _blocks(answer.card) if block)])


def _blocks(card: Card) -> Iterator[str]:
    yield "\n".join(f"{fact.name}: {fact.value}" for fact in card.facts)
    if card.steps:
        yield "\n".join([progress_words(card.steps), *map(step_words, card.steps)])
    yield "\n".join(map(row_words, card.rows))
    for gauge in card.gauges:
        yield "\n".join([f"{gauge.label}: {counted_words(gauge)}", *notes_of(gauge)])
    yield "\n".join(map(moment_words, card.moments))
    if card.quote:
        yield "\n".join([phrase("teams_cards.as_sent"), *card.quote])
    yield card.page
