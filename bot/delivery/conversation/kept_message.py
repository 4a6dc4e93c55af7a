"""A message as the inbox keeps it until it is answered, and back."""

from __future__ import annotations

import json
from typing import Any, Dict, Optional, Sequence

from bot.answer import Choice
from bot.delivery.conversation.inbox_rows import Message, Row
from bot.delivery.one_message import Incoming, Look

_FIELDS = ("text", "option", "council", "is_alert_button", "is_after_end", "has_picture", "inputs")


def message_of(incoming: Incoming) -> Message:
    """What the inbox keeps of a message: all that it takes to work on it later."""
    said: Dict[str, Any] = {name: getattr(incoming, name) for name in _FIELDS if getattr(incoming, name)}
    if incoming.choice:
        said["choice"] = incoming.choice.dict()
    return Message(
        incoming.channel,
        incoming.message_id,
        incoming.conversation,
        json.dumps(said),
        is_form=incoming.is_form,
    )


def incoming_of(rows: Sequence[Row], found: Optional[Look] = None) -> Incoming:
    """The message that was kept; several that are words alone become one, a line for each. `found` is what they show, if that is known."""
    first, said = rows[0], [_said(row) for row in rows]
    parts = tuple(each.get("text", "") for each in said)
    choice = said[0].get("choice")
    return Incoming(
        channel=first.channel,
        conversation=first.conversation or "",
        message_id=first.message_id,
        **{**{name: said[0][name] for name in _FIELDS if name in said[0]}, "text": "\n".join(parts)},
        choice=Choice(**choice) if choice else None,
        parts=parts if len(parts) > 1 else (),
        rows=tuple(row.id for row in rows),
        is_again=any(row.is_taken for row in rows),
        looked=found,
    )


def is_words_alone(row: Row) -> bool:
    """Whether a message can be put together with others: it presses nothing."""
    return not set(_said(row)) - {"text", "council"}


def words_of(row: Row) -> str:
    """What was typed."""
    return str(_said(row).get("text", ""))


def _said(row: Row) -> Dict[str, Any]:
    found: Optional[Dict[str, Any]] = json.loads(row.said) if row.said else None
    return found or {}
