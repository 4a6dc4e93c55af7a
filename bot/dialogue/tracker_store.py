"""Rasa's conversations in SQL: on our engine, what was typed sealed, and without a second copy of our answers."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Sequence

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    SessionStarted,
    SlotSet,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.delivery.in_time import PATIENCE, Lane
from bot.records.database import empty_log, make_engine
from bot.records.sealed import KeyRing, is_token
from bot.settings import Settings

# Events without words: which action ran, a council, a topic. Opening each of them at every turn would slow a long talk.
_WORDLESS = (ActionExecuted, BotUttered, DefinePrevUserUtteredFeaturization, SessionStarted, SlotSet)


class ConversationStore(SQLTrackerStore):
    """SQLTrackerStore on a URL of SQLAlchemy. `keys` seal what was typed, with all that was understood of it; default: those of the settings.

    What we answered is kept in the journal, which people can clear. Here it
    would stay, a signed-in person's plan among it, and slow every later turn.
    It reads and writes in threads of its own: a locked file keeps nobody else waiting.
    """

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Optional[str] = None,
        event_broker: Optional[EventBroker] = None,
        keys: Optional[Sequence[str]] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain=domain, host="sqlite://", event_broker=event_broker, **kwargs)
        self._ring = KeyRing(keys if keys is not None else Settings().sealing_keys())
        self.engine = make_engine(host or "sqlite://")
        self.Base.metadata.create_all(self.engine)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)
        self._lane = Lane("tracker", 4, 64)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the events that are new, those of the assistant without their words."""
        await self.stream_events(tracker)
        await self._lane.run(PATIENCE, self._write, tracker)

    async def _retrieve(
        self, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> Optional[DialogueStateTracker]:
        """The conversation, or None. Raises SealError if none of the keys opens it, and TooLateError."""
        return await self._lane.run(PATIENCE, self._read, sender_id, fetch_events_from_all_sessions)

    def _write(self, tracker: DialogueStateTracker) -> None:
        with self.session_scope() as session:
            session.add_all(
                self.SQLEvent(
                    sender_id=tracker.sender_id,
                    type_name=event.type_name,
                    timestamp=event.timestamp,
                    action_name=getattr(event, "action_name", None),
                    data=self._sealed(event),
                )
                for event in list(self._additional_events(session, tracker))
            )
            session.commit()

    def _read(self, sender_id: str, from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        with self.session_scope() as session:
            kept = [event.data for event in self._event_query(session, sender_id, from_all_sessions)]
        events: List[Dict[str, Any]] = [json.loads(self._opened(data)) for data in kept]
        return (
            DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
            if self.domain and events
            else None
        )

    def _sealed(self, event: Event) -> str:
        data = json.dumps(_kept(event))
        return data if isinstance(event, _WORDLESS) else self._ring.seal(data)

    def _opened(self, data: str) -> str:
        return self._ring.open(data) if is_token(data) else data

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
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == conversation).delete()
            session.commit()
        empty_log(self.engine)


def _kept(event: Event) -> Dict[str, Any]:
    data: Dict[str, Any] = event.as_dict()
    return {**data, "text": None, "data": {}, "metadata": {}} if isinstance(event, BotUttered) else data
