"""The step that waits for what came before: one message of a conversation after the other."""

from __future__ import annotations

import asyncio

from bot.delivery.conversation.turn_locks import ConversationLock
from bot.delivery.one_message import Turn, log_failure


class WaitingTurn:
    """Waits in the line of this process, and for the lock that others may have."""

    def __init__(self, locks: ConversationLock) -> None:
        self._locks = locks

    async def wait(self, turn: Turn) -> None:
        """Until it is this message's turn; the conversation is its own then until its end. Danger waits for nobody."""
        if turn.danger:
            return
        if turn.incoming.place:
            await turn.incoming.place.comes()
        await self._take(turn)

    async def pause(self, turn: Turn, seconds: float) -> None:
        """Let others have the conversation for so long, and until they are done: whoever works on the same message may need it."""
        await turn.until_the_end.aclose()
        await asyncio.sleep(seconds)
        await self._take(turn)

    async def _take(self, turn: Turn) -> None:
        """Have the conversation; if that can't be, the turn goes on without the dialogue."""
        turn.unlocked = None
        try:
            await turn.until_the_end.enter_async_context(self._locks.lock(turn.conversation))
        except Exception as error:  # noqa: BLE001 - what needs no lock is answered all the same
            log_failure("A turn could not have its conversation to itself", error)
            turn.unlocked = error
