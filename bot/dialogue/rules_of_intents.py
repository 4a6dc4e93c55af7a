"""Rasa's rules, found quickly where they are like ours: about intents and actions, not about the very words of a message.

Rasa 3.6 goes through all rules for each prediction, after each message even twice, once with the message's text. Here the
newest state leads to the few rules that may fit it, and Rasa's own check picks the right one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any, Dict, Iterable, List, Optional, Tuple

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

from bot.dialogue.plain_states import plain_states

Found = Tuple[Optional[str], Optional[str], bool]
rasas_own_find = RulePolicy._find_action_from_rules  # noqa: SLF001 - it is what stands aside here


def find_action(
    self: RulePolicy, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
) -> Found:
    """As RulePolicy's own; with the text it looks only where a rule may be about it, or a form is under way."""
    if not tracker.active_loop_name and self.featurizer.max_history is None:
        rules = _known_rules(self)
        if use_text_for_last_user_input and not rules.may_match_text:
            return None, None, False
        key = None if use_text_for_last_user_input else _best_rule(self, rules, tracker, domain)
        if key is not None:
            return rules.actions[key], key, False
    found: Found = rasas_own_find(self, tracker, domain, use_text_for_last_user_input)
    return found


class KnownRules:
    """A policy's rules by the newest state that each needs. `actions` are Rasa's: an action for each key, its states as JSON, the newest one last."""

    def __init__(self, actions: Dict[str, str]) -> None:
        self.actions, self.longest = actions, 1
        self.may_match_text = may_match_text(actions)
        self._by_need: Dict[Tuple[Any, Any], List[str]] = defaultdict(list)
        for key in actions:
            states = json.loads(key)
            self.longest = max(self.longest, len(states))
            self._by_need[_need(states[-1])].append(key)

    def that_may_fit(self, state: State) -> Dict[str, str]:
        """The rules that may fit a talk whose newest state this is, each with its action: all others do not."""
        action, intent = state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME), state.get(USER, {}).get(INTENT)
        needs = {(action, intent), (action, None), (None, None)}
        return {key: self.actions[key] for need in needs for key in self._by_need.get(need, ())}


def may_match_text(rules: Iterable[str]) -> bool:
    """Whether a rule fits a message without its intent. `rules` are Rasa's keys."""
    return any(not _is_of_intent(json.loads(key)[-1]) for key in rules)


def _best_rule(
    policy: RulePolicy, rules: KnownRules, tracker: DialogueStateTracker, domain: Domain
) -> Optional[str]:
    """The longest rule that fits, as Rasa picks it; None where there is none, or where it must be asked."""
    states = plain_states(tracker, domain, rules.longest)
    if states is None:
        return None
    policy.featurizer._choose_last_user_input([states], False)  # noqa: SLF001 - as it makes its own states
    fitting = policy._get_possible_keys(rules.that_may_fit(states[-1]), states)  # noqa: SLF001 - Rasa's own check
    return max(fitting, key=len, default=None)


def _need(state: State) -> Tuple[Any, Any]:
    """The action and the intent without which a rule's newest state fits nothing. None where anything may do."""
    action, intent = state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME), state.get(USER, {}).get(INTENT)
    if not _is_named(action):
        return None, None
    return action, intent if _is_named(intent) else None


def _is_of_intent(state: State) -> bool:
    """Whether a state needs an intent, or is one that no message comes right after."""
    before = state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME)
    return _is_named(state.get(USER, {}).get(INTENT)) or (_is_named(before) and before != ACTION_LISTEN_NAME)


def _is_named(value: Any) -> bool:
    return bool(value) and value != SHOULD_NOT_BE_SET


def _known_rules(policy: RulePolicy) -> KnownRules:
    rules = policy.lookup[RULES]
    known: Optional[KnownRules] = policy.__dict__.get("_known_rules")
    if known is None or known.actions is not rules:
        known = policy._known_rules = KnownRules(rules)  # noqa: SLF001 - kept with the policy, for as long as these are its rules
    return known
