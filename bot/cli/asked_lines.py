"""What `localoffer ask` does: questions in, answers out."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any, Optional

from bot.assistant import Assistant
from bot.channels.teams.teams_activities import PREVIEW, activities
from bot.cli.json_lines import Line, LineError, json_lines, ms_since, print_json
from bot.cli.shown_answer import CHANNELS, show
from bot.cli.terminal_talk import assistant_of, incoming, known_council
from bot.front_door import Reply
from bot.settings import Settings


async def ask_once(settings: Settings, question: str, channel: str, council: Optional[str]) -> None:
    """Print the answers to one question. Raises RuntimeError if there is no such council."""
    assistant = await assistant_of(settings)
    message = incoming(question, channel, known_council(assistant, council), None)
    for answer in (await assistant.front_door.handle(message)).answers:
        print(
            json.dumps(activities(answer, PREVIEW), indent=2, ensure_ascii=False)
            if channel == "teams"
            else show(answer, channel)
        )


async def ask_lines(settings: Settings, channel: str, council: Optional[str]) -> None:
    """Print a JSON line for each that comes in; a line may name its own channel, council, conversation and what was before.

    One that can't be answered gets its `error`, and the others are answered. Raises RuntimeError if there is no such `council`.
    """
    assistant = await assistant_of(settings)
    known_council(assistant, council)
    for line in json_lines():
        print_json(await _line_answered(assistant, line, channel, council))


async def _line_answered(
    assistant: Assistant, line: Line, channel: str, council: Optional[str]
) -> dict[str, Any]:
    try:
        text, on = line.text("text") or "", _channel(line.text("channel") or channel)
        asked_in = known_council(assistant, line.text("council") or council)
        talk, before = str(line.fields.get("conversation") or uuid.uuid4().hex), line.before()
    except (LineError, RuntimeError) as fault:
        return {"text": line.fields.get("text"), "error": str(fault)}
    for said in before:
        await assistant.front_door.handle(incoming(said, on, asked_in, talk))
    started = time.perf_counter()
    reply = await assistant.front_door.handle(incoming(text, on, asked_in, talk))
    answered = {"text": text, **_answered(reply, on), "ms": ms_since(started)}
    return {**answered, "error": line.warning} if line.warning else answered


def _channel(name: str) -> str:
    if name not in CHANNELS:
        raise LineError(f"there is no channel {name!r}; choose one of: {', '.join(CHANNELS)}")
    return name


def _answered(reply: Reply, channel: str) -> dict[str, Any]:
    return {
        "answer": "\n\n".join(show(answer, channel) for answer in reply.answers),
        "topics": [answer.topic for answer in reply.answers if answer.topic],
        "safety": _safety(reply),
        "check_in": _check_in(reply),
    }


def _safety(reply: Reply) -> Optional[str]:
    """The danger that the reply is urgent for."""
    urgent = [answer.topic for answer in reply.answers if answer.urgency == "urgent"]
    return urgent[0] if urgent else None


def _check_in(reply: Reply) -> Optional[str]:
    """The danger that the reply asks about."""
    asked = [
        choice.value.partition("/")[0]
        for answer in reply.answers
        for choice in answer.choices
        if choice.kind == "danger"
    ]
    return asked[0] if asked else None
