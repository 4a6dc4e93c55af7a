"""What `localoffer parse` does: messages in, what they are about out."""

from __future__ import annotations

import time
from typing import Any, Mapping, Optional, Sequence

from bot.assistant import Assistant
from bot.cli.json_lines import Line, LineError, json_lines, ms_since, print_json
from bot.cli.terminal_talk import assistant_of
from bot.delivery.conversation.lately import Lately
from bot.front_door import MOST_CHARACTERS, plain
from bot.safeguarding.detector import Detector
from bot.safeguarding.finding import Danger
from bot.safeguarding.going_on import raised
from bot.settings import Settings

REFUSED = "nlu_fallback"


async def parse_lines(settings: Settings) -> None:
    """Print a JSON line for each that comes in; a line may name its audience and what was before. One that can't be read gets its `error`."""
    assistant = await assistant_of(settings)
    for line in json_lines():
        print_json(await _line_parsed(assistant, line))


async def _line_parsed(assistant: Assistant, line: Line) -> dict[str, Any]:
    try:
        text, audience, before = line.text("text") or "", line.text("audience"), line.before()
    except LineError as fault:
        return {"text": line.fields.get("text"), "error": str(fault)}
    started = time.perf_counter()
    found = found_in_talk(assistant.detector, text, before)
    understood = await assistant.dialogue.parse(plain(text)[:MOST_CHARACTERS], audience)
    return {
        "text": text,
        "topics": final_topics(understood),
        **_danger(found),
        **_understood(understood),
        "ms": ms_since(started),
        **({"error": line.warning} if line.warning else {}),
    }


def _danger(found: Optional[Danger]) -> dict[str, Any]:
    return {
        "safety": found.kind if found and found.is_urgent else None,
        "check_in": found.kind if found and found.is_check_in else None,
        "is_over": bool(found and found.is_over),
    }


def _understood(understood: Mapping[str, Any]) -> dict[str, Any]:
    entities = understood.get("entities", [])
    return {
        "refused": understood["intent"]["name"] == REFUSED,
        "questions": [asked["id"] for asked in understood.get("questions", [])],
        "entities": [{"entity": e["entity"], "value": e["value"]} for e in entities],
    }


def final_topics(understood: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The ranking of topics; refused messages begin with `out_of_scope`."""
    ranked = [{"id": t["id"], "confidence": round(t["confidence"], 4)} for t in understood.get("topics", [])]
    if understood["intent"]["name"] != REFUSED:
        return ranked
    refused = {"id": "out_of_scope", "confidence": round(understood["intent"]["confidence"], 4)}
    return [refused, *(topic for topic in ranked if topic["id"] != "out_of_scope")]


def found_in_talk(detector: Detector, text: str, before: Sequence[str]) -> Optional[Danger]:
    """What a message shows behind earlier ones of the same person, as the front door looks at each in turn."""
    lately, talk, found = Lately(lambda: 0.0), "talk", None
    for said in (*before, text):
        shown = lately.shown(talk)
        found = detector.check(said, lately.before(talk), shown.text if shown else "")
        found = raised(found, said, shown.danger) if shown else found
        lately.said(talk, said, found)
    return found
