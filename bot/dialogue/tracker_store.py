"""Rasa's conversations in SQL: on our engine, and without a second copy of our answers."""

from __future__ import annotations

import json
from typing import Any, Dict, Optional

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot.casework.database import empty_log, make_engine
from bot.delivery.in_time import PATIENCE, Lane


class ConversationStore(SQLTrackerStore):
    """SQLTrackerStore on a URL of SQLAlchemy.

    What we answered is kept in the journal, which people can clear. Here it
    would stay, a signed-in person's plan among it, and slow every later turn.
    It reads and writes in threads of its own: a locked file keeps nobody else waiting.
    """

    def __init__(
        self, domain: Optional[Domain] = None, host: Optional[str] = None, event_broker: Optional[EventBroker] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain=domain, host="sqlite://", event_broker=event_broker, **kwargs)
        self.engine = make_engine(host or "sqlite://")
        self.Base.metadata.create_all(self.engine)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)
        self._lane = Lane("tracker", 4, 64)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the events that are new, those of the assistant without their words."""
        await self.stream_events(tracker)
        await self._lane.run(PATIENCE, self._write, tracker)

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        return await self._lane.run(PATIENCE, self._read, sender_id, fetch_events_from_all_sessions)

    def _read(self, sender_id: str, from_all_sessions: bool) -> Optional[DialogueStateTracker]:
        with self.session_scope() as session:
            rows = self._event_query(session, sender_id, fetch_events_from_all_sessions=from_all_sessions).all()
            events = [json.loads(row.data) for row in rows]
        if not self.domain or not events:
            return None
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)

    def _write(self, tracker: DialogueStateTracker) -> None:
        with self.session_scope() as session:
            session.add_all(
                self.SQLEvent(
                    sender_id=tracker.sender_id,
                    type_name=event.type_name,
                    timestamp=event.timestamp,
                    intent_name=_intent_of(event),
                    action_name=getattr(event, "action_name", None),
                    data=json.dumps(_kept(event)),
                )
                for event in list(self._additional_events(session, tracker))
            )
            session.commit()

    def forget(self, conversation: str) -> None:
        """Delete every event of a conversation."""
        with self.session_scope() as session:
            session.query(self.SQLEvent).filter(self.SQLEvent.sender_id == conversation).delete()
            session.commit()
        empty_log(self.engine)


def _kept(event: Event) -> Dict[str, Any]:
    data: Dict[str, Any] = event.as_dict()
    return {**data, "text": None, "data": {}, "metadata": {}} if isinstance(event, BotUttered) else data


def _intent_of(event: Event) -> Optional[str]:
    return getattr(event, "intent_name", None)
