"""Rasa's conversations in SQL: on our engine, what was typed sealed, and without a second copy of our answers."""

from __future__ import annotations

import copy
import itertools
import json
import time
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence

import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore
from rasa.shared.core.domain import Domain
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
from sqlalchemy.engine import Connection

from bot.delivery.conversation.turn_locks import TurnLocks
from bot.delivery.in_time import PATIENCE, Lane
from bot.dialogue.plain_states import ORDINARY
from bot.dialogue.restart_points import (
    RestartPoint,
    RestartPoints,
    StoredEvent,
    as_events,
    in_last_session,
    is_ordinary,
    point_in,
)
from bot.records.database import empty_log, make_engine
from bot.records.held_locks import make_one_by_one
from bot.records.sealed import KeyRing, is_token
from bot.records.unusable import CONVERSATIONS, explained
from bot.settings import Settings

LOOKED_BACK = 20  # messages among which one that was broken off is looked for

# Events without words: which action ran, a council, a topic. Opening each of them at every turn would slow a long talk.
_WORDLESS = (ActionExecuted, BotUttered, DefinePrevUserUtteredFeaturization, SessionStarted, SlotSet)


class StoredTracker(DialogueStateTracker):
    """A tracker that knows how many of its events need not be stored: they are, or repeat slots that are."""

    stored = 0

    def applied_events(self) -> List[Event]:
        """As Rasa's, which asks five things of each event; where nothing reaches back, all since the session began."""
        kinds = [type(event) for event in self.events]
        if not ORDINARY.issuperset(kinds):
            found: List[Event] = super().applied_events()
            return found
        begun = len(kinds) - kinds[::-1].index(SessionStarted) if SessionStarted in kinds else 0
        return list(itertools.islice(self.events, begun, None))

    def copy(self) -> DialogueStateTracker:
        """As Rasa's, which plays every event again into a new tracker: an action gets one, and may change it."""
        copied = copy.copy(self)
        copied.events = self.events.copy()
        copied.slots = {name: copy.copy(slot) for name, slot in self.slots.items()}
        copied.active_loop = copy.copy(self.active_loop)
        return copied


class Statements:
    """What is asked of the table of events, made once: that costs more than running it."""

    def __init__(self, table: sa.Table) -> None:
        self.add = sa.insert(table)
        kept, is_of_talk = table.c, table.c.sender_id == sa.bindparam("sender_id")
        newest_start = (
            sa.select(sa.func.max(kept.timestamp))
            .where(is_of_talk, kept.type_name == SessionStarted.type_name)
            .scalar_subquery()
        )
        self.all = (
            sa.select(kept.id, kept.timestamp, kept.type_name, kept.data).where(is_of_talk).order_by(kept.id)
        )
        self.last_session = self.all.where(sa.or_(newest_start.is_(None), kept.timestamp >= newest_start))
        self.since = self.all.where(kept.id >= sa.bindparam("id"))
        is_said = kept.type_name == UserUttered.type_name
        self.said = self.all.order_by(None).where(is_said).order_by(kept.id.desc()).limit(LOOKED_BACK)
        turn = (is_of_talk, kept.id >= sa.bindparam("first"))
        self.from_here_on = sa.delete(table).where(*turn)
        self.between = sa.delete(table).where(*turn, kept.id < sa.bindparam("later"))


