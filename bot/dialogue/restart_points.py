"""From where on a long conversation is read: its last turns, and what its slots held before them.

A rule looks at one turn, and an action at the turn before it. Reading, copying and matching every event of a long talk
for them would make each turn slower than the one before.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

TURNS = 2  # that are always read: the rules need the last one, actions also what the one before it set
MOST = 10_000  # conversations with a point
SECONDS = 7_200.0  # a point is kept: later the conversation is another one, or has ended
USER, SLOT, ACTION, STARTED = "user", "slot", "action", "session_started"
# What an ordinary turn is made of. Whatever else a talk holds may reach back (undoing, restarting, a form): it is read whole.
ORDINARY = frozenset({USER, SLOT, ACTION, STARTED, "bot", "user_featurization"})


@dataclass(frozen=True)
class StoredEvent:
    """An event as its row has it: `data` is what Rasa makes the event of."""

    id: int
    timestamp: Optional[float]
    kind: str
    data: Dict[str, Any]


@dataclass(frozen=True)
class RestartPoint:
    """A row, and the slots as they were before it. No words of anybody are in it."""

    id: int
    timestamp: Optional[float]
    slots: Mapping[str, Any]

    def begins(self, events: Sequence[StoredEvent]) -> bool:
        """Whether these rows begin with its own. They do not where the conversation was deleted meanwhile, by whatever process."""
        return bool(events) and (events[0].id, events[0].timestamp) == (self.id, self.timestamp)


class RestartPoints:
    """The points of the newest conversations, in memory. Safe to use from several threads."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds, self._lock = seconds, Lock()
        self._kept: OrderedDict[str, Tuple[float, RestartPoint]] = OrderedDict()

    def of(self, conversation: str) -> Optional[RestartPoint]:
        """The point of a conversation, if it has one."""
        with self._lock:
            kept = self._kept.get(conversation)
        return kept[1] if kept else None

    def keep(self, conversation: str, point: RestartPoint) -> None:
        """Remember a point. The oldest ones go."""
        now = self._seconds()
        with self._lock:
            self._kept[conversation] = (now, point)
            self._kept.move_to_end(conversation)
            while len(self._kept) > MOST or now - next(iter(self._kept.values()))[0] > SECONDS:
                self._kept.popitem(last=False)

    def forget(self, conversation: str) -> None:
        """Nothing is left of a conversation."""
        with self._lock:
            self._kept.pop(conversation, None)


def is_ordinary(events: Sequence[StoredEvent]) -> bool:
    """Whether nothing in these events reaches back."""
    return all(event.kind in ORDINARY for event in events)


def point_in(events: Sequence[StoredEvent], slots: Mapping[str, Any]) -> Optional[RestartPoint]:
    """The point before the last turns; None while there are no more of them than are always read.

    `slots` are those before the first of the events, all of which are ordinary.
    """
    said = [index for index, event in enumerate(events) if event.kind == USER]
    if len(said) <= TURNS:
        return None
    # A turn begins where the assistant started to listen.
    cut = next((index for index in range(said[-TURNS], 0, -1) if events[index].kind == ACTION), 0)
    begins = events[cut]
    return RestartPoint(begins.id, begins.timestamp, _slots_after(events[:cut], slots)) if cut else None


def in_last_session(
    events: Sequence[StoredEvent], slots: Mapping[str, Any]
) -> Tuple[Sequence[StoredEvent], Mapping[str, Any]]:
    """The events since the last session began, and the slots before them: a session sets them anew."""
    started = [index for index, event in enumerate(events) if event.kind == STARTED]
    return (events[started[-1] :], {}) if started else (events, slots)


def as_events(point_slots: Mapping[str, Any], timestamp: Optional[float]) -> List[Dict[str, Any]]:
    """Slots as the events that set them, as Rasa does itself where a session takes over slots."""
    return [
        {"event": SLOT, "timestamp": timestamp, "name": name, "value": value}
        for name, value in point_slots.items()
    ]


def _slots_after(events: Sequence[StoredEvent], slots: Mapping[str, Any]) -> Dict[str, Any]:
    after = dict(slots)
    for event in events:
        if event.kind == STARTED:
            after = {}
        elif event.kind == SLOT:
            after[event.data["name"]] = event.data.get("value")
    return after
