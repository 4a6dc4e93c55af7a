"""What Teams takes for a card: Microsoft's own description of Adaptive Cards 1.5, and what we hold to beside it."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft6Validator
from jsonschema.exceptions import best_match
from stand_ins.stand_in import FOLDER

from bot.channels.teams.activity_words import elements
from bot.channels.teams.teams_activities import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMA = FOLDER / "cards" / "adaptive_cards" / "schemas" / "schema-1.5.json"
MOST = 25_000  # bytes of what is posted
_HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b")


@cache
def schema() -> Draft6Validator:
    """Read once. Where it is missing the test is skipped, and fails in continuous integration."""
    if not SCHEMA.exists():
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("the schema of cards is missing: sh tools/install-stand-ins")
    return Draft6Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def assert_takes(activity: Mapping[str, Any]) -> None:
    """That what is posted is small enough, and its cards are as the schema and we have them."""
    assert len(as_json(dict(activity)).encode()) <= MOST
    for attachment in activity.get("attachments", ()):
        assert_is_card(attachment["content"])


def assert_is_card(card: Mapping[str, Any]) -> None:
    """As the schema has it, of version 1.5, with words for those who see no cards, and nothing cut, unlabelled or in colours of ours."""
    error = best_match(schema().iter_errors(card))
    assert error is None, f"{error.message[:300]} at {list(error.absolute_path)}"
    assert card["version"] == "1.5"
    assert card["fallbackText"].strip()
    for element in elements(card):
        kind = element.get("type", "")
        assert kind != "TextBlock" or element["wrap"] is True
        if kind.startswith("Input."):
            assert element["label"].strip()
            assert element["errorMessage"].strip()
            assert isinstance(element["isRequired"], bool)
        assert kind != "Image" or element["altText"].strip()
        style = {
            name: value for name, value in element.items() if name in ("color", "style", "backgroundImage")
        }
        assert not _HEX.search(str(style))
