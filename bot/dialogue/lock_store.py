"""Our conversation lock in the place of Rasa's, whose waiters look once a second, and which two processes can hold at once."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import Any, AsyncIterator, Optional

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockStore

from bot.delivery.conversation.turn_locks import TurnLocks


class ConversationLocks(LockStore):
    """Rasa's way to our locks. A turn that the front door has locked already goes on at once.

    Under `rasa run` it is made by its name in endpoints.yml, and knows of this process alone.
    """

    def __init__(self, locks: Optional[TurnLocks] = None, **_named: Any) -> None:
        self._locks = locks or TurnLocks()

    @asynccontextmanager
    async def lock(self, conversation_id: str, *_given: Any, **_named: Any) -> AsyncIterator[TicketLock]:
        """Around one turn. Raises TooLateError, or what the database raises: then the turn must not begin."""
        async with self._locks.lock(conversation_id):
            yield TicketLock(conversation_id)

    def cleanup(self, conversation_id: str, ticket_number: int) -> None:
        """There are no tickets to clean up."""
