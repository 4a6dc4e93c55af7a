"""What an answer says beside its lead and its card: paragraphs by who stands behind them, steps, people to turn to."""

from __future__ import annotations

from typing import Iterator, Sequence

from bot.answer import Answer, Column
from bot.answer_text import contact_text, paragraph_groups, source_in_short, source_text
from bot.channels.teams.card_elements import Element, box, heading, subtle, words
from bot.phrases import phrase


def offer_lines(answer: Answer) -> Iterator[Element]:
    """Everything but the lead, the card and the buttons."""
    for group in paragraph_groups(answer.paragraphs):
        behind = [group.behind] if group.behind else []
        yield from _section(group.heading, [*group.texts, *group.steps, *behind])
    for each in answer.columns:
        yield _column(each)
    if answer.steps:
        yield from _section(phrase("teams_cards.what_you_can_do"), answer.steps)
    if answer.applies_to:
        yield words(phrase("teams_cards.who_this_is_for", who=answer.applies_to), spacing="Medium")
    if answer.contacts:
        yield from _section(phrase("teams_cards.who_to_contact"), list(map(contact_text, answer.contacts)))
    yield from map(subtle, answer.notes)


def source_lines(answer: Answer) -> Iterator[Element]:
    """Where it comes from: of a short answer in one line."""
    if answer.passage:
        told = source_in_short(answer)
        yield from [subtle(phrase("teams_cards.source", source=told))] if told else []
        return
    for source in answer.sources:
        yield subtle(phrase("teams_cards.source", source=source_text(source)))


def _section(title: str, texts: Sequence[str]) -> Iterator[Element]:
    if title:
        yield {**heading(title, is_small=True), "spacing": "Medium"}
    yield from (words(text, spacing="Small") for text in texts)


def _column(each: Column) -> Element:
    """Below each other: beside each other they would be too narrow on a telephone."""
    return box(_section(each.heading, each.texts), style="emphasis", spacing="Small")
