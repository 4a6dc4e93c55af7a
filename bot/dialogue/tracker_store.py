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


class ConversationStore(SQLTrackerStore):
    """SQLTrackerStore on a URL of SQLAlchemy.

    What we answered is kept in the journal, which people can clear. Here it
    would stay, a signed-in person's plan among it, and slow every later turn.
    """

    def __init__(
        self, domain: Optional[Domain] = None, host: Optional[str] = None, event_broker: Optional[EventBroker] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain=domain, host="sqlite://", event_broker=event_broker, **kwargs)
        self.engine = make_engine(host or "sqlite://")
        self.Base.metadata.create_all(self.engine)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the events that are new, those of the assistant without their words."""
        await self.stream_events(tracker)
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

    def ping(self) -> None:
        """Raise SQLAlchemyError if the table of events can't be read."""
        with self.session_scope() as session:
            session.query(self.SQLEvent.id).limit(1).all()

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
