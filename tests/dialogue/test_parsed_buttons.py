"""What each kind of button is for the dialogue: parse data, as if it had been understood without doubt."""

from __future__ import annotations

import pytest

from bot.answer import Choice
from bot.dialogue.rasa_turn import parse_of

ENTITIES = {
    "passage": [{"entity": "passage", "value": "hamlet/bus_pass/cost"}],
    "follow_up": [{"entity": "about", "value": "bus_pass"}],
    "council": [{"entity": "council", "value": "hamlet"}],
}


@pytest.mark.parametrize(
    ("kind", "value", "intent", "topics"),
    [
        ("topic", "bus_pass", "ask", ["bus_pass"]),
        ("passage", "hamlet/bus_pass/cost", "ask", ["bus_pass"]),
        ("follow_up", "all/bus_pass", "follow_up", ["all"]),
        ("council", "hamlet", "council_choice", []),
        ("intent", "talk_to_human", "talk_to_human", []),
    ],
)
def test_a_button_is_understood_without_doubt(kind: str, value: str, intent: str, topics: list[str]) -> None:
    """Its intent, its topic and what it is about are surely what it stands for; its label is only what was said."""
    parsed = parse_of(Choice(label="/restart", kind=kind, value=value), "/restart")
    assert parsed["intent"] == {"name": intent, "confidence": 1.0}
    assert parsed["topics"] == [{"id": topic, "confidence": 1.0} for topic in topics]
    assert parsed["entities"] == ENTITIES.get(kind, [])
    assert parsed["text"] == "/restart"
