"""Rasa's rules where none of them is about the very words of a message.

After each message Rasa 3.6 goes through all rules twice: once with the message's text, once with its intent. Rules like ours
name intents alone, so the first time can find nothing.
"""

from __future__ import annotations

import json
from typing import Any, Iterable, Optional, Tuple

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

Found = Tuple[Optional[str], Optional[str], bool]
rasas_own_find = RulePolicy._find_action_from_rules  # noqa: SLF001 - it is what stands aside here


def find_action(
    self: RulePolicy, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
) -> Found:
    """As RulePolicy's own; with the text it looks only where a rule may be about it, or a form is under way."""
    if use_text_for_last_user_input and not tracker.active_loop_name and not _may_read_text(self):
        return None, None, False
    found: Found = rasas_own_find(self, tracker, domain, use_text_for_last_user_input)
    return found


def may_match_text(rules: Iterable[str]) -> bool:
    """Whether a rule fits a message without its intent. `rules` are Rasa's keys: states as JSON, the newest one last."""
    return any(not _is_of_intent(json.loads(key)[-1]) for key in rules)


def _is_of_intent(state: Any) -> bool:
    """Whether a state needs an intent, or is one that no message comes right after."""
    before = state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME)
    return _is_named(state.get(USER, {}).get(INTENT)) or (_is_named(before) and before != ACTION_LISTEN_NAME)


def _is_named(value: Any) -> bool:
    return bool(value) and value != SHOULD_NOT_BE_SET


def _may_read_text(policy: RulePolicy) -> bool:
    rules = policy.lookup[RULES]
    looked, answer = policy.__dict__.get("_rules_of_text", (None, True))
    if looked is not rules:
        answer = may_match_text(rules)
        policy._rules_of_text = (rules, answer)  # noqa: SLF001 - kept with the policy, for as long as these are its rules
    return bool(answer)
