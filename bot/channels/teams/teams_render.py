"""An answer as one Adaptive Card 1.5, the newest that Teams shows."""

from __future__ import annotations

from typing import Any, Iterator

from bot.answer import Answer, Column
from bot.answer_text import contact_text, paragraph_groups, plain_text, source_text

_SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"


def teams_card(answer: Answer) -> dict[str, Any]:
    """The card. Buttons carry the number of the choice; the server knows what it stands for."""
    return {
        "type": "AdaptiveCard",
        "$schema": _SCHEMA,
        "version": "1.5",
        "fallbackText": plain_text(answer),
        "body": list(_body(answer)),
        "actions": [
            {"type": "Action.Submit", "title": choice.label, "data": {"option": str(index)}}
            for index, choice in enumerate(answer.choices)
        ],
    }


def _body(answer: Answer) -> Iterator[dict[str, Any]]:
    if answer.title:
        yield _block(answer.title, style="heading", weight="Bolder")
    yield _block(answer.lead)
    for heading, texts in paragraph_groups(answer.paragraphs):
        yield from _section(heading, texts)
    if answer.columns:
        yield {"type": "ColumnSet", "columns": [_column(column) for column in answer.columns]}
    yield from _section("What you can do" if answer.steps else "", list(answer.steps))
    yield from _section(
        "Who to contact" if answer.contacts else "", [contact_text(c) for c in answer.contacts]
    )
    yield from (_block(note, isSubtle=True) for note in answer.notes)
    if answer.question:
        yield _block(answer.question, weight="Bolder")
    yield from (_block(f"Source: {source_text(s)}", isSubtle=True, size="Small") for s in answer.sources)


def _column(column: Column) -> dict[str, Any]:
    return {"type": "Column", "width": "stretch", "items": list(_section(column.heading, list(column.texts)))}


def _section(heading: str, texts: list[str]) -> Iterator[dict[str, Any]]:
    if heading:
        yield _block(heading, weight="Bolder", spacing="Medium")
    yield from (_block(text) for text in texts)


def _block(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "TextBlock", "text": text, "wrap": True, **more}
