"""What makes texts fit a card: one that is far too long must not push out what stands beside it, and none is markup where it is read as such."""

from __future__ import annotations

import re
from typing import Any, Sequence

from bot.answer import Answer

MOST_ENTRY = 400  # letters of one text in a list, where a card is too long as it is
# What Markdown reads: old clients show the text of a card they can't show with it.
_MARKS = re.compile(r"([\\\[\]<>*_~`|])")


def at_most(text: str, most: int) -> str:
    """So much of a text, with dots where something is left out."""
    return text if len(text) <= most else f"{text[: most - 3].rsplit(None, 1)[0]}..."


def without_markdown(text: str) -> str:
    """A text whose marks stay letters where Markdown is read: a name makes no link."""
    return _MARKS.sub(r"\\\1", text)


def with_short_entries(answer: Answer) -> Answer:
    """The answer with no text in its lists and facts longer than an entry is; what is passed on word by word stays whole."""
    if answer.card is None:
        return answer
    card = answer.card
    short = {
        "facts": _short(card.facts, "value"),
        "rows": _short(card.rows, "title", "texts", "mark"),
        "moments": _short(card.moments, "what", "who"),
    }
    return answer.copy(update={"card": card.copy(update=short)})


def _short(entries: Sequence[Any], *names: str) -> tuple[Any, ...]:
    return tuple(
        entry.copy(update={name: _clipped(getattr(entry, name)) for name in names}) for entry in entries
    )


def _clipped(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(at_most(text, MOST_ENTRY) for text in value)
    return at_most(value, MOST_ENTRY)
