"""What is replaced in Rasa 3.6 so that a turn is quick. Nothing else of it is; each gives what Rasa's own gives.

- `Event.resolve_by_type` walks all subclasses of `Event` for each event that is read, a thousand times in a long turn.
  Here a type's class is found once.
- `DaskGraphRunner.run` sorts the graph anew for each message and prediction (see `straight_graph`).
- `RulePolicy._find_action_from_rules` looks for rules about a message's words, where there are none (see `rules_of_intents`).
- `RemoteAction._validate_action_result` checks its own schema again for each result (see `in_process`).
"""

from __future__ import annotations

from typing import Dict, Optional, Type

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import Event

from bot.dialogue.in_process import check_action_schema_once
from bot.dialogue.rules_of_intents import find_action
from bot.dialogue.straight_graph import run_straight

rasas_own_class_of, rasas_own_run = Event.resolve_by_type, DaskGraphRunner.run
_classes: Dict[str, Type[Event]] = {}


def quicken_rasa() -> None:
    """Replace what stands above, in this process. May be done twice."""
    check_action_schema_once()
    Event.resolve_by_type = staticmethod(_resolve_by_type)
    DaskGraphRunner.run = run_straight
    RulePolicy._find_action_from_rules = find_action  # noqa: SLF001 - Rasa offers no other way in


def _resolve_by_type(type_name: str, default: Optional[Type[Event]] = None) -> Optional[Type[Event]]:
    """The class of a type of event. Raises ValueError as Rasa does. What has no class may get one, so it is asked for anew."""
    known = _classes.get(type_name)
    if known is None:
        known = rasas_own_class_of(type_name, default)
        if known is not None and known is not default:
            _classes[type_name] = known
    return known
