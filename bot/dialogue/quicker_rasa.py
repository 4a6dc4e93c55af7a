"""What is replaced in Rasa 3.6 so that a turn is quick. Nothing else of it is; each gives what Rasa's own gives.

- `Event.resolve_by_type` walks all subclasses of `Event` for each event that is read, a thousand times in a long turn.
  Here a type's class is found once.
- `DaskGraphRunner.run` sorts the graph anew for each message and prediction (see `straight_graph`).
- `RulePolicy._find_action_from_rules` plays the whole talk and goes through all rules (see `rules_of_intents`).
- `Domain.is_empty` writes out the whole domain for each message, and makes an empty one to compare.
- `rasa.core.processor` copies, all the way down, what it may write into the log, whether it does or not: each answer twice.
- `RemoteAction._validate_action_result` checks its own schema again for each result (see `in_process`).
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Dict, Optional, Type

import rasa.core.processor
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event

from bot.dialogue.in_process import check_action_schema_once
from bot.dialogue.rules_of_intents import find_action
from bot.dialogue.straight_graph import run_straight

rasas_own_class_of, rasas_own_run = Event.resolve_by_type, DaskGraphRunner.run
rasas_own_is_empty = Domain.is_empty
_classes: Dict[str, Type[Event]] = {}


def quicken_rasa() -> None:
    """Replace what stands above, in this process. May be done twice."""
    check_action_schema_once()
    Event.resolve_by_type = staticmethod(_resolve_by_type)
    DaskGraphRunner.run = run_straight
    RulePolicy._find_action_from_rules = find_action  # noqa: SLF001 - Rasa offers no other way in
    Domain.is_empty = _is_empty
    rasa.core.processor.copy = SimpleNamespace(deepcopy=lambda of_a_log_line: of_a_log_line)


def _is_empty(self: Domain) -> bool:
    """Whether there is nothing in it, found once for each domain: it does not change while it serves."""
    known: Optional[bool] = self.__dict__.get("_is_known_empty")
    if known is None:
        known = self._is_known_empty = rasas_own_is_empty(self)
    return known


def _resolve_by_type(type_name: str, default: Optional[Type[Event]] = None) -> Optional[Type[Event]]:
    """The class of a type of event. Raises ValueError as Rasa does. What has no class may get one, so it is asked for anew."""
    known = _classes.get(type_name)
    if known is None:
        known = rasas_own_class_of(type_name, default)
        if known is not None and known is not default:
            _classes[type_name] = known
    return known
