"""Rasa's conversations in SQL, with SQLite set up for several readers and one writer."""

from __future__ import annotations

from typing import Any, Optional

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain

from bot.casework.database import set_up_sqlite


class ConversationStore(SQLTrackerStore):
    """SQLTrackerStore on a URL of SQLAlchemy."""

    def __init__(
        self, domain: Optional[Domain] = None, host: Optional[str] = None, event_broker: Optional[EventBroker] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain=domain, host=host, event_broker=event_broker, **kwargs)
        if self.engine.dialect.name == "sqlite":
            self.engine.dispose()
            sa.event.listen(self.engine, "connect", set_up_sqlite)
