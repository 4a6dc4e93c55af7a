"""The step that waits for what came before: one message of a conversation after the other."""

from __future__ import annotations

from bot.delivery.conversation.in_order import Locks
from bot.delivery.one_message import Turn


class WaitingTurn:
    """Waits in the line of this process, and for the lock that others may have."""

    def __init__(self, locks: Locks) -> None:
        self._locks = locks

    async def wait(self, turn: Turn) -> None:
        """Until it is this message's turn; the conversation is its own then until its end. Danger waits for nobody."""
        if turn.danger:
            return
        if turn.incoming.place:
            await turn.incoming.place.comes()
        await turn.until_the_end.enter_async_context(self._locks.lock(turn.conversation))