class ConversationStore(SQLTrackerStore):
    """SQLTrackerStore on a URL of SQLAlchemy. `keys` seal what was typed, with all that was understood of it; default: those of the settings.

    What we answered is kept in the journal, which people can clear. Here it
    would stay, a signed-in person's plan among it, and slow every later turn.
    A turn that can't be read or written raises, and one that has lost its lock of `locks` is not written: Rasa would go on
    with an empty conversation, and in memory (see `fail_closed`).
    It reads and writes in threads of its own: a locked file keeps nobody else waiting. Of a long conversation the next
    turn gets the last ones: see `bot.dialogue.restart_points`. The table keeps them all.
    Raises UnusableDatabaseError where the URL leads to none.
    """

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Optional[str] = None,
        event_broker: Optional[EventBroker] = None,
        keys: Optional[Sequence[str]] = None,
        locks: Optional[TurnLocks] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain=domain, host="sqlite://", event_broker=event_broker, **kwargs)
        self._ring = KeyRing(keys if keys is not None else Settings().sealing_keys())
        self.engine = make_engine(host or "sqlite://", CONVERSATIONS)
        with explained(self.engine.url, CONVERSATIONS), self.engine.begin() as connection:
            make_one_by_one(connection)
            self.Base.metadata.create_all(connection)
        self._statements = Statements(self.SQLEvent.__table__)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)
        self._lane = Lane("tracker", 4, 64)
        self._points, self._locks = RestartPoints(time.monotonic), locks or TurnLocks()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the events that are new, those of the assistant without their words."""
        await self.stream_events(tracker)
        await self._lane.run(PATIENCE, self._write, tracker, self._locks.checks(tracker.sender_id))

    async def _retrieve(
        self, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> Optional[DialogueStateTracker]:
        """The conversation, or None. Raises SealError if none of the keys opens it, and TooLateError."""
        read = self._read if fetch_events_from_all_sessions or self.event_broker else self._read_recent
        return await self._lane.run(PATIENCE, read, sender_id, fetch_events_from_all_sessions)

    def _write(self, tracker: DialogueStateTracker, check: Callable[[], None]) -> None:
        new = [self._row(tracker.sender_id, event) for event in self._new_events(tracker)]
        if new:
            check()
            with self.engine.begin() as connection:
                connection.execute(self._statements.add, new)
        tracker.stored = len(tracker.events)

    def _new_events(self, tracker: DialogueStateTracker) -> List[Event]:
        """Those that are not stored yet. Rasa counts what is stored, which takes longer the more it is."""
        stored: Optional[int] = getattr(tracker, "stored", None)
        if stored is not None or not tracker.events:
            return list(itertools.islice(tracker.events, stored, None))
        with self.session_scope() as session:
            return list(self._additional_events(session, tracker))

    def _row(self, sender_id: str, event: Event) -> Dict[str, Any]:
        return {
            "sender_id": sender_id,
            "type_name": event.type_name,
            "timestamp": event.timestamp,
            "action_name": getattr(event, "action_name", None),
            "data": self._sealed(event),
        }

    def _read(self, sender_id: str, from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        with self.engine.connect() as connection:
            events = self._whole(connection, sender_id, from_all_sessions)
        return self._tracker(sender_id, [event.data for event in events])

    def _read_recent(self, sender_id: str, _from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        """The last turns, with the slots as they were before them; all of the session where that is not enough."""
        point = self._points.of(sender_id)
        events: Sequence[StoredEvent]
        with self.engine.connect() as connection:
            events = self._since(connection, sender_id, point) if point else []
            if point is None or not point.begins(events) or not is_ordinary(events):
                point, events = None, self._whole(connection, sender_id, from_all_sessions=False)
        events, slots = in_last_session(events, point.slots if point else {})
        begun = as_events(slots, events[0].timestamp) if events else []
        self._move_on(sender_id, events, slots)
        return self._tracker(sender_id, [*begun, *(event.data for event in events)])

    def _move_on(self, sender_id: str, events: Sequence[StoredEvent], slots: Mapping[str, Any]) -> None:
        point = point_in(events, slots) if is_ordinary(events) else None
        if point:
            self._points.keep(sender_id, point)

    def _tracker(self, sender_id: str, events: List[Dict[str, Any]]) -> Optional[StoredTracker]:
        if not self.domain or not events:
            return None
        tracker: StoredTracker = StoredTracker.from_dict(sender_id, events, self.domain.slots)
        tracker.stored = len(tracker.events)
        return tracker

    def _whole(self, connection: Connection, sender_id: str, from_all_sessions: bool) -> List[StoredEvent]:
        wanted = self._statements.all if from_all_sessions else self._statements.last_session
        return [self._stored(row) for row in connection.execute(wanted, {"sender_id": sender_id})]

    def _since(self, connection: Connection, sender_id: str, point: RestartPoint) -> List[StoredEvent]:
        found = connection.execute(self._statements.since, {"sender_id": sender_id, "id": point.id})
        return [self._stored(row) for row in found]

    def _stored(self, row: Any) -> StoredEvent:
        return StoredEvent(row.id, row.timestamp, row.type_name, json.loads(self._opened(row.data)))

    def _sealed(self, event: Event) -> str:
        data = json.dumps(_kept(event))
        return data if isinstance(event, _WORDLESS) else self._ring.seal(data)

    def _opened(self, data: str) -> str:
        return self._ring.open(data) if is_token(data) else data

    async def take_back(self, conversation: str, message_id: str) -> None:
        """Delete the events of one message's turn, from the message on. Nothing to do if it never came that far.

        Raises SealError if none of the keys opens what was said, and TooLateError.
        """
        await self._lane.run(PATIENCE, self._take_back, conversation, message_id)

    def _take_back(self, conversation: str, message_id: str) -> None:
        with self.engine.begin() as connection:
            said = connection.execute(self._statements.said, {"sender_id": conversation}).all()
            later = None  # the turns that came after it stay
            for event in map(self._stored, said):
                if event.data.get("message_id") == message_id:
                    self._delete(connection, conversation, event.id, later)
                later = event.id
        self._points.forget(conversation)

    def _delete(self, connection: Connection, conversation: str, first: int, later: Optional[int]) -> None:
        turn = {"sender_id": conversation, "first": first}
        if later is None:
            connection.execute(self._statements.from_here_on, turn)
        else:
            connection.execute(self._statements.between, {**turn, "later": later})

    def silent_since(self, moment: float, beginning: str) -> List[str]:
        """Conversations whose key begins so and whose newest event is older than the moment (seconds since 1970)."""
        newest, sender = sa.func.max(self.SQLEvent.timestamp), self.SQLEvent.sender_id
        with self.session_scope() as session:
            found = (
                session.query(sender).filter(sender.startswith(beginning, autoescape=True)).group_by(sender)
            )
            return [row.sender_id for row in found.having(newest < moment)]

    def forget(self, conversation: str) -> None:
        """Delete every event of a conversation."""
        self.forget_in_memory(conversation)
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == conversation).delete()
            session.commit()
        empty_log(self.engine)

    def forget_in_memory(self, conversation: str) -> None:
        """Nothing of a conversation is left in this process. What another process deleted is not gone from here by itself."""
        self._points.forget(conversation)


def fail_closed(agent: Agent) -> None:
    """Take our store out of Rasa's wrapper, which answers as if nobody had said anything where a store can't be read, and keeps in memory what it can't write."""
    safe = agent.tracker_store
    if isinstance(safe, FailSafeTrackerStore):
        agent.tracker_store = safe._tracker_store  # noqa: SLF001 - Rasa wraps every store and offers no way out
    if agent.processor is not None:
        agent.processor.tracker_store = agent.tracker_store


def _kept(event: Event) -> Dict[str, Any]:
    data: Dict[str, Any] = event.as_dict()
    return {**data, "text": None, "data": {}, "metadata": {}} if isinstance(event, BotUttered) else data
