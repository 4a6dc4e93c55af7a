"""A program for tests: `asked_apart.py lean|rasa MODEL QUESTION DANGER HINT` asks in a process of its own, and prints what came as JSON.

`lean` builds the assistant as `localoffer serve` does; `rasa` loads the model as Rasa's own commands do.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Any

from bot.cli.main import quiet_third_parties

if TYPE_CHECKING:
    from bot.dialogue.rasa_turn import RasaConversation

KEPT = ("intent", "topics", "entities", "questions", "refusal_score")


def lean(model: str, question: str, danger: str, hint: str) -> dict[str, Any]:
    """What the assistant answers to each, and how it understood the question."""
    from bot.dialogue.lean import keep_out

    keep_out()
    from bot.assistant import build
    from bot.front_door import Incoming
    from bot.settings import Settings

    assistant = asyncio.run(build(Settings(log_level="ERROR"), model))

    def first_answer(text: str) -> Any:
        coming = Incoming(channel="web", conversation="web-invented", message_id=text, text=text)
        return asyncio.run(assistant.front_door.handle(coming)).answers[0]

    return {
        "topic": first_answer(question).topic,
        "urgency": first_answer(danger).urgency,
        "urgency_of_hint": first_answer(hint).urgency,
        "danger": assistant.detector.state,
        "understood": understood(assistant.dialogue, question),
    }


def rasa(model: str, question: str, *_danger: str) -> dict[str, Any]:
    """How the question is understood through Rasa's own loading."""
    from rasa.core.agent import load_agent

    from bot.dialogue.rasa_turn import RasaConversation

    agent = asyncio.run(load_agent(model_path=model))
    return {"understood": understood(RasaConversation(agent.handle_message, agent), question)}


def understood(dialogue: RasaConversation, question: str) -> dict[str, Any]:
    """The parts of Rasa's parse data that our components write."""
    found = asyncio.run(dialogue.parse(question))
    return {name: found[name] for name in KEPT}


if __name__ == "__main__":
    quiet_third_parties()
    said = {"lean": lean, "rasa": rasa}[sys.argv[1]](*sys.argv[2:])
    print(json.dumps({**said, "modules": sorted(sys.modules)}))
