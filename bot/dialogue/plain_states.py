"""The states of a talk that Rasa's rules look at, where nothing in it reaches back.

Rasa plays a talk again for each prediction, with a copy of every slot, to see each state that it was in. Where no slot counts for
the rules and nothing was undone, restarted or asked in a form, a state is the last message and the last action alone.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Iterable, List, Optional

from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

# What an ordinary turn is made of: nothing of it reaches back.
ORDINARY = frozenset(
    {ActionExecuted, BotUttered, DefinePrevUserUtteredFeaturization, SessionStarted, SlotSet, UserUttered}
)


def plain_states(tracker: DialogueStateTracker, domain: Domain, most: int) -> Optional[List[State]]:
    """The newest states, at most so many, as `tracker.past_states(domain)` ends; None where only Rasa's own way can tell."""
    if tracker.active_loop or any(slot.influence_conversation for slot in tracker.slots.values()):
        return None
    seen = _seen(tracker.events)
    return [domain.get_active_state(each) for each in seen[-most:]] if seen is not None else None


def _seen(events: Iterable[Event]) -> Optional[List[Any]]:
    """What there was before each action, and what there is now."""
    seen: List[Any] = []
    message: Any = UserUttered.empty()
    action: Any = {}
    for event in events:
        kind = type(event)
        if kind is ActionExecuted:
            seen.append(_state(message, action))
            action = event.as_sub_state()
        elif kind is UserUttered:
            message = event
        elif kind is SessionStarted:
            seen, message, action = [], UserUttered.empty(), {}
        elif kind not in ORDINARY:
            return None
    return [*seen, _state(message, action)]


def _state(message: UserUttered, action: Any) -> Any:
    """As much of a tracker as `Domain.get_active_state` reads."""
    return SimpleNamespace(latest_message=message, latest_action=action, slots={}, active_loop=None)
