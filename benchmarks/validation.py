"""What it costs to check a custom action's result: as Rasa ships it, and as we run it."""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass
from typing import Any, Callable, Dict

CALLS = 50


@dataclass(frozen=True)
class CheckCost:
    """Milliseconds a call."""

    shipped_ms: float
    ours_ms: float


def measure_check() -> CheckCost:
    """Load Rasa into this process and time both on the same result."""
    from bot.cli.main import quiet_third_parties

    quiet_third_parties()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from rasa.core.actions.action import RemoteAction

        from bot.dialogue.in_process import check_action_schema_once

    action, result = RemoteAction("action_answer", None), realistic_result()
    shipped_ms = milliseconds(lambda: action._validate_action_result(result))  # noqa: SLF001 - it is what we measure
    check_action_schema_once()
    ours_ms = milliseconds(lambda: action._validate_action_result(result))  # noqa: SLF001 - as above
    return CheckCost(shipped_ms, ours_ms)


def realistic_result() -> Dict[str, Any]:
    """Two slots and one response, as the executor hands them over."""
    from rasa_sdk.events import SlotSet
    from rasa_sdk.executor import CollectingDispatcher

    dispatcher = CollectingDispatcher()
    dispatcher.utter_message(text="Ask your personal adviser (PA) what your council does.")
    events = [SlotSet("last_topic", "council_tax"), SlotSet("last_place", "rotherham")]
    return {"events": events, "responses": dispatcher.messages}


def milliseconds(call: Callable[[], object]) -> float:
    """Mean time of a call, after one that doesn't count."""
    call()
    started = time.perf_counter()
    for _ in range(CALLS):
        call()
    return (time.perf_counter() - started) * 1000 / CALLS
